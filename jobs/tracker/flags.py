"""Flags of a member on jobs: viewed and hidden. Their recent searches, and what narrows their lists."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.dispatch import Signal

from accounts.models import User
from jobs.models import Job
from jobs.search.query import NOBODY, Personal
from jobs.tracker.models import JobFlag, RecentSearch
from toolkit.database.replica import reading

MOST_FLAGS = 1_000  # of a kind; the oldest are dropped
MOST_SEARCHES = 10
Kind = JobFlag.Kind

# Sent for a member (``user``); receivers return what they muted, as a pair: slugs of companies, words of titles.
muted_by = Signal()


def flag(*, user: User, job: Job, kind: Kind, now: dt.datetime) -> None:
    """Flags a job, or renews its flag."""
    _upsert(_FLAG, {"user": user.pk, "job": job.pk, "kind": kind.value, "now": now, "most": MOST_FLAGS})


def unflag(*, user: User, job_id: int, kind: Kind) -> bool:
    """Removes a flag; returns whether there was one."""
    return bool(JobFlag.objects.of(user).filter(job=job_id, kind=kind).delete()[0])


def forget_viewed(*, user: User) -> None:
    JobFlag.objects.of(user).filter(kind=Kind.VIEWED).delete()


def states_among(user: User, job_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Returns what the member has to do with these jobs: the ids with the stage in their tracker, and with each flag's kind. One
    query."""
    return _read(_STATES, {"user": user.pk, "jobs": list(job_ids)})


def personal(user: object, *, people: str, unviewed: bool) -> Personal:
    """Returns what narrows the lists of a visitor who lives at ``people``. For a member: two queries."""
    if not isinstance(user, User):
        return NOBODY if not people else Personal(people=people)
    companies: list[str] = []
    words: list[str] = []
    answers: list[tuple[Any, Any]] = muted_by.send(User, user=user)
    for _receiver, (slugs, title_words) in answers:
        companies += slugs
        words += title_words
    kinds = [Kind.HIDDEN, *([Kind.VIEWED] if unviewed else [])]
    [(board, skip)] = _read(_FLAGGED, {"user": user.pk, "kinds": [kind.value for kind in kinds]})
    return Personal(people, tuple(sorted(companies)), tuple(sorted(words)), tuple(sorted(set(skip))), board)


def note_search(*, user: User, querystring: str, now: dt.datetime) -> None:
    """Keeps a search among the member's recent ones. One that continues the search of a moment ago replaces it: with
    JavaScript each word that is typed is a search."""
    if len(querystring) > LONGEST:
        return
    values = {"user": user.pk, "query": querystring, "now": now, "most": MOST_SEARCHES}
    _upsert(_SEARCH, {**values, "moment": now - MOMENT})


def recent_searches(user: User) -> list[str]:
    """Returns the query strings of the member's recent searches, newest first."""
    return [querystring for (querystring,) in _read(_RECENT, {"user": user.pk})]


def forget_searches(*, user: User) -> None:
    RecentSearch.objects.of(user).delete()


def _read(statement: str, values: dict[str, Any]) -> list[Any]:
    """Django takes longer to make such a statement than the database to answer it, and every list of a member asks them."""
    with reading().cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _upsert(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


LONGEST = 500
MOMENT = dt.timedelta(seconds=30)
# The first change of a new board leaves ``last_value`` as it is.
_FLAGGED = """
SELECT last_value + is_called::int, ARRAY(SELECT job_id FROM jobs_jobflag WHERE user_id = %(user)s AND kind = ANY(%(kinds)s))
FROM jobs_board_version
"""
_RECENT = "SELECT querystring FROM jobs_recentsearch WHERE user_id = %(user)s ORDER BY at DESC, id DESC"
_STATES = """
SELECT job_id, stage FROM jobs_application WHERE user_id = %(user)s AND job_id = ANY(%(jobs)s)
UNION ALL
SELECT job_id, kind FROM jobs_jobflag WHERE user_id = %(user)s AND job_id = ANY(%(jobs)s)
"""
_FLAG = """
WITH put AS (
    INSERT INTO jobs_jobflag (user_id, job_id, kind, at) VALUES (%(user)s, %(job)s, %(kind)s, %(now)s)
    ON CONFLICT (user_id, job_id, kind) DO UPDATE SET at = excluded.at RETURNING id
)
DELETE FROM jobs_jobflag WHERE id IN (
    SELECT id FROM jobs_jobflag WHERE user_id = %(user)s AND kind = %(kind)s AND id NOT IN (SELECT id FROM put)
    ORDER BY at DESC, id DESC OFFSET %(most)s - 1
)
"""
_SEARCH = """
WITH put AS (
    INSERT INTO jobs_recentsearch (user_id, querystring, at) VALUES (%(user)s, %(query)s, %(now)s)
    ON CONFLICT (user_id, querystring) DO UPDATE SET at = excluded.at RETURNING id
)
DELETE FROM jobs_recentsearch WHERE user_id = %(user)s AND id NOT IN (SELECT id FROM put) AND (
    at > %(moment)s
    OR id IN (
        SELECT id FROM jobs_recentsearch WHERE user_id = %(user)s AND id NOT IN (SELECT id FROM put)
        ORDER BY at DESC, id DESC OFFSET %(most)s - 1
    )
)
"""
