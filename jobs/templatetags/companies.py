"""Template tag for the picture beside a company's name."""

from functools import cache, lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobs.company_marks import VERSION
from jobs.models import Company

register = template.Library()
SIZES = (24, 36, 48, 72)  # pixels; the stylesheet has a class for each


@register.simple_tag
def company_mark(company: Company, size: int = 48, *, has_logo: bool, lazy: bool = True) -> SafeString:
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
