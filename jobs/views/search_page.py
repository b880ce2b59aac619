"""Builds the context of the search page: texts and links, so the template makes no decisions."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.impersonation import acting_staff
from accounts.models import User
from jobs import landing_pages, visitor_location
from jobs.cards import cards
from jobs.landing_pages import Landing
from jobs.models import Job
from jobs.search import form_options, hints, results
from jobs.search.counts import Count
from jobs.search.criteria import Asked, Criteria, active_filters, parse
from jobs.search.explain import why
from jobs.search.links import feed_url, other_feeds, search_url, with_query
from jobs.search.paging import page_numbers, start_in, start_value, whole_number
from jobs.search.places import region_of
from jobs.search.query import Personal
from jobs.search.results import Choice, Hidden, NoSuchPage, Results
from jobs.search.sql import Key
from jobs.tracker import bookmarks, flags
from jobs.views import search_words
from jobs.views.search_fit import Order, order_asked
from jobs.views.search_place import as_shown, place_asked, place_note
from jobs.visitor_location import Viewer
from jobs.vocabulary.kinds import Level, PayPeriod, WorkType
from occupations.models import Occupation
from toolkit import money


def answer(request: HttpRequest, asked: Asked, landing: Landing | None, now: dt.datetime) -> HttpResponse:
    """Returns the page of a search, or a 404 that links to its last page."""
    order = order_asked(request.user, asked.criteria, now)
    criteria, asked = order.criteria, Asked(order.criteria, asked.problems, asked.unknown)
    start = start_in(request.GET.get("top", ""))
    place = visitor_location.visitor_location_of(request)
    people = place.slug if place else ""
    personal = flags.personal(request.user, people=people, unviewed=criteria.unviewed)
    try:
        found = results.search(
            criteria,
            page=whole_number(request.GET.get("page", "1")),
            start=start,
            personal=personal,
            profile=order.compared,
            now=now,
        )
    except NoSuchPage as problem:
        return _no_such_page(request, criteria, landing, start, problem.pages)
    # Include values that weren't understood: an alert must not be broader than the visitor's search.
    shown = as_shown(criteria, place)
    asked_again = Asked(shown, asked.problems, asked.unknown).querystring
    viewer = bookmarks.viewer(request, [*found.jobs, *found.rest, *found.mentions])
    # What somebody muted isn't counted, so it can't be added again.
    is_whole = landing is not None and criteria == _fixed(landing) and not (personal.companies or personal.words)
    context = {
        "criteria": criteria,
        **_head(asked, found, landing, start),
        **_lists(order, found, viewer, now),
        "fit_note": order.note,
        "place": place,
        "all_url": search_url(Criteria(everywhere=place is not None)),
        "place_note": place_note(criteria, shown, found, place),
        **place_asked(request, criteria),
        **_recent(request, criteria, now),
        "feed_url": feed_url(shown),
        "other_feeds": other_feeds(shown),
        "alert_url": with_query(reverse("alerts:new"), asked_again),
        "alert_search": asked_again,
        **_form(request, asked, found, now),
        **_ways_on(request, criteria, found, landing, personal, now),
        **(_landing(landing, found if is_whole else None, now) if landing else {}),
    }
    return render(request, "jobs/search.html", context)


def _head(asked: Asked, found: Results, landing: Landing | None, start: Key | None) -> dict[str, Any]:
    """Returns headings, and what search engines read."""
    criteria = asked.criteria
    is_landing_itself = not (start or asked.problems) and found.page == 1 and criteria == _fixed(landing)
    return {
        "heading": (landing or Landing(None, None)).heading,
        "title": landing_pages.title(criteria),
        "page_of": search_words.page_words(found),
        "noindex": not is_landing_itself or (landing is not None and found.is_empty),
        "canonical": (landing.url if landing else reverse("jobs:search")) if is_landing_itself else "",
        "is_search": bool(criteria.querystring),
        "meta_description": _(
            "Remote jobs you can actually apply for. "
            "Every job shows where you can live, what it pays and when we last checked it."
        ),
    }


def _lists(order: Order, found: Results, viewer: Viewer, now: dt.datetime) -> dict[str, Any]:
    """Returns the rows of jobs, with their numbers in words."""
    criteria = order.criteria

    def reason(job: Job) -> str:
        return why(job, found.keywords)

    return {
        "count_words": search_words.count_words(found),
        "mentioned_words": search_words.mentioned_words(found) if found.mentions else "",
        "skipped": search_words.skipped_words(found, unviewed=criteria.unviewed),
        "cards": cards(found.jobs, viewer, now=now, least_pay=criteria.least_pay, why=reason, fit=order.fit),
        "rest": cards(
            found.rest, viewer, now=now, least_pay=criteria.least_pay if order.compared else None, why=reason
        ),
        "rest_words": search_words.rest_words(criteria),
        "mentions": cards(found.mentions, viewer, now=now, least_pay=criteria.least_pay),
    }


def _no_such_page(
    request: HttpRequest, criteria: Criteria, landing: Landing | None, start: Key | None, pages: int
) -> HttpResponse:
    context = {
        "title": landing_pages.title(criteria),
        "search_url": search_url(criteria),
        "last_url": _page_url(request, criteria, landing, pages, start) if pages else "",
        "pages": pages,
    }
    return render(request, "jobs/no_such_page.html", context, status=404)


# --- URLs ---------------------------------------------------------------------------------------------------------------


def _page_url(request: HttpRequest, criteria: Criteria, landing: Landing | None, number: int, start: Key | None) -> str:
    """Returns the URL of another page of the search. A landing page keeps its path and adds only the remaining
    parameters."""
    beyond = criteria
    if landing:
        beyond = replace(
            criteria, industry=() if landing.industry else criteria.industry, geo="" if landing.region else criteria.geo
        )
    paging = {"top": start_value(start), "page": number if number > 1 else ""}
    query = urlencode({name: value for name, value in paging.items() if value})
    return with_query(request.path, "&".join(part for part in (beyond.querystring, query) if part))


def _fixed(landing: Landing | None) -> Criteria:
    """Returns a landing page's search; without a landing page, the search for everything."""
    return Criteria(
        industry=(landing.industry.slug,) if landing and landing.industry else (),
        geo=landing.region.slug if landing and landing.region else "",
    )


# --- Fields ------------------------------------------------------------------------------------------------------------


def _anchor(field: str, found: Results) -> str:
    """Returns the id of the element that a message about a field links to."""
    if field in ("company", "occupation", "people", "sort"):  # fields without a control
        return "q"
    return "filters" if field in form_options.FACETS and not found.facets.get(field) else field


def _typed_pay(request: HttpRequest, asked: Asked) -> str:
    """Returns the content of the pay field: the visitor's input, even if it isn't an amount."""
    if "pay" in asked.problems:
        return request.GET.get("pay", "") or request.GET.get("salary_min", "")
    return "" if asked.criteria.pay is None else str(asked.criteria.pay)


# --- Parts of the page --------------------------------------------------------------------------------------------------


class Facet(NamedTuple):
    """Checkboxes of the filters. ``choices``: each with its number of jobs in words."""

    name: str
    legend: str
    choices: tuple[tuple[Choice, str], ...]


def _form(request: HttpRequest, asked: Asked, found: Results, now: dt.datetime) -> dict[str, Any]:
    criteria, problems = asked.criteria, asked.problems
    shown = [*found.jobs, *found.rest, *found.mentions]
    company = shown[0].company.name if criteria.company and shown else ""
    titles = Occupation.objects.titles_by_slug({criteria.occupation} - {""})
    chips = active_filters(criteria, company=company, occupation=titles.get(criteria.occupation, ""))
    return {
        "typed": {"q": criteria.q, "pay": _typed_pay(request, asked)},
        "problems": problems,
        "problem_links": [
            (_anchor(field, found), f"{form_options.FIELDS[field]}: {text}") for field, text in problems.items()
        ],
        "filters_open": bool(problems.keys() - {"q"}),
        "geo_options": form_options.geo(criteria.geo),
        "currency_options": form_options.currency(criteria.currency),
        "period_options": form_options.period(criteria.period),
        "posted_options": form_options.posted(criteria.posted),
        "zone_options": form_options.zone(criteria.zone, now),
        "facets": tuple(
            Facet(name, str(legend), tuple((one, search_words.number_words(one.count)) for one in found.facets[name]))
            for name, legend in form_options.FACETS.items()
            if found.facets.get(name)
        ),
        "filter_count": len(chips),
        "chips": [(chip.label, search_url(chip.criteria)) for chip in chips],
        "clear_url": search_url(Criteria(q=criteria.q)) if chips else "",
    }


def _ways_on(
    request: HttpRequest,
    criteria: Criteria,
    found: Results,
    landing: Landing | None,
    personal: Personal,
    now: dt.datetime,
) -> dict[str, Any]:
    """Returns links to other states of the same search."""
    labels = {"best": _("Best match"), "newest": _("Newest"), "pay": _("Highest pay")}
    if isinstance(request.user, User):
        labels["fit"] = _("Best fit")
    current = "newest" if criteria.sort == "best" and not criteria.q else criteria.sort
    orders = [
        (label, search_url(replace(criteria, sort=sort)), sort == current)
        for sort, label in labels.items()
        if criteria.q or sort != "best"
    ]
    return {
        "orders": orders,
        "order": labels[current],
        "correction": _correction(found),
        **_offers(found.criteria),
        "hidden": _hidden((one for one in found.hidden if one.kind != "people" or criteria.people), criteria),
        "pages": tuple(
            (str(number or ""), _page_url(request, criteria, landing, number, found.start), number == found.page)
            for number in page_numbers(found.page, found.pages)
        ),
        "next_url": _page_url(request, criteria, landing, found.page + 1, found.start)
        if found.page < found.pages
        else "",
        "older_url": _page_url(request, criteria, landing, 1, found.older) if found.older else "",
        "drops": [] if not found.is_empty else list(_drops(criteria, personal, now)),
    }


def _correction(found: Results) -> dict[str, str] | None:
    """Returns what was searched for instead of mistyped words, and the way back."""
    if found.typed is None:
        return None
    return {
        "used": found.criteria.q,
        "typed": found.typed.q,
        "url": search_url(found.typed.replace(as_typed=True)),
    }


def _offers(criteria: Criteria) -> dict[str, Any]:
    """Returns the words that weren't searched for because they are filters, and the filters to use instead."""
    reading = hints.read(criteria.q)
    unused = [] if criteria.as_typed else reading.unused
    words = get_text_list([f"“{word}”" for word in unused], _("or"))
    offers = []
    for field, wanted in reading.filters(criteria):
        named = {"field": form_options.FIELDS[field], "value": _value_of(field, wanted)}
        offers.append((_("%(field)s: %(value)s?") % named, search_url(wanted)))
    return {
        "unused": _("We didn't search for %s.") % words if unused else "",
        "left_out": bool(unused and reading.left_out),
        "offers": offers,
        "as_typed_url": search_url(criteria.replace(as_typed=True)) if unused else "",
    }


def _value_of(field: str, criteria: Criteria) -> str:
    """Returns the value of a filter in words, without its name."""
    if field == "geo":
        return region_of(criteria.geo).name
    if field == "pay" and criteria.least_pay:
        pay = criteria.least_pay
        return f"{money.display(pay.low or 0, pay.currency)} {PayPeriod(pay.period).label}"
    labels: dict[str, Any] = {"type": WorkType, "level": Level}
    return str(labels[field](getattr(criteria, field)[0]).label)


def _recent(request: HttpRequest, criteria: Criteria, now: dt.datetime) -> dict[str, Any]:
    """Keeps a member's search, unless staff look at it for them; on the page of all jobs, returns the recent ones. One query
    for members."""
    user = request.user
    if not isinstance(user, User):
        return {}
    asked = criteria.replace(everywhere=False).querystring  # "Show all" is a look at a list, not a search
    if asked:
        if request.method == "GET" and not acting_staff(request):
            flags.note_search(user=user, querystring=asked, now=now)
        return {}
    searches = [parse(QueryDict(one)).criteria for one in flags.recent_searches(user)]
    return {"recent": [(search_words.search_words(one), search_url(one)) for one in searches]}


def _hidden(hidden: Iterable[Hidden], criteria: Criteria) -> dict[str, Any] | None:
    """Returns ``37 hidden: 21 not open to Spain, 16 without pay``; each part links to the search that shows those
    jobs."""
    shown = list(hidden)
    if not shown:
        return None
    total = search_words.number_words(
        Count(sum(one.count.number for one in shown), is_exact=all(one.count.is_exact for one in shown))
    )
    return {
        "total": _("%s hidden:") % total if len(shown) > 1 else _("Hidden:"),
        "parts": [(search_words.hidden_words(one, criteria), search_url(one.criteria)) for one in shown],
    }


def _drops(criteria: Criteria, personal: Personal, now: dt.datetime) -> Iterator[tuple[str, str]]:
    """For a search without results: yields a text and a URL for each filter whose removal finds jobs."""
    for one, count in results.counts_without_each_filter(criteria, personal=personal, now=now):
        words = ngettext("%(count)s job without “%(filter)s”", "%(count)s jobs without “%(filter)s”", count.number)
        yield words % {"count": search_words.number_words(count), "filter": one.label}, search_url(one.criteria)


def _landing(landing: Landing, found: Results | None, now: dt.datetime) -> dict[str, Any]:
    """``found``: the results, if nothing else filters them; their number is newer than the kept one."""
    kept = landing_pages.counts(now)
    of = (landing.industry.slug if landing.industry else "", landing.region.slug if landing.region else "")
    count = _all_of(found) if found else Count(kept.of(*of))
    intro = search_words.intro(landing, count)
    by_industry, by_place = landing_pages.siblings(landing, kept)
    return {
        "landing": landing,
        "crumbs": _crumbs(landing),
        "intro": intro,
        "meta_description": intro,
        "by_industry": [(one.industry.name, one.url, number) for one, number in by_industry if one.industry],
        "by_place": [(one.region.name, one.url, number) for one, number in by_place if one.region],
    }


def _all_of(found: Results) -> Count:
    """Returns how many jobs there are, those included that the visitor's location or the member hides."""
    hidden = next((one.count for one in found.hidden if one.kind == "people"), Count(0))
    total = found.count.number + found.skipped + hidden.number
    return Count(total, is_exact=found.count.is_exact and hidden.is_exact)


def _crumbs(landing: Landing) -> list[tuple[Any, str]]:
    if not (landing.industry and landing.region):
        return []
    return [(landing.industry.name, Landing(landing.industry, None).url)]
