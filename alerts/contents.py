"""What a digest says, decided at the moment it leaves: which alerts still run, which postings are still open, and which of them
this recipient has not had. A handful of queries for any number of digests."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db import connection

from accounts import suppression
from alerts import matching
from alerts.models import Alert, Digest, Mute, Section
from billing import entitlements
from jobs.models import Job

EACH = 20  # postings of an alert
WHOLE = 40  # postings of a mail: more would make it larger than mail readers show
ALL_NEW = 2_000  # when the newest have been mailed already, so many are looked through


@dataclass(frozen=True)
class Part:
    """One alert's part of a mail. ``job_ids`` are those that are named, newest first, of ``total`` (a lower bound when
    ``is_capped``); ``until``: everything listed until then is dealt with."""

    section: Section
    alert: Alert
    job_ids: list[int]
    total: int
    is_capped: bool
    is_held: bool  # weekly though daily was chosen, for want of Plus
    until: dt.datetime

    @property
    def is_now_weekly(self) -> bool:
        """Whether the mail says so: once."""
        return self.is_held and not self.alert.is_held_weekly and bool(self.job_ids)


@dataclass(frozen=True)
class Content:
    """``parts`` have postings, ``quiet`` have none to tell of. ``withheld``: why nothing is sent, whatever there is.
    ``offers_daily``: the plan of whoever gets it has no daily alerts."""

    digest: Digest
    address: str
    parts: list[Part]
    quiet: list[Part]
    withheld: str = ""
    offers_daily: bool = False

    @property
    def job_ids(self) -> list[int]:
        return [pk for part in self.parts for pk in part.job_ids]


class _Posting(NamedTuple):
    company: str
    title: str


def contents(digest_ids: Collection[int], *, now: dt.datetime) -> list[Content]:
    """In the order of ``digest_ids``; digests that are gone are left out."""
    digests = Digest.objects.select_related("recipient__user__billing_account__current").in_bulk(digest_ids)
    found = [digests[pk] for pk in digest_ids if pk in digests]
    blocked = suppression.blocked([one.recipient.address for one in found], marketing=True)
    withheld = {one.pk: _withheld(one, blocked) for one in found}
    sections = _sections([one.pk for one in found if not withheld[one.pk]])
    running = {pk: [one for one in of if _runs(one, digests[pk], now)] for pk, of in sections.items()}
    offered = _offered([one for of in running.values() for one in of], now)
    mutes = _mutes({digests[pk].recipient_id for pk in running})
    told = _told(running, digests, offered)
    postings = _open({pk for hits in offered.values() for pk in hits.job_ids}, now)
    shared = _Shared(offered, postings, mutes, told, now)
    return [_content(one, withheld[one.pk], running.get(one.pk, []), shared) for one in found]


def _withheld(digest: Digest, blocked: Collection[str]) -> str:
    if digest.recipient.user and not digest.recipient.user.is_active:
        return "the account is switched off"
    return "the address is suppressed" if digest.recipient.address.lower() in blocked else ""


def _sections(digest_ids: Collection[int]) -> dict[int, list[Section]]:
    found: dict[int, list[Section]] = defaultdict(list)
    for section in Section.objects.filter(digest__in=digest_ids).select_related("alert__search").order_by("alert_id"):
        found[section.digest_id].append(section)
    return found


def _runs(section: Section, digest: Digest, now: dt.datetime) -> bool:
    """Whether this mail is one that the alert is to have: not paused, not ended, and daily only with Plus."""
    section.alert.recipient = digest.recipient
    return section.alert.is_running(now) and not (section.is_daily and not _daily(section.alert, now))


def _daily(alert: Alert, now: dt.datetime) -> bool:
    """Whether the alert comes every day at this moment."""
    chosen = alert.cadence == Alert.Cadence.DAILY
    return chosen and entitlements.for_user(alert.recipient.user, now).limits.daily_alerts


def _offered(sections: Iterable[Section], now: dt.datetime) -> dict[int, matching.Hits]:
    """By id of the alert: what is new for it."""
    alerts = [section.alert for section in sections]
    since: dict[int, dt.datetime] = {}
    for alert in alerts:
        since[alert.search_id] = min(alert.watermark, since.get(alert.search_id, alert.watermark))
    matches = matching.matches(since, now=now)
    return {alert.pk: matching.hits_after(matches[alert.search_id], alert.watermark) for alert in alerts}


def _open(job_ids: Collection[int], now: dt.datetime) -> dict[int, _Posting]:
    """Those that anybody may apply to now."""
    rows = Job.objects.visible(now).leading().filter(pk__in=job_ids).values_list("pk", "company__slug", "title")
    return {pk: _Posting(company, title) for pk, company, title in rows}


def _told(
    running: dict[int, list[Section]], digests: dict[int, Digest], offered: dict[int, matching.Hits]
) -> dict[int, set[int]]:
    """By recipient: postings among the offered ones that they have had."""
    pairs = {
        (digests[pk].recipient_id, job)
        for pk, of in running.items()
        for one in of
        for job in offered[one.alert_id].job_ids
    }
    return _sent(pairs)


def _sent(pairs: Collection[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    if pairs:
        recipients, jobs = zip(*pairs, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT recipient_id, job_id FROM alerts_sentjob"
                " JOIN unnest(%s::bigint[], %s::bigint[]) AS asked (recipient_id, job_id) USING (recipient_id, job_id)",
                [f"{{{','.join(map(str, column))}}}" for column in (recipients, jobs)],  # quicker than as lists
            )
            for recipient, job in cursor.fetchall():
                found[recipient].add(job)
    return found


# --- One digest -------------------------------------------------------------------------------------------------------------


class Mutes:
    """What a recipient does not want to see."""

    def __init__(self, rows: Iterable[Mute] = ()) -> None:
        self.companies: set[str] = set()
        self.words: list[re.Pattern[str]] = []
        for row in rows:
            self.add(row)

    def add(self, row: Mute) -> None:
        if row.kind == Mute.Kind.COMPANY:
            self.companies.add(row.value)
        else:
            self.words.append(re.compile(rf"(?<!\w){re.escape(row.value)}(?!\w)", re.IGNORECASE))

    def hide(self, company: str, title: str) -> bool:
        """``company``: the employer's address."""
        return company in self.companies or any(word.search(title) for word in self.words)


def _mutes(recipients: Collection[int]) -> dict[int, Mutes]:
    found: dict[int, Mutes] = defaultdict(Mutes)
    for row in Mute.objects.filter(recipient__in=recipients):
        found[row.recipient_id].add(row)
    return found


@dataclass(frozen=True)
class _Shared:
    """What was read for all digests together: hits by alert, open postings, mutes and postings had by recipient."""

    offered: dict[int, matching.Hits]
    postings: dict[int, _Posting]
    mutes: dict[int, Mutes]
    told: dict[int, set[int]]
    now: dt.datetime


def _content(digest: Digest, withheld: str, sections: Sequence[Section], shared: _Shared) -> Content:
    now, mutes = shared.now, shared.mutes[digest.recipient_id]
    taken = set(shared.told[digest.recipient_id])
    parts = []
    for section in sections:
        alert, hits = section.alert, shared.offered[section.alert_id]
        fresh = _fresh(hits.job_ids, shared.postings, mutes, taken)
        if hits.is_capped and len(fresh) < EACH:  # the newest are known already; there may be others
            hits = matching.ask_alone(alert.search_id, since=alert.watermark, until=hits.until, now=now, most=ALL_NEW)
            known = _sent({(digest.recipient_id, pk) for pk in hits.job_ids})[digest.recipient_id]
            fresh = _fresh(hits.job_ids, _open(hits.job_ids, now), mutes, taken | known)
        is_held = alert.cadence == Alert.Cadence.DAILY and not _daily(alert, now)
        parts.append(Part(section, alert, fresh[:EACH], len(fresh), hits.is_capped, is_held, hits.until))
        taken.update(fresh[:EACH])
    named = [one for one in parts if one.job_ids]
    shares = share([len(one.job_ids) for one in named], WHOLE)
    shown = [replace(one, job_ids=one.job_ids[:most]) for one, most in zip(named, shares, strict=True)]
    user = digest.recipient.user
    return Content(
        digest,
        digest.recipient.address,
        shown,
        [one for one in parts if not one.job_ids],
        withheld,
        offers_daily=user is None or not entitlements.for_user(user, now).limits.daily_alerts,
    )


def _fresh(job_ids: Iterable[int], postings: dict[int, _Posting], mutes: Mutes, taken: set[int]) -> list[int]:
    return [pk for pk in job_ids if pk in postings and pk not in taken and not mutes.hide(*postings[pk])]


def share(wanted: Sequence[int], whole: int) -> list[int]:
    """Parts of ``whole`` for everybody who wants some: those who want little have it, the others have equal parts of the rest."""
    parts = [0] * len(wanted)
    left = whole
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    for done, at in enumerate(order):
        parts[at] = min(wanted[at], left // (len(order) - done))
        left -= parts[at]
    return parts
