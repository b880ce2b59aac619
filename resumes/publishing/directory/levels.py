"""Tells a person's level from the latest title and the years of work."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from jobs.vocabulary.kinds import Level
from resumes.document import Work
from resumes.partial_dates import parts_of

_MIDWEIGHT_FROM, _SENIOR_FROM = 20, 84  # months of work


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


# The first level found counts.
_LEVELS = {
    Level.ENTRY: _any_of(
        "junior(?:e|ka)?", "jn?r", "júnior", "entry[ -]level", "graduate", "interns?", "internship", "trainee",
        r"apprenti\w*", "working student", r"werkstudent\w*", r"praktikant\w*", r"auszubildende\w*", "azubi",
        r"volont[äa]r\w*", "stagiaires?",
        r"alternante?", r"becari[oa]", r"practicante", r"aprendiz", r"estagi[áa]ri[oa]", r"stażyst[ak]a?", r"praktykant\w*",
        r"młodsz[ya]", r"stagiaire?", "leerling", "beginner",
    ),
    Level.EXECUTIVE: _any_of(
        "[sea]?vp", "vice[ -]president", "president", "c[efotmp]o", "ciso", r"chief (?:\w+ ){1,2}officer", "managing director",
        "executive director", r"(?:co[ -]?)?founder", r"geschäftsführer(?:in)?", "pdg", "directeur général",
        "directrice générale", "director general", "directora general", "diretora? geral", "prezes", "dyrektor generalny",
    ),
    Level.DIRECTOR: _any_of(
        "director", "directora", "diretora?", "directeur", "directrice", "direktor(?:in)?", "dyrektork?a?", "directie",
        "head of", "global head", r"leiter(?:in)?", r"(?!projekt|team)\w{4,}leiter(?:in)?",
    ),
    Level.SENIOR: _any_of(
        "senior(?! (?:living|care|citizen))", "sénior", "sênior", "sn?r", r"lead(?! (?:generation|gen|qualif))", "principal",
        "iii", "iv", r"staff (?:\w+ )?(?:engineer|developer|designer|scientist|architect|product manager)", r"starsz[ya]",
        r"teamleiter(?:in)?", "jefe de equipo", "jefa de equipo",
    ),
    Level.MIDWEIGHT: _any_of("mid[ -]?level", "mid[ -]?weight", "intermediate", "ii"),
}  # fmt: skip
# A person who assists an executive is none.
_OF_ANOTHER = _any_of(
    r"(?:executive )?(?:assistant|aide|reporting) (?:to|of) .*",
    r"assistent(?:in)? (?:der|des) .*",
    "executive assistant",
)


def level_of(work: Sequence[Work], *, now: dt.datetime) -> str:
    """Returns a value of ``Level``; ``any`` if the jobs don't tell it."""
    latest = latest_job(work)
    if latest is None or not (latest.position and latest.start_date):
        return Level.ANY.value
    return level_in(latest.position) or _level_after(months_of_work(work, now=now))


def level_in(title: str) -> str:
    """Returns the level that a title says; empty if it says none."""
    said = _OF_ANOTHER.sub(" ", title)
    return next((level.value for level, words in _LEVELS.items() if words.search(said)), "")


def _level_after(months: int) -> str:
    if months < _MIDWEIGHT_FROM:
        return Level.ENTRY.value
    return Level.MIDWEIGHT.value if months < _SENIOR_FROM else Level.SENIOR.value


def latest_job(work: Sequence[Work]) -> Work | None:
    """Returns the current job that began last, or else the one that ended last."""
    dated = [one for one in work if parts_of(one.start_date)]
    return max(
        dated, key=lambda one: (not one.end_date, one.end_date or one.start_date), default=next(iter(work), None)
    )


def months_of_work(work: Iterable[Work], *, now: dt.datetime) -> int:
    """Returns the months in at least one job; internships and the like don't count."""
    months: set[int] = set()
    today = now.year * 12 + now.month - 1
    for one in work:
        start, end = parts_of(one.start_date), parts_of(one.end_date)
        if start and level_in(one.position) != Level.ENTRY:
            months.update(range(start.first_month, min(end.last_month if end else today, today) + 1))
    return len(months)
