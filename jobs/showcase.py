"""Selects what the home page shows of the board: newest jobs, counts, industries, and two jobs that show how we check."""

import datetime as dt
from dataclasses import dataclass

from jobs.cards import Card, cards
from jobs.display import age
from jobs.landing_pages import Landing
from jobs.models import Job
from jobs.models.source import ImportRun
from jobs.screening.eligibility import YES
from jobs.search import results
from jobs.search.criteria import Criteria
from jobs.search.links import search_url
from jobs.search.results import Choice
from jobs.visitor_location import Place, Viewer
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.regions import ANYWHERE

NEWEST = 8
LISTED = 10  # industries shown with a bar; the others are a list
CANDIDATES = 300  # the newest jobs among which a contradiction is looked for; bounds the cost
CHECKED = (ImportRun.Outcome.GOOD, ImportRun.Outcome.UNCHANGED)


@dataclass(frozen=True)
class IndustryBar:
    """An industry with its number of jobs, and the bar's length in percent of the longest."""

    name: str
    url: str
    count: str
    length: int


@dataclass(frozen=True)
class Showcase:
    """``total`` and ``open_here`` are numbers in words. All but the total and ``contradicting`` are of the jobs that are open
    to where the visitor lives; while that is unknown, of all jobs, and ``open_here`` is empty. ``all_url`` is the list of all
    jobs, wherever the visitor lives. ``contradicting``: the newest job whose text contradicts
    its label, ``welcoming``: the newest one that the visitor can apply for; both None if there is none."""

    newest: list[Card]
    total: str
    total_number: int
    open_here: str
    open_here_number: int
    open_here_url: str
    all_url: str
    checked: str
    industries: list[IndustryBar]
    more_industries: list[IndustryBar]
    contradicting: Card | None
    welcoming: Card | None


def showcase(place: Place | None, *, now: dt.datetime) -> Showcase:
    here = Criteria(people=place.slug if place else "")
    found = results.search(here, now=now)
    total = results.count(Criteria(), now=now) if place else found.count
    doubtful = _contradicting(now)
    own = cards([*found.jobs, *doubtful], Viewer(place), now=now)
    newest, contradicting = own[: len(found.jobs)], own[len(found.jobs) :]
    bars = _bars(found.facets["industry"])
    return Showcase(
        newest=newest[:NEWEST],
        total=total.words,
        total_number=total.number,
        open_here=found.count.words if place else "",
        open_here_number=found.count.number if place else 0,
        open_here_url=search_url(Criteria()) if place else "",  # lists are for people where the visitor lives
        all_url=search_url(Criteria(everywhere=place is not None)),
        checked=_checked(now),
        industries=bars[:LISTED],
        more_industries=bars[LISTED:],
        contradicting=next(iter(contradicting), None),
        welcoming=next((card for card in newest if _is_welcoming(card)), None),
    )


def _contradicting(now: dt.datetime) -> list[Job]:
    open_jobs = Job.objects.visible(now).leading()
    newest = open_jobs.order_by("-published_at", "-pk").values("pk")[:CANDIDATES]
    found = open_jobs.for_cards().filter(pk__in=newest, found__contains=[{"kind": "contradiction"}])
    return list(found.order_by("-published_at", "-pk")[:1])


def _is_welcoming(card: Card) -> bool:
    """Returns whether the visitor can apply: a visitor without a location to a job that is open worldwide."""
    if card.answer:
        return card.answer.verdict == YES
    return ANYWHERE in card.job.regions and not card.job.findings


def _bars(choices: list[Choice]) -> list[IndustryBar]:
    """Returns the industries that have jobs, most jobs first."""
    largest = max((choice.count.number for choice in choices), default=0)
    return [
        IndustryBar(
            choice.label,
            Landing(INDUSTRIES[choice.value], None).url,
            choice.count.words,
            round(100 * choice.count.number / largest),
        )
        for choice in sorted(choices, key=lambda choice: -choice.count.number)
        if choice.count.number
    ]


def _checked(now: dt.datetime) -> str:
    """Returns when a source was last read, in words; empty if none ever was."""
    done = ImportRun.objects.filter(outcome__in=CHECKED, finished_at__lte=now).order_by("-pk")
    at = done.values_list("finished_at", flat=True).first()
    return age(at, now) if at else ""
