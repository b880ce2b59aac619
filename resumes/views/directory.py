"""View of the directory: a search for people. Every state has a URL."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.impersonation import acting_staff
from jobs.search import form_options
from jobs.search.links import with_query
from jobs.search.paging import page_numbers, start_in, start_value, whole_number
from jobs.search.results import Choice, NoSuchPage
from jobs.search.sql import Key
from resumes.publishing.directory import criteria as searches
from resumes.publishing.directory import featured, search
from resumes.publishing.directory.criteria import OFFSETS, Asked, Criteria, active_filters, offset_value
from resumes.publishing.directory.search import Promoted, Results
from resumes.publishing.viewers import viewer_of
from toolkit.client import is_opened
from toolkit.geography import offset, offset_words
from toolkit.negotiation import compressed
from toolkit.text import initials

MOST_CHOICES = 10  # of a facet; more are shown only if they are chosen
TINTS = 4
FACETS: dict[str, Promise] = {
    "level": gettext_lazy("Level"),
    "type": gettext_lazy("Open to"),
    "language": gettext_lazy("Languages"),
}
FIELDS: dict[str, Promise] = {
    **FACETS,
    "q": gettext_lazy("Job title, skill or keyword"),
    "geo": gettext_lazy("Location"),
    "utc_from": gettext_lazy("Time zone from"),
    "utc_to": gettext_lazy("Time zone to"),
}


@dataclass(frozen=True)
class Person:
    """A résumé as a card. ``tint`` is one of the soft colors of initials; ``clock`` the offset from UTC now."""

    name: str
    url: str
    initials: str
    tint: int
    title: str
    place: str
    clock: str
    skills: tuple[str, ...]
    changed_on: dt.date


@require_safe
@compressed
def directory(request: HttpRequest) -> HttpResponse:
    """Shows people who listed their résumé, as far as they let this viewer see it."""
    now = timezone.now()
    asked = searches.parse(request.GET)
    page, start = whole_number(request.GET.get("page", "1")), start_in(request.GET.get("top", ""))
    among = search.promoted(viewer_of(request.user), now=now)
    is_front = not (asked.criteria.querystring or asked.problems or start) and page == 1
    chosen = _featured(request, among, now) if is_front else []
    try:
        found = search.search(asked.criteria, among=among, page=page, start=start, feature=chosen, now=now)
    except NoSuchPage as problem:
        return _no_such_page(request, asked.criteria, start, problem.pages)
    context = {
        "criteria": asked.criteria,
        "title": _("Find people for remote work"),
        "noindex": not is_front,
        "canonical": reverse("resumes:directory") if is_front else "",
        "meta_description": _(
            "People who are open to remote work: what they do, where they live and what they're open to."
        ),
        "page_of": _("page %(page)d of %(pages)d") % {"page": page, "pages": found.pages} if page > 1 else "",
        "count_words": _count_words(found),
        "featured": [_person(row, now) for row in found.featured],
        "pinned": [_person(row, now) for row in found.pinned],
        "people": [_person(row, now) for row in found.people],
        "correction": _correction(found),
        "is_empty": found.is_empty,
        "drops": [] if not found.is_empty else list(_drops(asked.criteria, among, now)),
        **_form(asked, found),
        **_pages(found),
    }
    return render(request, "resumes/directory.html", context)


def _featured(request: HttpRequest, among: Promoted, now: dt.datetime) -> list[int]:
    """Chooses the featured résumés. Robots, staff who act as a member, and owners don't count as viewers."""
    is_owner = request.user.pk in among.featured.values()
    return featured.choose(
        list(among.featured), counts=is_opened(request) and not is_owner and not acting_staff(request), now=now
    )


def _no_such_page(request: HttpRequest, criteria: Criteria, start: Key | None, pages: int) -> HttpResponse:
    context = {
        "pages": pages,
        "last_url": _url(criteria, start, pages) if pages else "",
        "first_url": _url(criteria),
    }
    return render(request, "resumes/no_such_page.html", context, status=404)


def _url(criteria: Criteria, start: Key | None = None, page: int = 1) -> str:
    paging = {"top": start_value(start), "page": page if page > 1 else ""}
    query = urlencode({name: value for name, value in paging.items() if value})
    return with_query(reverse("resumes:directory"), "&".join(filter(None, [criteria.querystring, query])))


# --- Cards --------------------------------------------------------------------------------------------------------------


def _person(row: Any, now: dt.datetime) -> Person:
    offsets = sorted({offset(zone, now) for zone in row.zones})
    clock = offset_words(offsets[0]) if offsets else ""
    if len(offsets) > 1:
        clock = _("%(low)s to %(high)s") % {"low": clock, "high": offset_words(offsets[-1])}
    return Person(
        name=row.name or _("Name not shown"),
        url=reverse("resumes:page", args=[row.handle]),
        initials=initials(row.name),
        tint=hashlib.blake2b(str(row.page_id).encode(), digest_size=1).digest()[0] % TINTS + 1,
        title=row.title,
        place=row.place,
        clock=clock,
        skills=tuple(row.skills),
        changed_on=row.changed_on,
    )


# --- Parts of the page --------------------------------------------------------------------------------------------------


def _count_words(found: Results) -> str:
    said = {"count": found.count.words, "query": found.criteria.q}
    if found.criteria.q:
        words = (
            ngettext("%(count)s person for “%(query)s”", "%(count)s people for “%(query)s”", found.count.number) % said
        )
    else:
        words = ngettext("%(count)s person", "%(count)s people", found.count.number) % said
    if not found.mentioned.number:
        return words
    mentioned = ngettext("%s more mentions it", "%s more mention it", found.mentioned.number) % found.mentioned.words
    return _("%(people)s, %(mentioned)s") % {"people": words, "mentioned": mentioned}


def _correction(found: Results) -> dict[str, str] | None:
    if found.corrected_from is None:
        return None
    typed = found.corrected_from
    return {"used": found.criteria.q, "typed": typed.q, "url": _url(typed.replace(as_typed=True))}


def _drops(criteria: Criteria, among: Promoted, now: dt.datetime) -> Iterator[tuple[str, str]]:
    """For a search without results: yields a text and a URL for each filter whose removal finds people."""
    for one, count in search.counts_without_each_filter(criteria, among=among, now=now):
        words = ngettext("%(count)s person without “%(filter)s”", "%(count)s people without “%(filter)s”", count.number)
        yield words % {"count": count.words, "filter": one.label}, _url(one.criteria)


def _form(asked: Asked, found: Results) -> dict[str, Any]:
    criteria, problems = asked.criteria, asked.problems
    chips = active_filters(criteria)
    return {
        "problems": problems,
        "problem_links": [(_anchor(field, found), f"{FIELDS[field]}: {text}") for field, text in problems.items()],
        "filters_open": bool(problems.keys() - {"q"}),
        "geo_options": form_options.geo(criteria.geo),
        "from_options": _offsets(criteria.utc_from),
        "to_options": _offsets(criteria.utc_to),
        "facets": [
            {"name": name, "legend": legend, "choices": _shown(found.facets[name], name)}
            for name, legend in FACETS.items()
            if found.facets[name]
        ],
        "filter_count": len(chips),
        "chips": [(chip.label, _url(chip.criteria)) for chip in chips],
        "clear_url": _url(Criteria(q=criteria.q)) if chips else "",
    }


def _anchor(field: str, found: Results) -> str:
    return "filters" if field in FACETS and not found.facets[field] else field


def _shown(choices: list[Choice], facet: str) -> list[Choice]:
    """Returns the most frequent choices and those that are chosen, in their order."""
    if facet != "language":
        return choices
    most = sorted(choices, key=lambda one: (not one.is_chosen, -one.count.number))[:MOST_CHOICES]
    return [one for one in choices if one in most or one.is_chosen]


def _offsets(chosen: int | None) -> SafeString:
    offsets = sorted({*OFFSETS, *([] if chosen is None else [chosen])})
    options = format_html_join(
        "", '<option value="{}">{}</option>', ((offset_value(one), offset_words(one)) for one in offsets)
    )
    return form_options.marked(options, "" if chosen is None else offset_value(chosen))


def _pages(found: Results) -> dict[str, Any]:
    criteria, start = found.corrected_from or found.criteria, found.start
    return {
        "pages": [
            (number, _url(criteria, start, number), number == found.page)
            for number in page_numbers(found.page, found.pages)
        ],
        "next_url": _url(criteria, start, found.page + 1) if found.page < found.pages else "",
        "older_url": _url(criteria, found.older) if found.older else "",
    }
