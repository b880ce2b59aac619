"""Selects the jobs of a digest when it is sent: running alerts, open jobs, none sent to this recipient before. Takes a
handful of queries for any number of digests.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from alerts import digest_rows, limits, matching, schedule
from alerts.digest_rows import Entry, Envelope
from alerts.models import Alert, Digest, Mute
from alerts.models.alert import is_running
from jobs.fit.ranking import in_order_of_fit
from mail import suppression
from occupations import names
from toolkit.database import bigint_array
from toolkit.email_addresses import comparable

EACH = 20  # jobs per alert
WHOLE = 40  # jobs per email: more would exceed the size that mail programs show
_NEW_JOBS = matching.NewJobsCache()


@dataclass(frozen=True)
class Part:
    """One alert's part of an email. ``job_ids`` are the jobs shown, newest first or by fit, of ``total``, which is exact
    unless it ``is_capped`` at 100,000; ``until``: everything listed until then is handled."""

    entry: Entry
    job_ids: list[int]
    total: int
    is_capped: bool
    is_held: bool  # sent weekly though daily was chosen, because daily requires Plus
    until: dt.datetime

    def with_at_most(self, most: int) -> "Part":
        return self if len(self.job_ids) <= most else replace(self, job_ids=self.job_ids[:most])

    @property
    def is_now_weekly(self) -> bool:
        """Returns whether the email says so: only once."""
        return self.is_held and not self.entry.is_held_weekly and bool(self.job_ids)


@dataclass(frozen=True)
class Content:
    """``parts`` have jobs, ``quiet`` have none. ``total``: the number of new jobs, each counted once even if several
    alerts find it. ``withheld``: why nothing is sent, even if there are jobs. ``offers_daily``: the recipient's plan
    doesn't include daily alerts."""

    envelope: Envelope
    parts: list[Part]
    quiet: list[Part]
    total: int
    withheld: str = ""
    offers_daily: bool = False

    @property
    def job_ids(self) -> list[int]:
        return [pk for part in self.parts for pk in part.job_ids]


def contents(digest_ids: Collection[int], *, now: dt.datetime) -> list[Content]:
    """Returns contents in the order of ``digest_ids``; deleted digests are left out."""
    found = digest_rows.envelopes(digest_ids)
    emailed = [one.address for one in found if one.channel == Digest.Channel.EMAIL]
    blocked = suppression.blocked(emailed, marketing=True)
    withheld = {one.digest_id: _withheld(one, blocked) for one in found}
    sent = [one for one in found if not withheld[one.digest_id]]
    with_daily = limits.daily_members({one.user_id for one in sent if one.user_id}, now=now)
    entries = digest_rows.entries([one.digest_id for one in sent])
    running = {
        one: [entry for entry in entries[one.digest_id] if _runs(entry, now, may_daily=one.user_id in with_daily)]
        for one in sent
    }
    offered = _offered([entry for of in running.values() for entry in of], now)
    all_new = _all_new([entry for of in running.values() for entry in of], offered, now)
    of_recipient = {
        one.recipient_id: [pk for entry in of for pk in offered[entry.alert_id].job_ids] for one, of in running.items()
    }
    ranges = {
        one.recipient_id: of_recipient[one.recipient_id]
        + [pk for entry in of if entry.alert_id in all_new for pk in all_new[entry.alert_id].range]
        for one, of in running.items()
    }
    mutes = _mutes(of_recipient)
    shared = _Shared(
        offered,
        all_new,
        digest_rows.open_jobs({pk for job_ids in of_recipient.values() for pk in job_ids}, now),
        mutes,
        digest_rows.job_names({pk for recipient in mutes for pk in of_recipient[recipient]}),
        digest_rows.jobs_already_sent(ranges),
        with_daily,
        _orders(running, offered, with_daily),
        now,
    )
    return [_content(one, withheld[one.digest_id], running.get(one, []), shared) for one in found]


def _withheld(envelope: Envelope, blocked: Collection[str]) -> str:
    if envelope.is_user_active is False:
        return "the account is switched off"
    return "the address is suppressed" if comparable(envelope.address) in blocked else ""


def _runs(entry: Entry, now: dt.datetime, *, may_daily: bool) -> bool:
    """Returns whether the alert belongs in this email: not paused, not ended, and daily only with Plus."""
    daily = may_daily and entry.cadence == Alert.Cadence.DAILY
    return is_running(entry.state, entry.paused_until, now) and (daily or not schedule.is_daily(entry.period))


def _orders(
    running: Mapping[Envelope, Sequence[Entry]], offered: Mapping[int, matching.Hits], with_plus: Collection[int]
) -> dict[int, dict[int, int]]:
    """Returns the place of each offered job in alerts that members with Plus want by fit, by alert. One query for all of
    them, none if there is no such alert."""
    asked = {
        entry.alert_id: (one.user_id, offered[entry.alert_id].job_ids)
        for one, of in running.items()
        if one.user_id in with_plus
        for entry in of
        if entry.by_fit
    }
    return {alert: {pk: place for place, pk in enumerate(job_ids)} for alert, job_ids in in_order_of_fit(asked).items()}


def _offered(entries: Iterable[Entry], now: dt.datetime) -> dict[int, matching.Hits]:
    """Returns the new jobs of each alert, by the alert's id."""
    asked = list(entries)
    since: dict[int, dt.datetime] = {}
    for entry in asked:
        since[entry.search_id] = min(entry.watermark, since.get(entry.search_id, entry.watermark))
    matches = matching.matches(since, now=now)
    return {entry.alert_id: matching.hits_after(matches[entry.search_id], entry.watermark) for entry in asked}


def _all_new(
    entries: Iterable[Entry], offered: Mapping[int, matching.Hits], now: dt.datetime
) -> dict[int, matching.NewJobs]:
    """Returns all new jobs of the alerts that have more than a match holds, by the alert's id."""
    periods = {
        entry.alert_id: matching.Period(entry.search_id, entry.watermark, offered[entry.alert_id].until)
        for entry in entries
        if offered[entry.alert_id].is_capped
    }
    found = _NEW_JOBS.of(periods.values(), now=now)
    return {alert_id: found[period] for alert_id, period in periods.items()}


# --- One digest -------------------------------------------------------------------------------------------------------------


class Mutes:
    """The companies and title words that a recipient has muted."""

    def __init__(self, rows: Iterable[Mute] = ()) -> None:
        self.companies: set[str] = set()
        self.words: list[str] = []
        for row in rows:
            self.add(row)

    def add(self, row: Mute) -> None:
        if row.kind == Mute.Kind.COMPANY:
            self.companies.add(row.value)
        else:
            self.words.append(row.value)

    def hide(self, company: str, title: str) -> bool:
        """Returns whether a job is muted. ``company`` is the company's slug."""
        if company in self.companies:
            return True
        return any(names.says(title, word) for word in self.words)


def _mutes(recipients: Collection[int]) -> dict[int, Mutes]:
    found: dict[int, Mutes] = defaultdict(Mutes)
    for row in Mute.objects.filter(recipient__in=bigint_array(recipients)):
        found[row.recipient_id].add(row)
    return found


@dataclass(frozen=True)
class _Shared:
    """Data read for all digests together: matches by alert, all new jobs of alerts whose match doesn't hold them, and
    which of the matches' jobs are open; mutes by recipient, and the names of jobs offered to recipients with mutes; the
    jobs each recipient was sent; and which members may have daily alerts; the places of jobs in alerts by fit."""

    offered: dict[int, matching.Hits]
    all_new: dict[int, matching.NewJobs]
    is_open: set[int]
    mutes: dict[int, Mutes]
    names: dict[int, digest_rows.JobNames]
    had: dict[int, set[int]]
    with_daily: set[int]
    orders: dict[int, dict[int, int]]
    now: dt.datetime


def _content(envelope: Envelope, withheld: str, entries: Sequence[Entry], shared: _Shared) -> Content:
    recipient = envelope.recipient_id
    mutes = shared.mutes.get(recipient)
    taken = set(shared.had.get(recipient, ()))
    may_daily = envelope.user_id in shared.with_daily
    parts = []
    had, found = frozenset(taken), list[Collection[int]]()
    for entry in entries:
        hits = shared.offered[entry.alert_id]
        fresh = _fresh(hits.job_ids, shared.is_open, taken, mutes, shared.names)
        total, is_capped = len(fresh), False
        found.append(fresh)
        if all_new := shared.all_new.get(entry.alert_id):
            is_capped = all_new.is_capped
            if mutes or total < EACH:  # which ones is known only from all of them
                job_ids = all_new.job_ids
                names = digest_rows.job_names(job_ids) if mutes else {}
                fresh = _fresh(job_ids, digest_rows.open_jobs(job_ids, shared.now), taken, mutes, names)
                total = len(fresh)
            else:
                total = all_new.number_without(taken)
            if len(entries) > 1:  # a job that several find counts once
                found[-1] = fresh if mutes else all_new.job_ids
        if places := shared.orders.get(entry.alert_id):  # jobs that only a longer look found follow, the newest first
            fresh.sort(key=lambda pk: places.get(pk, len(places)))
        is_held = entry.cadence == Alert.Cadence.DAILY and not may_daily
        parts.append(Part(entry, fresh[:EACH], total, is_capped, is_held, hits.until))
        taken.update(fresh[:EACH])
    named = [one for one in parts if one.job_ids]
    shares = share([len(one.job_ids) for one in named], WHOLE)
    return Content(
        envelope,
        [one.with_at_most(most) for one, most in zip(named, shares, strict=True)],
        [one for one in parts if not one.job_ids],
        parts[0].total if len(parts) == 1 else len(set().union(*found) - had),
        withheld,
        offers_daily=not may_daily,
    )


def _fresh(
    job_ids: Iterable[int],
    is_open: Collection[int],
    taken: Collection[int],
    mutes: Mutes | None,
    names: dict[int, digest_rows.JobNames],
) -> list[int]:
    found = [pk for pk in job_ids if pk in is_open and pk not in taken]
    return [pk for pk in found if not mutes.hide(*names[pk])] if mutes else found


def share(wanted: Sequence[int], whole: int) -> list[int]:
    """Divides ``whole``: those who want less than an equal part get what they want, the others share the rest
    equally."""
    parts = [0] * len(wanted)
    left = whole
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    for done, at in enumerate(order):
        parts[at] = min(wanted[at], left // (len(order) - done))
        left -= parts[at]
    return parts
