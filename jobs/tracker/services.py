"""Services of the tracker: save, apply, move, edit, remove."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from jobs.lifecycle import Closed, Status
from jobs.models import Job
from jobs.models.job import JobQuerySet
from jobs.tracker import snapshots
from jobs.tracker.models import Application, ApplicationEvent
from jobs.vocabulary.kinds import Stage
from toolkit.forms import Stale, refuse_stale, version_of

LIMIT = 2000  # applications of one member
Outcome = Application.Outcome

# Where an application can move, the same from every stage: a stage, and for closing also the outcome.
MOVES: dict[str, tuple[str, str]] = {
    **{stage.value: (stage.value, "") for stage in Stage if stage != Stage.CLOSED},
    **{f"{Stage.CLOSED}:{outcome}": (Stage.CLOSED.value, outcome.value) for outcome in Outcome},
}


class TooMany(ValueError):
    """The member's tracker is full; the message is written for the member."""

    def __init__(self) -> None:
        words = gettext("You can keep up to %(limit)s jobs. Remove some, then try again.")
        super().__init__(words % {"limit": f"{LIMIT:,}"})


def keepable() -> JobQuerySet:
    """Returns jobs that have been public: open and closed ones, none that moderators hold, have rejected or have removed."""
    kept = (Status.PUBLISHED, Status.FILLED, Status.WITHDRAWN)
    return Job.objects.was_public().filter(status__in=kept).exclude(closed_because=Closed.STAFF).with_origin()


# --- Jobs of this site ----------------------------------------------------------------------------------------------


@transaction.atomic
def save(*, user: User, job: Job, now: dt.datetime) -> Application:
    """Saves a job and keeps a copy of it. Does nothing if it is already in the tracker. Raises ``TooMany``."""
    return _keep(user, job, Stage.INTERESTED, now)


@transaction.atomic
def save_all(*, user: User, job_ids: Sequence[int], now: dt.datetime) -> int:
    """Saves all of these jobs, in their order; returns the number of new ones. Raises ``TooMany`` and then saves
    none."""
    known = set(Application.objects.of(user).filter(job__in=job_ids).values_list("job", flat=True))
    jobs = keepable().in_bulk([pk for pk in job_ids if pk not in known])
    for pk in job_ids:
        if pk in jobs:
            save(user=user, job=jobs[pk], now=now)
    return len(jobs)


def unsave(*, application: Application) -> bool:
    """Removes a saved job if the member has added nothing to it; returns whether it was removed."""
    bare = Application.objects.filter(
        pk=application.pk, stage=Stage.INTERESTED, notes="", contact="", next_step="", next_step_at=None
    )
    removed, _by_model = bare.delete()
    return bool(removed)


@transaction.atomic
def record_application(*, user: User, job: Job, now: dt.datetime) -> Application:
    """Records that the member has applied. An application at a later stage stays there. Raises ``TooMany``."""
    application = _keep(user, job, Stage.APPLIED, now)
    if application.stage == Stage.INTERESTED:
        move(application=application, to=Stage.APPLIED, now=now)
    return application


def _keep(user: User, job: Job, stage: Stage, now: dt.datetime) -> Application:
    if found := Application.objects.of(user).filter(job=job).first():
        return found
    _must_have_room(user)
    application, made = Application.objects.get_or_create(
        user=user,
        job=job,
        defaults={
            "snapshot": snapshots.take(job, now=now),
            "title": job.title,
            "company": job.company.name,
            "stage": stage,
            "created_at": now,
            "updated_at": now,
            "applied_at": now if stage == Stage.APPLIED else None,
        },
    )
    if made:
        _write(application, now)
    return application


# --- Any application ----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_by_hand(
    *, user: User, title: str, company: str, url: str, notes: str, to: str = Stage.INTERESTED, now: dt.datetime
) -> Application:
    """Adds a job from elsewhere. ``to`` is a key of ``MOVES``. Raises ``TooMany``."""
    _must_have_room(user)
    stage, outcome = MOVES[to]
    application = Application.objects.create(
        user=user, title=title, company=company, url=url, notes=notes, stage=stage, outcome=outcome,
        created_at=now, updated_at=now, applied_at=now if stage == Stage.APPLIED else None,
    )  # fmt: skip
    _write(application, now)
    return application


@transaction.atomic
def move(*, application: Application, to: str, seen: str = "", now: dt.datetime) -> bool:
    """Moves to a key of ``MOVES`` and records an event; returns whether anything changed. ``seen`` is the key of the
    stage that the page showed; raises ``Stale`` if the application has been moved elsewhere since.

    ``applied_at`` is set on the first move to "applied" and cleared by a move to "interested". The snapshot must show
    the job that the member applied for, so a job that has changed since it was saved is copied again.
    """
    row = _locked(application)
    application.stage, application.outcome = row.stage, row.outcome
    if (row.stage, row.outcome) == MOVES[to]:
        return False
    if seen and MOVES.get(seen) != (row.stage, row.outcome):
        raise Stale
    stage, outcome = MOVES[to]
    _keep_fields(application, {"stage": stage, "outcome": outcome, "updated_at": now})
    if stage == Stage.INTERESTED:
        application.applied_at = None
    elif stage == Stage.APPLIED and application.applied_at is None:
        application.applied_at = now
        if application.job and application.job.is_visible(now):
            application.snapshot = snapshots.take(application.job, now=now)
    application.save(update_fields=["applied_at", "snapshot"])
    _write(application, now)
    return True


def version_of_details(application: Application) -> str:
    """Returns a version of the application's details as a page shows them."""
    names = (application.title, application.company, application.url)
    return version_of(*names, application.notes, application.contact, version_of_step(application))


def version_of_step(application: Application) -> str:
    """Returns a version of the next step as a page shows it."""
    return version_of(application.next_step, application.next_step_at and application.next_step_at.timestamp())


@transaction.atomic
def edit(
    *, application: Application, notes: str, contact: str, next_step: str, next_step_at: dt.datetime | None,
    names: Mapping[str, str] | None = None, seen: tuple[str, ...] = (), now: dt.datetime,
) -> None:  # fmt: skip
    """Saves the member's notes on an application. ``names`` are title, company and url of a job from elsewhere; those
    of our own jobs can't be edited. Raises ``Stale`` if ``seen`` has versions and none of them is the stored one."""
    row = _locked(application)
    written = {
        "notes": notes,
        "contact": contact,
        "next_step": next_step,
        "next_step_at": next_step_at,
        **(names or {}),
    }
    if any(getattr(row, name) != value for name, value in written.items()):
        refuse_stale(version_of_details(row), seen)
    _keep_fields(application, {**written, "updated_at": now})


@transaction.atomic
def finish_step(*, application: Application, seen: tuple[str, ...] = (), now: dt.datetime) -> None:
    """Clears the next step, because it is done. Raises ``Stale`` if the step isn't the ``seen`` one."""
    row = _locked(application)
    if row.next_step or row.next_step_at:
        refuse_stale(version_of_step(row), seen)
    _keep_fields(application, {"next_step": "", "next_step_at": None, "updated_at": now})


def _locked(application: Application) -> Application:
    """Returns the current row, locked for this transaction."""
    return Application.objects.select_for_update().get(pk=application.pk)


def _keep_fields(application: Application, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(application, name, value)
    application.save(update_fields=list(values))


def remove(*, application: Application) -> None:
    """Deletes an application from the tracker, including all notes and events."""
    application.delete()


def _must_have_room(user: User) -> None:
    if Application.objects.of(user).count() >= LIMIT:
        raise TooMany


def _write(application: Application, now: dt.datetime) -> None:
    ApplicationEvent.objects.create(
        application=application, at=now, stage=application.stage, outcome=application.outcome
    )
