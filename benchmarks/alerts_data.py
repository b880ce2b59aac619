"""Makes members with alerts on a board of invented jobs; a few searches are shared by many of them, most by few."""

import datetime as dt
import random
from typing import TYPE_CHECKING

from search_queries import KINDS, Words, _searches

if TYPE_CHECKING:
    from jobs.search.criteria import Criteria

SHARED = 0.79  # N alerts have as many different searches as N to this power, times a constant
ASKED = [kind for kind in KINDS if kind != "typo"]
STEP = 10_000


def new_postings(count: int, *, now: dt.datetime) -> None:
    """Dates the newest ``count`` jobs within the last day, and all others before."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "SELECT count(*), pg_get_indexdef('listing_words'::regclass) FROM jobs_listing"
            " WHERE listed_at > %(now)s - interval '2 days'",
            {"now": now},
        )
        listed, index = cursor.fetchone()
        is_first = listed > 2 * count  # all of a board: writing them is quicker without the index of their words
        if is_first:
            cursor.execute("DROP INDEX listing_words")
        cursor.execute(
            "UPDATE jobs_listing SET listed_at = %(now)s - interval '40 days' WHERE listed_at > %(now)s - interval '2 days'",
            {"now": now},
        )
        cursor.execute(
            """
            UPDATE jobs_listing SET listed_at = %(now)s - interval '1 hour' - random() * interval '22 hours'
            WHERE position IN (SELECT position FROM jobs_listing ORDER BY position DESC LIMIT %(count)s)
            """,
            {"now": now, "count": count},
        )
        if is_first:
            cursor.execute(index)
    connection.set_autocommit(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) jobs_listing")


def criteria_of_rank(words: Words, count: int, *, seed: int) -> "list[Criteria]":
    """Returns ``count`` different searches, as members would make them."""
    from demo.jobs import grammar

    dice = grammar.dice(seed)
    sources = [_searches(kind, words, dice) for kind in ASKED]
    found: dict[str, Criteria] = {}
    tries = 0
    while len(found) < count and tries < 60 * count:
        tries += 1
        one = next(sources[dice.randrange(len(sources))]).replace(posted=None)
        found.setdefault(one.querystring, one)
    return list(found.values())


def ranks(count: int, most: int, *, seed: int) -> list[int]:
    """Returns the search of each of ``count`` alerts, by Zipf's law: one of rank r is as frequent as r to the power -1/SHARED."""
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    tail = 1 - 1 / SHARED
    return [int((1 - dice.random()) ** (1 / tail)) % most for _ in range(count)]


def fill(searches: "list[Criteria]", wanted: list[int], *, now: dt.datetime) -> list[int]:
    """Creates a weekly alert that is due now, each with its own member, for each of ``wanted``. Returns the ids of the searches
    by rank."""
    from django.db import connection

    from alerts import saved_searches as shared
    from alerts.models import Search
    from toolkit import code_version

    used = sorted(set(wanted))
    rows = [shared.canonical(searches[rank]) for rank in used]
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE alerts_search, alerts_recipient, alerts_sending CASCADE")
        cursor.execute("DELETE FROM accounts_user WHERE email LIKE 'member%@example.com'")
    by_digest = {shared.digest_of(one.querystring): one for one in rows}
    for start in range(0, len(by_digest), STEP):
        new = [
            Search(
                digest=digest, querystring=one.querystring, created_at=now, compiled_by=code_version.code_fingerprint()
            )
            for digest, one in list(by_digest.items())[start : start + STEP]
        ]
        shared.compile_rows(new, now=now)
        Search.objects.bulk_create(new)
    ids = dict(Search.objects.values_list("digest", "pk"))
    search_of = {rank: ids[shared.digest_of(one.querystring)] for rank, one in zip(used, rows, strict=True)}
    for start in range(0, len(wanted), STEP):
        _create_alerts(start, [search_of[rank] for rank in wanted[start : start + STEP]], now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return list(ids.values())


def _create_alerts(start: int, search_ids: list[int], *, now: dt.datetime) -> None:
    from accounts.models import User
    from alerts.models import Alert, Recipient

    zone = "Europe/Berlin"
    members = User.objects.bulk_create(
        User(email=f"member{number}@example.com", time_zone=zone, date_joined=now)
        for number in range(start, start + len(search_ids))
    )
    recipients = Recipient.objects.bulk_create(Recipient(user=member, created_at=now) for member in members)
    Alert.objects.bulk_create(
        Alert(
            recipient=recipient,
            search_id=search_id,
            name="My search",
            cadence="weekly",
            weekday=now.weekday(),
            hour=now.hour,
            state="active",
            watermark=now - dt.timedelta(days=1),
            next_due_at=now,
            zone=zone,
            version=1,
            created_at=now,
        )
        for recipient, search_id in zip(recipients, search_ids, strict=True)
    )


def keep_digests_with_jobs(count: int) -> None:
    """Deletes all planned digests but ``count`` of those whose search has new jobs, so that each is an email."""
    from alerts.models import Digest

    with_jobs = Digest.objects.filter(sections__alert__search__match__positions__len__gt=0)
    kept = list(with_jobs.order_by("pk").values_list("pk", flat=True)[:count])
    if len(kept) < count:
        raise SystemExit(f"Only {len(kept):,} of {count:,} digests have jobs.")
    Digest.objects.exclude(pk__in=kept).delete()
