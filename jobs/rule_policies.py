"""Lets staff turn a rule to "tell, don't hold", and moves the jobs that this concerns."""

import datetime as dt
from contextlib import suppress

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts import audit
from accounts.models import User
from jobs import services
from jobs.lifecycle import MoveRefused, Status
from jobs.models import Job, JobEvent, RulePolicy

Kind = JobEvent.Kind


@transaction.atomic
def change_policy(*, rule: str, tells_only: bool, by: User, now: dt.datetime) -> bool:
    """Turns a rule to telling only, or back to holding jobs; returns whether that is a change. New imports follow it at
    once; `apply_policies` moves the jobs that are already here."""
    policy, _made = RulePolicy.objects.select_for_update().get_or_create(
        rule=rule, defaults={"changed_at": now, "applied_at": now}
    )
    if policy.tells_only == tells_only:
        return False
    policy.tells_only, policy.changed_at, policy.changed_by, policy.applied_at = tells_only, now, by, None
    policy.save()
    audit.record("staff.rule_changed", actor=by, now=now, rule=rule, effect="tell" if tells_only else "hold")
    return True


def apply_policies(now: dt.datetime) -> int:
    """Publishes the jobs that were held only by rules that now tell, and holds those that were published because a rule
    only told. Returns the number of moved jobs. Idempotent: a policy is due until all its jobs are moved.

    What a moderator decided about a job stays.
    """
    moved = 0
    for policy in RulePolicy.objects.due():
        jobs = _held_by(policy, now) if policy.tells_only else _only_told(policy, now)
        for pk in list(jobs.values_list("pk", flat=True)):
            with suppress(MoveRefused):  # somebody else has moved it
                moved += _move(Job.objects.select_related("company").get(pk=pk), now)
        RulePolicy.objects.filter(pk=policy.pk, changed_at=policy.changed_at).update(applied_at=now)
    return moved


def _move(job: Job, now: dt.datetime) -> bool:
    """Moves a job to where the policies of all its findings put it; returns whether it moved."""
    must_be_held = bool(RulePolicy.objects.holding(job.findings))
    if must_be_held and job.status == Status.PUBLISHED:
        services.hold(job=job, now=now)
        return True
    if not must_be_held and job.status == Status.PENDING:
        services.publish(job=job, by=None, now=now)
        return True
    return False


def _held_by(policy: RulePolicy, now: dt.datetime) -> QuerySet[Job]:
    """Returns the jobs that screening holds because of the rule, perhaps among others, and that aren't over."""
    waiting = _concerned(policy, Kind.HELD).filter(status=Status.PENDING)
    return waiting.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))


def _only_told(policy: RulePolicy, now: dt.datetime) -> QuerySet[Job]:
    """Returns the open jobs with a contradiction of the rule that no moderator published."""
    return _concerned(policy, Kind.PUBLISHED).filter(pk__in=Job.objects.visible(now))


def _concerned(policy: RulePolicy, last: JobEvent.Kind) -> QuerySet[Job]:
    """Returns the jobs with a contradiction of the rule whose last event of this kind is nobody's decision."""
    events = JobEvent.objects.filter(job=OuterRef("pk"), kind=last).order_by("-at", "-pk")
    found = Job.objects.filter(found__contains=[{"rule": policy.rule, "kind": "contradiction"}])
    return found.annotate(decided_by=Subquery(events.values("by")[:1])).filter(decided_by__isnull=True)
