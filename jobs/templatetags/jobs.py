"""Template tags and filters of jobs: company marks, the location control, rows, findings and next steps."""

import datetime as dt
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, cast

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jobs.cards import Card, Employer, row_of, row_values
from jobs.company_marks import VERSION
from jobs.models import Company
from jobs.screening.claims import Finding
from jobs.screening.labels import RULE_LABELS
from jobs.tracker.models import Application
from jobs.visitor_location import visitor_location_of
from toolkit.localization import Reader, reader

register = template.Library()


# --- Companies --------------------------------------------------------------------------------------------------------

SIZES = (24, 36, 48, 72)  # pixels; the stylesheet has a class for each


@register.simple_tag
def company_mark(company: Company | Employer, size: int = 48, *, has_logo: bool, lazy: bool = True) -> SafeString:
    """Returns the company's logo or drawn mark as an image of ``size`` pixels. It's decoration: the name is next to it.
    ``has_logo`` is annotated by the query, because the logo itself isn't loaded. Use ``lazy=False`` in a page's head."""
    if size not in SIZES:
        raise ValueError(f"no such size of a company's mark: {size}")
    return _picture(company.slug, size, bool(has_logo), lazy)


@lru_cache(maxsize=4096)
def _picture(slug: str, size: int, has_logo: bool, lazy: bool) -> SafeString:
    return format_html(
        '<img class="company-mark is-{}{}" src="{}" alt="" width="{}" height="{}"{}>',
        size, " logo" if has_logo else "", reverse("jobs:logo", args=[slug]) if has_logo else _mark_url(slug), size, size,
        SafeString(' loading="lazy"') if lazy else "",
    )  # fmt: skip


def _mark_url(slug: str) -> str:
    return _pattern().format(slug=slug)


@cache
def _pattern() -> str:
    """Returns the address of marks with a gap for the slug: ``reverse`` is too slow for every row."""
    return reverse("jobs:mark", args=[VERSION, "slug"]).replace("slug.svg", "{slug}.svg")


# --- Location ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("jobs/_location.html", takes_context=True)
def location_control(context: Context) -> dict[str, Any]:
    request = context.get("request")
    here = request.resolver_match.view_name if request and request.resolver_match else ""
    if request is None or here == "jobs:place":  # an error page; the page with the form
        return {}
    place = visitor_location_of(request)
    return {
        "asks": True,
        "place": place.label if place else "",
        "next": request.get_full_path() if request.method in ("GET", "HEAD") else "",
    }


# --- Rows -------------------------------------------------------------------------------------------------------------

MOST = 3_000  # rows of about 4 KB with their values


@register.simple_tag
def job_rows(cards: Iterable[Card], **about: Any) -> SafeString:
    """Renders rows; each only once for equal values. A row sees only the card's `Row` and ``about``, and is kept under everything
    in them: it changes with the job, the visitor's location and whether the visitor has saved the job."""
    also = tuple(about.items()), get_language(), reader()
    return SafeString("".join(_row(row_values(card), *also) for card in cards))


@lru_cache(maxsize=MOST)
def _row(values: Any, about: tuple[tuple[str, Any], ...], language: str | None, who: Reader) -> SafeString:
    return cast("SafeString", get_template("jobs/_row.html").render({"card": row_of(values), **dict(about)}))


# --- Findings ---------------------------------------------------------------------------------------------------------

KINDS: dict[str, tuple[str, Promise]] = {
    "contradiction": ("warn", _("Contradicts the label")),
    "scam": ("warn", _("Looks like a scam")),
    "limit": ("", _("Limits who can apply")),
    "unread": ("", _("Unclear")),
}


@register.filter
def rule_label(finding: Finding) -> Any:
    """Returns a short sentence for the finding's rule."""
    return RULE_LABELS.get(finding.rule, finding.rule)


@register.filter
def kind_badge(finding: Finding) -> dict[str, Any]:
    """Returns the badge for the finding's kind: its CSS class and label."""
    css, label = KINDS[finding.kind]
    return {"kind": css, "label": label}


# --- Tracker ----------------------------------------------------------------------------------------------------------


@register.filter
def is_overdue(application: Application, now: dt.datetime) -> bool:
    return application.is_overdue(now)
