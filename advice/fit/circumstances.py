"""What decides beside skills: whether you can apply from where you are, your hours, the level, and what the job pays."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from advice.fit.evidence import Evidence
from advice.fit.sheet import added_up
from advice.sources.job import job_labels
from advice.sources.source import Source
from jobs.cards import HEADLINES
from jobs.display import window_words
from jobs.models import Job
from jobs.screening import eligibility
from jobs.screening.eligibility import NO, YES, Answer
from jobs.visitor_location import Place
from jobs.vocabulary.kinds import Level
from resumes.publishing.directory.levels import latest_job, level_in
from toolkit.geography import offset_words

WORKDAY = 8  # hours
_ORDER = [Level.ENTRY, Level.MIDWEIGHT, Level.SENIOR, Level.DIRECTOR, Level.EXECUTIVE]


@dataclass(frozen=True)
class Circumstance:
    """A fact beside skills. ``text`` is what it means, empty if the job's words say all. ``state`` is ``yes``, ``no``,
    ``unclear``, or empty where there is nothing to judge. ``asks`` is where the job says it, ``quote`` its words if they aren't
    one of our sources, ``line`` what the résumé says."""

    heading: str
    text: str
    state: str = ""
    asks: Source | None = None
    quote: str = ""
    line: Source | None = None
    needs_place: bool = False  # the member's location or time zone is unknown


def can_apply(job: Job, place: Place | None, answer: Answer | None, *, page: str = "") -> Circumstance:
    """Says whether people at a place can apply."""
    heading = _("Can you apply from where you are?")
    label = _label(job, page, "regions", "place")
    if place is None or answer is None:
        return Circumstance(heading, _("Set your location, and we'll check it."), asks=label, needs_place=True)
    said = str(HEADLINES[answer.verdict]) % {"place": place.name}
    state = {YES: "yes", NO: "no"}.get(answer.verdict, "unclear")
    quote = answer.quote if label is None or answer.quote not in label.text else ""
    return Circumstance(heading, f"{said}. {answer.reason}", state, label, quote)


def hours(job: Job, place: Place | None, *, now: dt.datetime, page: str = "") -> Circumstance | None:
    """Says how a nine-to-five day at a place overlaps with the job's time zones; None if the job names none."""
    windows = [finding.timezone for finding in job.findings if finding.timezone]
    window = job.timezone or next(iter(windows), None)
    if window is None:
        return None
    quote = "" if job.timezone else next(finding.quote for finding in job.findings if finding.timezone)
    label = _label(job, page, "timezone") if job.timezone else None
    heading = _("Time zone")
    offset = place.offset(now) if place else None
    said = {"theirs": window_words(window)}
    if offset is None:
        text = _("They work in %(theirs)s. We don't know your time zone.") % said
        return Circumstance(heading, text, "", label, quote, needs_place=True)
    said["yours"] = offset_words(offset)
    away = max(0, window[0] - offset, offset - window[1])
    if not away:
        return Circumstance(heading, _("Yours, %(yours)s, is inside theirs, %(theirs)s.") % said, "yes", label, quote)
    said["hours"] = _hours(max(0, WORKDAY * 60 - away))
    said["away"] = _hours(away)
    text = (
        _("Yours, %(yours)s, is %(away)s outside theirs, %(theirs)s. Of a nine-to-five day, %(hours)s overlap.") % said
    )
    return Circumstance(heading, text, "unclear", label, quote)


def _hours(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    number = f"{whole}.5" if rest == 30 else str(round(minutes / 60, 2)).removesuffix(".0")
    return _("1 hour") if number == "1" else _("%s hours") % number


def level(job: Job, evidence: Evidence, *, page: str = "") -> Circumstance:
    """Compares the job's level with the latest title and the years of the résumé."""
    latest = latest_job(evidence.document.work)
    title = latest.position if latest else ""
    own = level_in(title)
    label = _label(job, page, "level")
    place = evidence.document.work.index(latest) if latest else -1
    line = evidence.by_key.get(f"work.{place}")
    said = {"level": job.level_label, "title": title, "own": Level(own).label if own else ""}
    counted = evidence.experience
    worked = added_up(counted) if counted.counted else ""
    if job.level == Level.ANY:
        text, state = _("The job names no level."), ""
    elif not own:
        text, state = _("They ask for: %(level)s. Your latest title names no level.") % said, "unclear"
    else:
        text, state = _("They ask for: %(level)s. Your latest title says: %(own)s.") % said, _compared(job.level, own)
    return Circumstance(_("Level"), f"{text} {worked}".strip(), state, label, line=line)


def _compared(asked: str, own: str) -> str:
    """A level above is no failing, but worth a look."""
    return "yes" if _ORDER.index(Level(own)) == _ORDER.index(Level(asked)) else "unclear"


def stated_pay(job: Job, *, page: str = "") -> Circumstance:
    """Says only what the job pays: members state no pay to compare it with."""
    label = _label(job, page, "pay")
    if label is None:
        return Circumstance(_("Pay"), _("The job doesn't state its pay. Ask before you apply."), "unclear")
    return Circumstance(_("Pay"), "", "", label)


def answer_for(job: Job, place: Place | None, *, now: dt.datetime) -> Answer | None:
    """Returns whether people at a place can apply; None if the place is unknown."""
    if place is None:
        return None
    return eligibility.answer(
        regions=job.regions, timezone=job.timezone, findings=job.findings, country=place.country, offset=place.offset(now),
        part=place.part,
    )  # fmt: skip


def _label(job: Job, page: str, *keys: str) -> Source | None:
    labels = {source.key: source for source in job_labels(job, page=page)}
    return next((labels[key] for key in keys if key in labels), None)
