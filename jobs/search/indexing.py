"""Indexes jobs: keeps the listing up to date."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from jobs.models import Job, Listing
from jobs.pay import compared
from jobs.search import lexemes, openness
from jobs.search.query import SHIFT, position
from toolkit import rich_text

STEP = 500  # jobs written by one statement
LONGEST = 100_000  # characters of a description that are indexed; PostgreSQL takes a megabyte of lexemes at most


def refresh(job_ids: Iterable[int], *, now: dt.datetime) -> None:
    """Updates the listing for these jobs. Call it in the transaction that changed them."""
    ids = list(dict.fromkeys(job_ids))
    for start in range(0, len(ids), STEP):
        _refresh(ids[start : start + STEP], now)


def sweep(now: dt.datetime) -> int:
    """Removes expired jobs; returns the number of removed rows. Search already hides them before that."""
    return Listing.objects.filter(expires_at__lte=now).delete()[0]


def rebuild(now: dt.datetime) -> int:
    """Rebuilds the whole listing, oldest job first, so rows of similar age are stored together; returns their
    number."""
    stale = Listing.objects.exclude(job__in=Job.objects.visible(now).leading())
    stale.delete()
    ids = list(Job.objects.visible(now).leading().order_by("published_at", "pk").values_list("pk", flat=True))
    refresh(ids, now=now)
    return len(ids)


def _refresh(ids: Sequence[int], now: dt.datetime) -> None:
    found = Job.objects.visible(now).leading().filter(pk__in=ids).select_related("company", "occupation")
    rows = [row_of(job) for job in found.only(*_READ).order_by("published_at", "pk")]
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE_OUT, [list(ids), [row.position for row in rows]])
    put_in(rows, now=now)


_LEAVE_OUT = "DELETE FROM jobs_listing WHERE job_id = ANY(%s) AND position <> ALL(%s::bigint[])"
_READ = (
    "title", "industries", "types", "level", "regions", "timezone_from", "timezone_to", "skills", "description",
    "pay_currency", "pay_yearly_min", "pay_yearly_max", "found", "published_at", "expires_at", "company__name", "company__slug",
    "occupation__slug", "occupation__former_slugs", "occupation_confidence", "occupation_set_at",
)  # fmt: skip


# --- A job as a row of the listing ----------------------------------------------------------------------------------


class Row(NamedTuple):
    """The values of a row. ``names``, ``labels``, ``filters`` and ``buckets`` (of time) are lexemes separated by spaces;
    ``called`` and ``wanted`` are tokens of the title and keys of the skills, separated by spaces too; ``pay_top`` is the highest
    yearly pay in minor units, or the lowest if the job names no highest."""

    position: int
    job_id: int
    title: str
    company: str
    skills: str
    body: str
    names: str
    labels: str
    filters: str
    buckets: str
    pay_currency: str
    pay_top: int | None
    paid: int | None
    called: str
    wanted: str
    expires_at: dt.datetime


def row_of(job: Job) -> Row:
    """Returns the row for a published job."""
    if job.published_at is None or job.expires_at is None:
        raise ValueError("Only published postings are listed.")
    pay_top = job.pay_yearly_max if job.pay_yearly_max is not None else job.pay_yearly_min
    worth = compared(job.pay_currency, pay_top)
    names = lexemes.names_of(
        title=job.title,
        skills=job.skills,
        company=job.company.name,
        industries=job.industries,
        types=job.types,
        level=job.level,
    )
    occupation = job.occupation_id if job.occupation_is_sure else None
    called = lexemes.tokens_of_title(job.title, occupation)
    names += [lexemes.TITLE + called[-1]] if occupation else []
    return Row(
        position(job.published_at, job.pk),
        job.pk,
        lexemes.indexed(job.title),
        lexemes.indexed(job.company.name),
        lexemes.indexed(", ".join(job.skills)),
        lexemes.indexed(rich_text.words(job.description)[:LONGEST]),
        " ".join(names),
        " ".join(lexemes.labels(job.industries, job.types, job.level)),
        " ".join(_filters_of(job, pay_top, worth)),
        " ".join([*lexemes.buckets(int(job.published_at.timestamp())), *lexemes.pay_buckets(worth)]),
        job.pay_currency if pay_top is not None else "",
        pay_top,
        None if worth is None else worth << SHIFT | job.pk,
        " ".join(called),
        " ".join(lexemes.skill_keys(job.skills)),
        job.expires_at,
    )


def _filters_of(job: Job, pay_top: int | None, worth: int | None) -> list[str]:
    """Returns the lexemes of all that a search filters by. ``pay_top`` and ``worth`` are the highest pay of a year, in
    minor units and as pay is compared."""
    filters = lexemes.lexemes_of(
        industries=job.industries,
        types=job.types,
        level=job.level,
        regions=job.regions,
        timezone=job.timezone,
        company=job.company.slug,
        currency=job.pay_currency,
        pay=pay_top,
        occupation=_occupation_slugs(job),
    )
    filters += lexemes.spoken(job.title)
    filters += openness.lexemes_of_people(job.regions, job.findings)
    return filters + ([lexemes.UNCOMPARED_PAY] if worth is None else [])


def _occupation_slugs(job: Job) -> list[str]:
    if job.occupation is None or not job.occupation_is_sure:
        return []
    return [job.occupation.slug, *job.occupation.former_slugs]


def put_in(rows: Sequence[Row], *, now: dt.datetime) -> None:
    """Inserts rows, or updates what has changed. ``listed_at`` of existing rows stays unchanged, because alerts use it
    to find new jobs."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_PUT_IN, [now, *(list(column) for column in zip(*rows, strict=True))])


_PUT_IN = """
INSERT INTO jobs_listing AS known
       (position, job_id, words, filters, labels, pay_currency, pay_top, paid, called, skills,
        expires_at, listed_at)
SELECT position, job_id,
       whole || jobs_pairs(whole) || array_to_tsvector(string_to_array(names, ' ')) || filter_words
       || array_to_tsvector(string_to_array(buckets, ' ')), filter_words,
       labels, pay_currency, pay_top, paid, string_to_array(called, ' '), string_to_array(wanted, ' '), expires_at, %s
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[])
     AS given (position, job_id, title, company, skills, body, names, labels, filters, buckets, pay_currency, pay_top,
               paid, called, wanted, expires_at),
LATERAL (SELECT array_to_tsvector(string_to_array(filters, ' ')) AS filter_words OFFSET 0) AS all_filters,
LATERAL (
    SELECT to_tsvector('english', title) || to_tsvector('english', company) || to_tsvector('english', skills)
           || to_tsvector('english', body) AS whole OFFSET 0
) AS all_words
ON CONFLICT (position) DO UPDATE
SET words = excluded.words, filters = excluded.filters, labels = excluded.labels,
    pay_currency = excluded.pay_currency, pay_top = excluded.pay_top, paid = excluded.paid,
    called = excluded.called, skills = excluded.skills, expires_at = excluded.expires_at
WHERE (known.words, known.labels, known.pay_currency, known.pay_top, known.paid, known.called, known.skills, known.expires_at)
      IS DISTINCT FROM
      (excluded.words, excluded.labels, excluded.pay_currency, excluded.pay_top, excluded.paid, excluded.called,
       excluded.skills, excluded.expires_at)
"""
