"""Reads digests as plain rows. For a hundred thousand consecutive emails, model instances would cost more than the
emails."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from alerts.models import Digest, Section
from jobs.models import Job
from toolkit.database import array_literal, bigint_array


class Envelope(NamedTuple):
    """A digest without its contents. ``user_id`` is None for a visitor, who has given ``visitor_address``."""

    digest_id: int
    attempts: int
    channel: str
    recipient_id: int
    visitor_address: str
    user_id: int | None
    user_address: str | None
    is_user_active: bool | None
    user_country: str | None
    user_time_zone: str | None
    user_part: str | None

    @property
    def address(self) -> str:
        """Returns the recipient's current address."""
        return self.visitor_address if self.user_address is None else self.user_address


_ENVELOPE = (
    "pk", "attempts", "channel", "recipient_id", "recipient__email", "recipient__user_id", "recipient__user__email",
    "recipient__user__is_active", "recipient__user__country", "recipient__user__time_zone", "recipient__user__part",
)  # fmt: skip


class Entry(NamedTuple):
    """A section of a digest with its alert and the alert's search."""

    section_id: int
    digest_id: int
    period: str
    alert_id: int
    name: str
    version: int
    cadence: str
    state: str
    paused_until: dt.datetime | None
    watermark: dt.datetime
    is_held_weekly: bool
    by_fit: bool
    search_id: int
    querystring: str


_ENTRY = (
    "pk", "digest_id", "period", "alert_id", "alert__name", "alert__version", "alert__cadence", "alert__state",
    "alert__paused_until", "alert__watermark", "alert__is_held_weekly", "alert__by_fit",
    "alert__search_id", "alert__search__querystring",
)  # fmt: skip


def envelopes(digest_ids: Collection[int]) -> list[Envelope]:
    """Returns envelopes in the order of ``digest_ids``; deleted digests are left out."""
    rows = Digest.objects.filter(pk__in=bigint_array(digest_ids)).values_list(*_ENVELOPE)
    found = {row[0]: Envelope(*row) for row in rows}
    return [found[pk] for pk in digest_ids if pk in found]


def entries(digest_ids: Collection[int]) -> dict[int, list[Entry]]:
    """Returns entries by digest, in the order of the alerts."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for row in Section.objects.filter(digest__in=bigint_array(digest_ids)).order_by("alert_id").values_list(*_ENTRY):
        entry = Entry(*row)
        found[entry.digest_id].append(entry)
    return found


_HAD = """
SELECT recipient_id, mailed.job_ids FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS asked (recipient_id, first, last)
JOIN alerts_mailed AS mailed USING (recipient_id) WHERE mailed.highest >= asked.first AND mailed.lowest <= asked.last
"""
# Of a notification that is being sent, the jobs are known before it is known whether it arrived.
_IN_PUSHES = """
UNION ALL SELECT recipient_id, section.job_ids FROM alerts_digest AS push JOIN alerts_section AS section ON digest_id = push.id
WHERE recipient_id = ANY(%s::bigint[]) AND channel = 'push' AND state = 'sending' AND section.job_ids <> '{}'
"""


def jobs_already_sent(offered: Mapping[int, Collection[int]]) -> dict[int, set[int]]:
    """Returns the jobs each recipient was sent before, by recipient. Includes every offered job that was sent, and
    possibly others."""
    asked = [(recipient, min(job_ids), max(job_ids)) for recipient, job_ids in offered.items() if job_ids]
    found: dict[int, set[int]] = defaultdict(set)
    if asked:
        with connection.cursor() as cursor:
            columns = [array_literal(column) for column in zip(*asked, strict=True)]
            cursor.execute(
                *(_HAD + _IN_PUSHES, [*columns, columns[0]]) if settings.VAPID_PRIVATE_KEY else (_HAD, columns)
            )
            for recipient, job_ids in cursor.fetchall():
                found[recipient].update(job_ids)
    return found


class JobNames(NamedTuple):
    """The company's slug, and the job's title."""

    company: str
    title: str


def job_names(job_ids: Collection[int]) -> dict[int, JobNames]:
    """Returns names by job id."""
    rows = (
        Job.objects.filter(pk__in=bigint_array(job_ids)).values_list("pk", "company__slug", "title") if job_ids else ()
    )
    return {pk: JobNames(company, title) for pk, company, title in rows}


def open_jobs(job_ids: Collection[int], now: dt.datetime) -> set[int]:
    """Returns the jobs that are open for applications at ``now``."""
    if not job_ids:
        return set()
    return set(Job.objects.visible(now).leading().filter(pk__in=bigint_array(job_ids)).values_list("pk", flat=True))
