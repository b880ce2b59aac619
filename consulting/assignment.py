"""Gives threads to consultants: first assignment, hand-over, and relief for those who are away.

Locks are taken in one order: the thread, then the profiles. So two members who write at the same moment see each other's
assignment, and nobody gets more threads than they take.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.localization import zone_of
from accounts.models import User
from consulting import emails
from consulting.choosing import Candidate, choose
from consulting.models import Assignment, ConsultantProfile, Thread
from mail import outbox

Reason = Assignment.Reason


class HandOverRefused(ValueError):
    """The thread can't go to this consultant. The message tells staff why."""


def lock_thread(pk: int) -> Thread:
    """Returns the thread, locked until the transaction ends."""
    return Thread.objects.with_people().select_for_update(of=("self",)).get(pk=pk)


def provide(thread: Thread, *, now: dt.datetime) -> ConsultantProfile | None:
    """Makes sure that a locked thread with something to answer has a consultant who is there. It keeps the one it has unless
    they are away or no longer serve, and also if nobody else is free. Returns its consultant, or None while it waits for one."""
    former = thread.consultant
    if former is None:
        return _find(thread, Reason.FIRST, now)
    if not ConsultantProfile.objects.serving().filter(pk=former.pk).exists():
        return _find(thread, Reason.LEFT, now)
    if former.is_away(now):
        return _find(thread, Reason.AWAY, now)
    return former


@transaction.atomic
def hand_over(*, thread: Thread, to: ConsultantProfile, by: User, note: str, now: dt.datetime) -> Assignment:
    """Gives the thread to another consultant, with a reason for staff. Raises ``HandOverRefused``."""
    locked = lock_thread(thread.pk)
    if to.pk == locked.consultant_id:
        raise HandOverRefused(_("%s already answers this member. Choose somebody else.") % to)
    candidate = next((one for one in _candidates(now) if one.pk == to.pk), None)
    if candidate is None:
        raise HandOverRefused(_("%s isn't in the office. Choose somebody else.") % to)
    if candidate.total >= candidate.capacity:
        raise HandOverRefused(_("%s has no room for another thread. Choose somebody else.") % to)
    made = _give(locked, to, Reason.HANDED_OVER, now, by=by, note=note)
    audit.record("staff.thread_handed_over", actor=by, member=locked.member, now=now, reason=note)
    return made


def set_away(
    *,
    consultant: ConsultantProfile,
    begins: dt.datetime | None,
    ends: dt.datetime | None,
    note: str,
    now: dt.datetime,
) -> None:
    """Sets when the consultant is out of office; without a beginning, they're back. Their waiting threads are given to
    others by `relieve_all`."""
    ConsultantProfile.objects.filter(pk=consultant.pk).update(
        away_from=begins, away_until=ends if begins else None, away_note=note if begins else ""
    )


def relieve_all(*, now: dt.datetime) -> int:
    """Gives waiting threads that nobody answers to somebody who is there: those without a consultant, the longest waiting
    first, and those whose consultant is out of office or left. Returns how many got another one. Idempotent."""
    present = ConsultantProfile.objects.in_office(now).values("pk")
    if not present.exists():
        return 0
    unassigned = Q(consultant=None)
    stuck = Q(consultant__isnull=False, waiting_since__isnull=False) & ~Q(consultant__in=present)
    order = F("waiting_since").asc(nulls_last=True)
    pks = Thread.objects.active(now).filter(unassigned | stuck).order_by(order, "pk").values_list("pk", flat=True)
    return sum(_relieve(pk, now) for pk in list(pks))


@transaction.atomic
def _relieve(pk: int, now: dt.datetime) -> bool:
    thread = lock_thread(pk)
    before = thread.consultant_id
    if thread.consultant is None or thread.waiting_since is not None:
        provide(thread, now=now)
    return thread.consultant_id != before


def _find(thread: Thread, reason: Reason, now: dt.datetime) -> ConsultantProfile | None:
    """Assigns the best consultant with room. If there is none, the thread keeps the one it has."""
    offset = _offset(thread.member, now)
    best = choose(
        (one for one in _candidates(now) if one.pk != thread.consultant_id), language=thread.language, offset=offset
    )
    if best is None:
        return thread.consultant
    _give(thread, ConsultantProfile.objects.select_related("user").get(pk=best.pk), reason, now)
    return thread.consultant


def _give(
    thread: Thread, to: ConsultantProfile, reason: Reason, now: dt.datetime, *, by: User | None = None, note: str = ""
) -> Assignment:
    has_waited = thread.consultant is None and thread.opened_at < now
    thread.consultant, thread.assigned_at = to, now
    thread.save(update_fields=["consultant", "assigned_at"])
    made = Assignment.objects.create(
        thread=thread, consultant=to, consultant_name=str(to), reason=reason, by=by, note=note, at=now
    )
    if reason != Reason.FIRST or has_waited:
        outbox.enqueue(emails.new_consultant(thread, made), now=now, priority=outbox.Priority.MESSAGE)
    if reason != Reason.FIRST and thread.waiting_since and to.gets_emails:
        outbox.enqueue(emails.thread_for_you(thread, made), now=now, priority=outbox.Priority.MESSAGE)
    return made


def _candidates(now: dt.datetime) -> list[Candidate]:
    """Returns the consultants in office with their load. Locks their profiles, so that loads don't change meanwhile."""
    profiles: QuerySet[ConsultantProfile] = ConsultantProfile.objects.in_office(now)
    locked = list(profiles.select_related("user").order_by("pk").select_for_update(of=("self",)))
    loads = {pk: (waiting, total) for pk, waiting, total in open_threads(now)}
    return [
        Candidate(
            one.pk, frozenset(one.languages), _offset(one.user, now), *loads.get(one.pk, (0, 0)), capacity=one.capacity
        )
        for one in locked
    ]


def open_threads(now: dt.datetime) -> "QuerySet[Thread, tuple[int, int, int]]":
    """Returns the load of each consultant with open threads: profile, waiting threads, open threads."""
    threads = Thread.objects.active(now).filter(consultant__isnull=False, closed_at=None).order_by()
    waiting = Count("pk", filter=Q(waiting_since__isnull=False))
    return threads.values("consultant").annotate(waiting=waiting, total=Count("pk")).values_list(
        "consultant", "waiting", "total"
    )  # fmt: skip


def _offset(user: User, now: dt.datetime) -> int:
    apart = now.astimezone(zone_of(user)).utcoffset() or dt.timedelta()
    return int(apart.total_seconds() // 60)
