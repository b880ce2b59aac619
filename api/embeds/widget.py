"""The widget: newest jobs of a search on a page of another site. Its script, its data, and the page that explains it."""

import datetime as dt
import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from api import limits
from api.cors import open_to_all
from api.documents.jobs import absolute
from api.embeds.forms import COUNTS, USUAL, WidgetForm, read_number
from jobs.display import age, pay_words, place_words
from jobs.models import Job
from jobs.search import criteria as searches
from jobs.search import results
from jobs.search.criteria import Criteria
from jobs.search.links import search_url
from toolkit import page_cache
from toolkit.negotiation import compressed

SCRIPT_LASTS = 60 * 60  # seconds; sites load it by one address, so a new version arrives within an hour
JOBS_LAST = 5 * 60
MOST = max(COUNTS)
NARROWING = ("q", "geo", "industry", "type", "level")


@cache
def _source() -> str:
    return (settings.BASE_DIR / "static" / "js" / "widget.js").read_text(encoding="utf-8")


@open_to_all
@require_safe
@compressed
def script(request: HttpRequest) -> HttpResponse:
    """Serves the script at an address that never changes."""
    response = HttpResponse(_source(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={SCRIPT_LASTS}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


# --- Jobs ---------------------------------------------------------------------------------------------------------------


@open_to_all
@require_safe
@compressed
def jobs(request: HttpRequest) -> HttpResponse:
    """Tells the newest jobs of a search in the words of our lists. A value that we don't know is a 400, so that a site doesn't
    show other jobs than its owner chose."""
    allowance = limits.spend(request, action="widget")
    if allowance.is_over:
        refusal = JsonResponse({"error": "Too many requests."}, status=429)
        return limits.tell_limit(refusal, allowance)
    asked = searches.parse({name: request.GET[name] for name in NARROWING if name in request.GET})
    problems = dict(asked.problems)
    count = read_number(request.GET.get("count") or str(USUAL), most=MOST)
    if count is None:
        problems["count"] = f"Ask for 1 to {MOST} jobs."
    if problems or count is None:
        return JsonResponse({"error": " ".join(f"{name}: {said}" for name, said in problems.items())}, status=400)
    response = HttpResponse(_listed(asked.criteria, count), content_type="application/json")
    response.headers["Cache-Control"] = f"public, max-age={JOBS_LAST}"
    return response


def _listed(criteria: Criteria, count: int) -> str:
    now = timezone.now()

    def made() -> str:
        found = [_described(job, now) for job in results.newest(criteria, limit=count, now=now)]
        told = {
            "title": title_of(criteria),
            "url": absolute(search_url(criteria)),
            "site": settings.SITE_NAME,
            "none": _("No open jobs right now."),
            "jobs": found,
        }
        return json.dumps(told, ensure_ascii=False)

    return page_cache.fragment(f"widget:{count}:{criteria.querystring}", made, lifetime=lambda: JOBS_LAST)


def _described(job: Job, now: dt.datetime) -> dict[str, Any]:
    """Describes a job; its address is absolute, because it's shown elsewhere."""
    facts = [place_words(job.regions, job.parts), pay_words(job.pay) if job.pay else "", *map(str, job.type_labels)]
    return {
        "title": job.title,
        "url": absolute(job.get_absolute_url()),
        "company": job.company.name,
        "facts": [fact for fact in facts if fact],
        "age": age(job.published_at, now) if job.published_at else "",
    }


def title_of(criteria: Criteria) -> str:
    """Returns the heading of a list: ``Remote jobs``, with what narrows it."""
    said = [f"“{criteria.q}”"] if criteria.q else []
    said += [str(one.label) for one in searches.active_filters(criteria)]
    return _("Remote jobs: %s") % ", ".join(said) if said else _("Remote jobs")


# --- The page -----------------------------------------------------------------------------------------------------------


@require_safe
@compressed
def builder(request: HttpRequest) -> HttpResponse:
    """Explains the widget and builds its code. Every state has a URL."""
    form = WidgetForm(request.GET or None)
    is_good = not form.is_bound or form.is_valid()
    chosen: dict[str, Any] = form.chosen if form.is_bound and is_good else {}
    criteria = searches.parse({name: chosen[name] for name in NARROWING if chosen.get(name)}).criteria
    context = {
        "form": form,
        "is_good": is_good,
        "attributes": [(f"data-{name}", value) for name, value in chosen.items()],
        "snippet": _snippet(chosen, criteria),
        "short_snippet": _short_snippet(chosen or {"count": USUAL}, criteria),
        "search_url": absolute(search_url(criteria)),
        "heading": title_of(criteria),
        "canonical": reverse("embeds:widget"),
        "meta_description": _(
            "Show the newest remote jobs of a search on your own website, without cookies or an account."
        ),
    }
    return render(request, "embeds/widget.html", context, status=200 if is_good else 400)


def _snippet(chosen: dict[str, Any], criteria: Criteria) -> str:
    """Returns the code to paste: the element with a plain link inside, and the script."""
    element = format_html("<remote-jobs{}>\n  {}\n</remote-jobs>", _attributes(chosen), _link(criteria))
    return format_html('{}\n<script async src="{}"></script>', element, absolute(reverse("embeds:widget-script")))


def _short_snippet(chosen: dict[str, Any], criteria: Criteria) -> str:
    """Returns the code in one piece: a script with the attributes, and the link for readers without JavaScript."""
    address = absolute(reverse("embeds:widget-script"))
    script = format_html('<script async src="{}"{}></script>', address, _attributes(chosen))
    return format_html("{}\n<noscript>{}</noscript>", script, _link(criteria))


def _attributes(chosen: dict[str, Any]) -> SafeString:
    return format_html_join("", ' data-{}="{}"', chosen.items())


def _link(criteria: Criteria) -> SafeString:
    said = _("%(title)s on %(site)s") % {"title": title_of(criteria), "site": settings.SITE_NAME}
    return format_html('<a href="{}">{}</a>', absolute(search_url(criteria)), said)
