"""Finds similar open jobs."""

import datetime as dt
import re

from django.db.models import BooleanField, Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable, RawSQL

from jobs.models import Job
from jobs.models.job import JobQuerySet
from jobs.search import lexemes
from jobs.search.query import JOB_ID
from jobs.vocabulary.kinds import Level

SHOWN = 6
CANDIDATES = 100  # the newest jobs of its industries, and as many with all words of its title; bounds the cost

INDUSTRY, TYPE, LEVEL, TITLE_WORD, REGION = 3, 2, 2, 2, 1
FEWEST_POINTS = 3  # an industry or two other matches; with fewer points jobs aren't similar
# Words of titles that carry no meaning, or name a rank, which is compared as the level.
_EMPTY = frozenset({
    "and", "for", "the", "with", "our", "you", "remote", "work", "job",
    "senior", "junior", "lead", "head", "chief", "staff", "principal", "intern", "mid", "level",
})  # fmt: skip

_NEWEST = f"""
SELECT position & {JOB_ID}
FROM jobs_newest({{asked}}, 9223372036854775807, 0, {{most}}, %s, '', NULL, false)
"""  # noqa: S608 - constants
_OF_TITLE, _OF_INDUSTRIES = "plainto_tsquery('english', %s)", "%s::tsquery"


def title_words(title: str) -> list[str]:
    words = re.findall(r"[^\W_]{3,}", title.casefold())
    return [word for word in dict.fromkeys(words) if word not in _EMPTY][:6]


def similar_jobs(job: Job, *, people: str = "", now: dt.datetime) -> list[Job]:
    """Returns at most ``SHOWN`` open jobs of other openings, most similar first, ready for cards. ``people`` is where the
    visitor lives, as searches name it: jobs known to be closed to them are left out. One query."""
    words = title_words(job.title)
    asked: list[tuple[str, str]] = []
    if words:
        asked.append((_OF_TITLE, lexemes.for_text(" ".join(words))))
    if job.industries:
        asked.append((_OF_INDUSTRIES, lexemes.any_of(lexemes.FACETS["industry"] + slug for slug in job.industries)))
    if not asked:
        return []
    admitting = [lexemes.admitting_people_of(people)] if people else []
    also = " && %s::tsquery" if people else ""
    candidates = newest_of([(query + also, [value, *admitting]) for query, value in asked], most=CANDIDATES, now=now)
    found = others(Job.objects.visible(now).for_cards().filter(candidates), job)
    scored = found.annotate(likeness=_likeness(job, words)).order_by("-likeness", "-published_at", "-pk")
    return [one for one in scored[:SHOWN] if one.likeness >= FEWEST_POINTS]  # type: ignore[attr-defined]  # annotated


def newest_of(asked: list[tuple[str, list[str]]], *, most: int, now: dt.datetime) -> RawSQL:
    """Returns the condition for the ``most`` newest listed jobs of each of the queries ``asked``: SQL of a tsquery and its
    parameters."""
    statements = [_NEWEST.format(asked=query, most=most) for query, _ in asked]
    # An array, because the planner knows it to be short; with a sub-select it would scan all jobs.
    return RawSQL(  # noqa: S611 - constants; the queries are parameters
        f"jobs_job.id = ANY(ARRAY({' UNION '.join(statements)}))",
        [one for _, values in asked for one in (*values, now)],
        output_field=BooleanField(),
    )


def others(found: JobQuerySet, job: Job) -> JobQuerySet:
    """Returns the jobs of other openings."""
    found = found.exclude(pk__in=[pk for pk in (job.pk, job.lead_id) if pk])
    return found.exclude(opening_key=job.opening_key) if job.opening_key else found


def _likeness(job: Job, words: list[str]) -> Combinable:
    score: Combinable = Value(0)
    if job.industries:
        score += _points(INDUSTRY, Q(industries__overlap=job.industries))
    if job.types:
        score += _points(TYPE, Q(types__overlap=job.types))
    if job.level != Level.ANY:
        score += _points(LEVEL, Q(level=job.level))
    if job.regions:
        score += _points(REGION, Q(regions__overlap=job.regions))
    for word in words:
        score += _points(TITLE_WORD, Q(title__iregex=rf"\m{re.escape(word)}\M"))
    return score


def _points(points: int, where: Q) -> Case:
    return Case(When(where, then=Value(points)), default=Value(0), output_field=IntegerField())
