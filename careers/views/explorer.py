"""Views of the explorer: all careers by published figures, as a picture, a table, cards and CSV. Every state has a URL."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from careers.caching import MARKET_LASTS, share_until_next_edition
from careers.display import headcount, money, number, percent
from careers.explorer import criteria as searches
from careers.explorer import export, results
from careers.explorer.catalog import Career, Catalog, catalog, open_jobs
from careers.explorer.criteria import SEVERAL, Asked, Criteria, active_filters
from careers.explorer.picture import Picture, draw
from careers.explorer.results import Page, Results
from careers.explorer.vocabulary import (
    EDUCATION_NAMES,
    EDUCATION_OF_RANK,
    FIELD_NAMES,
    INTEREST_NAMES,
    SKILLS,
    ZONE_NAMES,
)
from jobs.search.links import with_query
from toolkit import rate_limits
from toolkit.member_pages import same_for_members
from toolkit.negotiation import compressed
from toolkit.private_files import attachment

EXPORTS = "30/hour"
MOST_TYPED = 200  # characters of a field that are shown again
COLUMNS: dict[str, Promise] = {
    "title": gettext_lazy("Career"),
    "pay": gettext_lazy("Median pay"),
    "growth": gettext_lazy("Growth"),
    "openings": gettext_lazy("Openings a year"),
    "education": gettext_lazy("Usual education"),
    "jobs": gettext_lazy("Our jobs"),
}
RISING_FIRST = ("title", "education")  # columns that a first click sorts from low to high
SORT_NAMES: dict[str, Promise] = {
    "match": gettext_lazy("Best match"),
    "-openings": gettext_lazy("Most openings"),
    "-pay": gettext_lazy("Highest pay"),
    "-growth": gettext_lazy("Fastest growth"),
    "education": gettext_lazy("Least education"),
    "-jobs": gettext_lazy("Most jobs here"),
    "title": gettext_lazy("A–Z"),
}
VIEW_NAMES: dict[str, Promise] = {
    "picture": gettext_lazy("Picture"),
    "table": gettext_lazy("Table"),
    "cards": gettext_lazy("Cards"),
}
PANELS: dict[str, tuple[Promise, Mapping[str, Promise], Promise | str]] = {
    "field": (gettext_lazy("Field"), FIELD_NAMES, ""),
    "education": (
        gettext_lazy("Education"),
        EDUCATION_NAMES,
        gettext_lazy("What the job usually asks for at the start."),
    ),
    "zone": (
        gettext_lazy("Preparation"),
        ZONE_NAMES,
        gettext_lazy("How much training, education and experience the work takes, by O*NET’s job zones."),
    ),
    "interest": (
        gettext_lazy("Interests"),
        INTEREST_NAMES,
        gettext_lazy("Careers with all of these among their three strongest interests."),
    ),
    "skill": (
        gettext_lazy("Skills"),
        {key: skill.name for key, skill in SKILLS.items()},
        gettext_lazy("Careers for which all of these are important: 3 or more on O*NET’s scale from 1 to 5."),
    ),
}
FIELD_LABELS: dict[str, Promise] = {
    "q": gettext_lazy("Career, skill or tool"),
    "pay_from": gettext_lazy("Median pay from"),
    "pay_to": gettext_lazy("Median pay up to"),
    "growth_from": gettext_lazy("Growth from"),
    "growth_to": gettext_lazy("Growth up to"),
    "openings": gettext_lazy("Openings a year"),
    "sort": gettext_lazy("Sort"),
    "view": gettext_lazy("View"),
    **{name: label for name, (label, _choices, _hint) in PANELS.items()},
}


@dataclass(frozen=True)
class Row:
    """A career as the table and the cards show it. ``notes`` say which figures are of a wider group or of another time."""

    career: Career
    also: str
    pay: str
    growth: str
    openings: str
    education: Promise | str
    jobs: int
    notes: str


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """The plain page is kept for everyone; other states are made, and compressed, for each visitor."""
    return _filtered(request) if request.META.get("QUERY_STRING") else _plain(request)


def _answer(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    asked = searches.parse(request.GET)
    criteria = asked.criteria
    every, jobs = catalog(), open_jobs(now)
    found = results.search(every, criteria, jobs=jobs, titles=_titles(every, criteria))
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = found.page(after=after, before=before, known=every.by_code)
    is_plain = not (criteria.querystring or asked.problems or page.skipped or page.is_lost)
    context = {
        "criteria": criteria,
        "number": len(every.careers),
        "noindex": not is_plain,
        "canonical": reverse("careers:explore") if is_plain else "",
        "meta_description": _(
            "Explore every occupation by what it pays, how fast it grows and how many openings it has."
        )
        if is_plain
        else "",  # search engines don't list other states
        "count_words": _count_words(criteria, found),
        "range_words": _range_words(page),
        "unpublished_words": _unpublished_words(found.unpublished),
        "is_lost": page.is_lost,
        "rows": [_row(career, found, jobs) for career in page.careers],
        "unpublished": _("Not published"),
        "has_jobs": bool(jobs),
        "years": every.years,
        "credits": every.credits,
        "csv_url": with_query(reverse("careers:explore-csv"), criteria.replace(view="picture").querystring),
        **_picture(every, criteria, found, page),
        **_form(request, asked),
        **_ways_on(criteria, page, has_jobs=bool(jobs)),
        "drops": list(_drops(every, criteria, jobs)) if not found.careers else [],
    }
    response = render(request, "careers/explorer/explore.html", context)
    return share_until_next_edition(response, now, at_most=MARKET_LASTS)


_plain = same_for_members(_answer)
# Large and repetitive: a tenth smaller than with the usual settings, for three milliseconds.
_filtered = compressed(_answer, brotli_quality=6, gzip_level=9)


@require_safe
@compressed
def as_csv(request: HttpRequest) -> HttpResponse:
    """Exports all results of the same criteria; 30 an hour from one address."""
    if not rate_limits.allow(request, "export careers", EXPORTS):
        return render(request, "429.html", status=429)
    now = timezone.now()
    criteria = searches.parse(request.GET).criteria
    every, jobs = catalog(), open_jobs(now)
    found = results.search(every, criteria, jobs=jobs, titles=_titles(every, criteria))
    return attachment(export.as_csv(every, found.careers, jobs), "careers.csv", "text/csv; charset=utf-8")


@require_safe
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Redirects the code of a dot to the career's page, or to a list of careers if it's of several."""
    whole = code if "-" in code else f"{code[:2]}-{code[2:]}{'' if '.' in code else '.00'}"
    found = [career for career in catalog().careers if whole in (career.code, career.soc)]
    if not found:
        raise Http404
    return redirect(found[0].url if len(found) == 1 else _url(Criteria(q=code, view="table")))


def _titles(every: Catalog, criteria: Criteria) -> Mapping[str, tuple[str, ...]]:
    return every.titles if criteria.q else {}


def _url(criteria: Criteria, **place: str) -> str:
    return with_query(reverse("careers:explore"), "&".join(filter(None, [criteria.querystring, urlencode(place)])))


# --- Words --------------------------------------------------------------------------------------------------------------


def _row(career: Career, found: Results, jobs: Mapping[str, int]) -> Row:
    pay = money(career.median_pay, "USD")
    return Row(
        career=career,
        also=found.also_called.get(career.code, ""),
        pay=_("at least %s") % pay if career.pay_is_at_least else pay,
        growth="" if career.growth is None else percent(career.growth),
        openings="" if career.openings is None else headcount(career.openings),
        education=EDUCATION_OF_RANK.get(career.education or 0, ""),
        jobs=jobs.get(career.code, 0),
        notes=career.notes,
    )


def _count_words(criteria: Criteria, found: Results) -> str:
    count = len(found.careers)
    said = {"count": number(count), "query": criteria.q}
    if criteria.q:
        return ngettext("%(count)s career for “%(query)s”", "%(count)s careers for “%(query)s”", count) % said
    return ngettext("%(count)s career", "%(count)s careers", count) % said


def _range_words(page: Page) -> str:
    if not page.careers or len(page.careers) == page.total:
        return ""
    said = {
        "first": number(page.skipped + 1),
        "last": number(page.skipped + len(page.careers)),
        "total": number(page.total),
    }
    return _("%(first)s–%(last)s of %(total)s") % said


def _unpublished_words(count: int) -> str:
    words = ngettext(
        "%(count)s more career isn’t shown because a figure you filter by isn’t published for it.",
        "%(count)s more careers aren’t shown because a figure you filter by isn’t published for them.",
        count,
    )
    return words % {"count": number(count)} if count else ""


# --- The picture --------------------------------------------------------------------------------------------------------


def _picture(every: Catalog, criteria: Criteria, found: Results, page: Page) -> dict[str, Any]:
    if criteria.view != "picture":
        return {}
    picture = draw(
        found.careers,
        on_page=page.careers,
        everyone=every.careers,
        growth_of_all=every.growth_of_all,
        years=every.years,
    )
    if picture is None:
        return {}
    shown = ngettext("%s career", "%s careers", picture.careers) % number(picture.careers)
    return {"picture": picture, "picture_shown": shown, "picture_notes": list(_picture_notes(picture, found.careers))}


def _picture_notes(picture: Picture, careers: Sequence[Career]) -> Iterator[str]:
    """Yields what isn't drawn, and which dots aren't what they seem."""
    if picture.missing:
        words = ngettext(
            "%s career has no published pay or growth; it’s only in the table.",
            "%s careers have no published pay or growth; they’re only in the table.",
            picture.missing,
        )
        yield words % number(picture.missing)
    if picture.dots < picture.careers:
        yield _("Careers with the same published figures share a dot.")
    drawn = [career for career in careers if career.median_pay and career.growth is not None]
    if wider := sum(career.pay_is_wider or career.outlook_is_wider for career in drawn):
        words = ngettext(
            "Figures of %s career are for a wider group; the table says which.",
            "Figures of %s careers are for a wider group; the table says which.",
            wider,
        )
        yield words % number(wider)
    for time, older in Counter(career.older_pay for career in drawn if career.older_pay).items():
        words = ngettext(
            "Pay of %(count)s career is of another time: %(time)s.",
            "Pay of %(count)s careers is of another time: %(time)s.",
            older,
        )
        yield words % {"count": number(older), "time": time}


# --- The form -----------------------------------------------------------------------------------------------------------


def _form(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    criteria, problems = asked.criteria, asked.problems
    chips = active_filters(criteria)
    return {
        "problems": problems,
        "problem_links": [(_anchor(name), f"{FIELD_LABELS[name]}: {text}") for name, text in problems.items()],
        "typed": {name: _typed(request, asked, name) for name in FIELD_LABELS if name not in SEVERAL},
        "panels": [
            {
                "name": name,
                "label": label,
                "hint": hint,
                "problem": problems.get(name, ""),
                "chosen": len(getattr(criteria, name)),
                "choices": [(key, words, key in getattr(criteria, name)) for key, words in choices.items()],
            }
            for name, (label, choices, hint) in PANELS.items()
        ],
        "chips": [(chip.label, _url(chip.criteria)) for chip in chips],
        "clear_url": _url(Criteria(view=criteria.view)) if chips else "",
    }


def _anchor(name: str) -> str:
    """Returns the id of the element that a message about a field links to."""
    return "q" if name in ("sort", "view") else name


def _typed(request: HttpRequest, asked: Asked, name: str) -> str:
    """Returns the content of a field: what the visitor typed if it wasn't understood."""
    if name in asked.problems:
        return request.GET.get(name, "")[:MOST_TYPED]
    value = getattr(asked.criteria, name)
    return "" if value is None else str(value)


def _ways_on(criteria: Criteria, page: Page, *, has_jobs: bool) -> dict[str, Any]:
    """Returns links to other states of the same results."""
    sorts = {
        key: name for key, name in SORT_NAMES.items() if (key != "match" or criteria.q) and (key != "-jobs" or has_jobs)
    }
    return {
        "views": [(name, _url(criteria.replace(view=key)), key == criteria.view) for key, name in VIEW_NAMES.items()],
        "orders": [(name, _url(criteria.replace(sort=key)), key == criteria.order) for key, name in sorts.items()],
        "order": SORT_NAMES.get(criteria.order, ""),
        "columns": [_column(criteria, key, name) for key, name in COLUMNS.items() if key != "jobs" or has_jobs],
        "previous_url": _url(criteria, before=page.before) if page.before else "",
        "next_url": _url(criteria, after=page.after) if page.after else "",
    }


def _column(criteria: Criteria, key: str, name: Promise) -> dict[str, Any]:
    """A header: a link that sorts by the column, or turns the order round if it's sorted by it."""
    falling, rising = f"-{key}", key
    first, second = (rising, falling) if key in RISING_FIRST else (falling, rising)
    return {
        "name": name,
        "key": key,
        "url": _url(criteria.replace(sort=second if criteria.order == first else first)),
        "sorted": {falling: "descending", rising: "ascending"}.get(criteria.order, ""),
    }


def _drops(every: Catalog, criteria: Criteria, jobs: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yields a text and a URL for each filter whose removal finds careers."""
    counted = results.counts_without_each_filter(every, criteria, jobs=jobs, titles=_titles(every, criteria))
    for one, count in counted:
        words = ngettext("%(count)s career without “%(filter)s”", "%(count)s careers without “%(filter)s”", count)
        yield words % {"count": number(count), "filter": one.label}, _url(one.criteria)
