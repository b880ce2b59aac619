"""Ranks the open jobs for a member, best fit first: one statement over the listing."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

from jobs.models import Job
from jobs.search import lexemes
from jobs.search.criteria import Criteria
from jobs.search.fitting import Profile
from jobs.search.query import CAP, JOB_ID, NOBODY, Personal, condition

PAGE = 20
MOST_WANTED = 6  # skills that are counted as asked for


class Wanted(NamedTuple):
    """A skill that jobs ask for, as one of them writes it, and how many do."""

    name: str
    jobs: int


@dataclass(frozen=True)
class Ranked:
    """A page of jobs that fit, ready for cards. ``total``: how many fit, at most `CAP`; ``wanted``: skills that these ask for
    and the profile doesn't have, most wanted first."""

    jobs: list[Job] = field(default_factory=list)
    total: int = 0
    wanted: list[Wanted] = field(default_factory=list)

    @property
    def is_capped(self) -> bool:
        return self.total >= CAP

    @property
    def pages(self) -> int:
        return -(-self.total // PAGE)


# Jobs are read through arrays: the planner knows these to be short, and would scan the listing for a subquery.
_RANKED = """
WITH fitting AS MATERIALIZED (
    SELECT fit.key, fit.position
    FROM jobs_fitting(
        %(words)s::tsquery, %(kinds)s::tsquery[], %(kind_mosts)s::int[], 0, '', NULL, false,
        %(called)s::text[], %(called_before)s::text[], %(skills)s::text[], %(level)s, %(least)s, %(now)s) AS fit
    WHERE fit.position & %(job_id)s <> ALL(%(skip)s::bigint[])
    ORDER BY fit.key DESC LIMIT %(cap)s
)
SELECT (SELECT count(*) FROM fitting),
       ARRAY(SELECT key & %(job_id)s FROM fitting ORDER BY key DESC OFFSET %(first)s LIMIT %(size)s),
       ARRAY(SELECT ARRAY[skill, count(*)::text, max(l.job_id)::text]
             FROM jobs_listing l, unnest(l.skills) AS skill
             WHERE l.position = ANY(ARRAY(SELECT position FROM fitting)) AND skill <> ALL(%(skills)s::text[])
             GROUP BY skill ORDER BY count(*) DESC, skill LIMIT %(wanted)s)
"""


class Found(NamedTuple):
    """What the database finds: how many jobs fit, the ids of those of the page, and of the skills asked for the key, how many
    jobs ask for it, and the id of one of them."""

    total: int
    job_ids: list[int]
    wanted: list[tuple[str, int, int]]


def look_up(profile: Profile, *, page: int = 1, personal: Personal = NOBODY, now: dt.datetime) -> Found:
    """Finds a page of the jobs that fit. One statement."""
    values = {
        **profile.parameters,
        "words": condition(Criteria(), now, personal).words,
        "skip": list(personal.skip),
        "first": (page - 1) * PAGE,
        "size": PAGE,
        "cap": CAP,
        "wanted": MOST_WANTED,
        "job_id": JOB_ID,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, values)
        total, ids, wanted = cursor.fetchone()
    return Found(total, ids, [(skill, int(jobs), int(example)) for skill, jobs, example in wanted])


def fitting_jobs(profile: Profile, *, page: int = 1, personal: Personal = NOBODY, now: dt.datetime) -> Ranked:
    """Returns a page of the jobs that fit, best first and of equals the newest. Two statements."""
    if not profile.kinds:
        return Ranked()
    found = look_up(profile, page=page, personal=personal, now=now)
    jobs = _jobs({*found.job_ids, *(example for _key, _jobs, example in found.wanted)}, now)
    wanted = [
        Wanted(name, number)
        for key, number, example in found.wanted
        if example in jobs
        for name in jobs[example].skills
        if lexemes.skill_key(name) == key
    ]
    return Ranked([jobs[pk] for pk in found.job_ids if pk in jobs], found.total, wanted)


def _jobs(ids: Collection[int], now: dt.datetime) -> dict[int, Job]:
    return Job.objects.visible(now).leading().for_cards().in_bulk(ids) if ids else {}
