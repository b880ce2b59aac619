"""Describes a job's history in words: first seen, changes, why it closed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs.display import place_words, window_words
from jobs.lifecycle import EXPIRED, Closed, Status
from jobs.models import Job, JobEvent
from jobs.pay import Pay
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, PayPeriod, Workplace, WorkType
from toolkit import localization

Kind = JobEvent.Kind
State = dict[str, Any]

# Each fact's name and the columns that represent it. Facts that ``_words`` doesn't describe are too long or have no readable
# form; readers are told only that they changed.
FACTS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "title": (_("Title"), ("title",)),
    "place": (_("Location label"), ("place",)),
    "workplace": (_("Workplace label"), ("workplace",)),
    "regions": (_("Who can apply"), ("regions",)),
    "timezone": (_("Time zones"), ("timezone_from", "timezone_to")),
    "types": (_("Job type"), ("types",)),
    "level": (_("Level"), ("level",)),
    "pay": (_("Pay"), ("pay_min", "pay_max", "pay_currency", "pay_period", "pay_text")),
    "industries": (_("Industry"), ("industries",)),
    "skills": (_("Skills"), ("skills",)),
    "occupation": (_("Occupation"), ("occupation",)),
    "apply": (_("How to apply"), ("apply_url", "apply_email")),
    "description": (_("Description"), ("description",)),
}
NOT_STATED = _("not stated")


@dataclass(frozen=True)
class Change:
    """A changed fact. ``before`` and ``after`` are empty if only the fact of the change is shown."""

    name: Promise
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Event:
    at: dt.datetime
    what: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class History:
    """A job's history. ``lines`` are newest first. ``changed_at`` is the last change of the job's content, None if
    unchanged."""

    lines: list[Event]
    changed_at: dt.datetime | None
    reposted: int
    closed: str


def history_of(job: Job, *, now: dt.datetime) -> History:
    """Returns the job's history. One query, for its events."""
    events = list(job.events.all())
    lines = list(_lines(job, events))[::-1]
    if job.state(now) == EXPIRED and job.expires_at:
        lines.append(Event(job.expires_at, gettext("Expired")))
    lines.sort(key=lambda line: line.at)
    changes = [event.at for event in events if event.kind == Kind.CHANGED]
    return History(
        lines=lines[::-1],
        changed_at=changes[-1] if changes else None,
        reposted=sum(event.kind == Kind.REPOSTED for event in events),
        closed=closed_words(job, events, now=now),
    )


def closed_words(job: Job, events: Iterable[JobEvent], *, now: dt.datetime) -> str:
    """Returns a sentence on why and when a job left the board; empty while it is open."""
    state = job.state(now)
    if state == EXPIRED and job.expires_at:
        return gettext("It expired on %s.") % _day(job.expires_at)
    if state in (Status.PENDING, Status.DRAFT):
        held = [event.at for event in events if event.kind == Kind.HELD]
        if held:
            return gettext("Our moderators have been checking it since %s.") % _day(held[-1])
        return gettext("Our moderators are checking it.")
    if job.is_visible(now) or job.closed_at is None:
        return ""
    return str(_CLOSED.get(job.closed_because, _("It was closed on %s."))) % _day(job.closed_at)


_CLOSED: dict[str, Promise] = {
    Closed.FILLED: _("It was marked as filled on %s."),
    Closed.GONE: _("We could no longer find it at its source on %s."),
    Closed.EMPLOYER: _("The employer withdrew it on %s."),
    Closed.STAFF: _("We removed it on %s."),
    Closed.REFUSED: _("Our moderators rejected it on %s."),
}


def _day(moment: dt.datetime) -> str:
    return localization.day(moment)


def _lines(job: Job, events: list[JobEvent]) -> Iterable[Event]:
    """Yields lines from the newest event back, so the state before and after each change is known."""
    state: State = {
        column: getattr(job, column)
        for fact, (_name, columns) in FACTS.items()
        if fact != "occupation"
        for column in columns
    }
    if any("occupation" in event.changes for event in events):
        state["occupation"] = str(job.occupation) if job.occupation and job.occupation_is_sure else ""
    because = job.closed_because
    for event in reversed(events):
        changes: tuple[Change, ...] = ()
        what = str(event.get_kind_display())
        if event.kind == Kind.FIRST_SEEN and event.note:
            what = gettext("First seen on %s") % event.note
        elif event.kind == Kind.CHANGED:
            before = {**state, **{name: pair[0] for name, pair in event.changes.items() if pair}}
            changes = tuple(_changes(before, state, set(event.changes)))
            state = before
        elif event.kind == Kind.RELISTED and job.expires_at:
            until = dt.datetime.fromisoformat(event.changes["expires_at"][1])
            what = gettext("Extended to %s") % _day(until)
        elif event.kind == Kind.REPOSTED:
            because = Closed.GONE  # only a job that was gone at its source can be reposted
        elif event.kind == Kind.CLOSED:
            what = gettext("Closed: %s") % Closed(because).label if because else what
            because = Closed.OPEN
        yield Event(event.at, what, changes)


def _changes(before: State, after: State, columns: set[str]) -> Iterable[Change]:
    for fact, (name, own) in FACTS.items():
        if not columns & set(own):
            continue
        old, new = _words(fact, before), _words(fact, after)
        yield Change(name, old, new) if old != new else Change(name)


def _words(fact: str, state: State) -> str:
    """Returns a fact as text for readers; empty for facts that aren't described."""
    match fact:
        case "title" | "place" | "occupation":
            words = str(state[fact])
        case "workplace":
            words = str(Workplace(state["workplace"]).label)
        case "regions":
            words = place_words(state["regions"])
        case "timezone":
            window = (state["timezone_from"], state["timezone_to"])
            words = window_words(window) if None not in window else ""
        case "types":
            words = ", ".join(str(WorkType(value).label) for value in state["types"] if value in WorkType.values)
        case "level":
            words = str(Level(state["level"]).label)
        case "pay":
            words = _pay_words(state)
        case "industries":
            words = ", ".join(str(INDUSTRIES[slug].name) for slug in state["industries"] if slug in INDUSTRIES)
        case "skills":
            words = ", ".join(state["skills"])
        case _:
            return ""
    return words or str(NOT_STATED)


def _pay_words(state: State) -> str:
    low, high, currency, period, text = (state[column] for column in FACTS["pay"][1])
    if (low is None and high is None) or period not in PayPeriod.values:
        return f"“{text}”" if text else ""
    return str(Pay(low, high, currency, period))
