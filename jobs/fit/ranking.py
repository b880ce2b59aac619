"""Ranks the open jobs for a member, best fit first: one statement over the listing."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

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


_ORDERS = """
WITH offered AS MATERIALIZED (
    SELECT * FROM unnest(%(keys)s::bigint[], %(job_ids)s::bigint[]) AS offered (key, job_id)
)
SELECT asked.key, array_agg(fit.position & %(job_id)s ORDER BY fit.score DESC, fit.position DESC)
FROM unnest(%(asked)s::bigint[], %(users)s::bigint[]) AS asked (key, user_id)
JOIN jobs_fitprofile AS own ON own.user_id = asked.user_id
CROSS JOIN LATERAL jobs_fit_scores(
    ARRAY(SELECT l.position FROM jobs_listing l
          WHERE l.job_id = ANY(ARRAY(SELECT offered.job_id FROM offered WHERE offered.key = asked.key))),
    own.called, own.called_before, own.skills, own.level) AS fit
GROUP BY asked.key
"""


def in_order_of_fit(asked: Mapping[int, tuple[int | None, Sequence[int]]]) -> dict[int, list[int]]:
    """Returns jobs in the order in which they fit a member, of equals the newest first: by the keys of ``asked``, which gives a
    member and ids of jobs for each. A key whose member has no profile is left out, as are jobs that are no longer listed. One
    query for any number of them, none without any."""
    if not asked:
        return {}
    pairs = [(key, pk) for key, (_user, job_ids) in asked.items() for pk in job_ids]
    values: dict[str, Any] = {
        "asked": list(asked),
        "users": [user for user, _job_ids in asked.values()],
        "keys": [key for key, _pk in pairs],
        "job_ids": [pk for _key, pk in pairs],
        "job_id": JOB_ID,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, values)
        return dict(cursor.fetchall())


def _jobs(ids: Collection[int], now: dt.datetime) -> dict[int, Job]:
    return Job.objects.visible(now).leading().for_cards().in_bulk(ids) if ids else {}
