"""Schedules imports: due times, leases, health. The rows in PostgreSQL are the queue."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from jobs.models import ImportRun, Source

LEASE = dt.timedelta(minutes=15)
LONGEST_WAIT = dt.timedelta(days=1)
DEAD_AFTER = 3  # failures in a row
AT_ONCE = 20  # sources handed out by one sweep

Outcome = ImportRun.Outcome
Health = Source.Health


class AlreadyRunning(Exception):
    """Another process imports this source right now."""


class Lease:
    """The temporary right to import a source; it expires if its holder dies."""

    def __init__(self, source: Source, until: dt.datetime) -> None:
        self.source, self.until = source, until

    def extend(self, now: dt.datetime) -> None:
        """Extends the lease; call it while working. Raises ``AlreadyRunning`` if it expired and somebody else took over."""
        self._write({"running_until": now + LEASE})
        self.until = now + LEASE

    def end(self, **columns: object) -> None:
        """Releases the source and saves what the import found out about it."""
        self._write({"running_until": None, **columns})

    def _write(self, columns: dict[str, object]) -> None:
        if not Source.objects.filter(pk=self.source.pk, running_until=self.until).update(**columns):
            raise AlreadyRunning(f"Another import of “{self.source}” has taken over.")


def claim(source: Source, *, now: dt.datetime) -> Lease:
    """Returns the lease of a source to one of several concurrent callers; raises ``AlreadyRunning`` for the others."""
    until = now + LEASE
    free = Q(running_until__isnull=True) | Q(running_until__lte=now)
    if not Source.objects.filter(free, pk=source.pk).update(running_until=until):
        raise AlreadyRunning(f"“{source}” is already being imported.")
    source.runs.filter(outcome=Outcome.RUNNING).update(
        outcome=Outcome.FAILED, finished_at=now, error="The import ended before it was finished."
    )
    return Lease(source, until)


@transaction.atomic
def take_due(now: dt.datetime) -> list[int]:
    """Returns the ids of sources to import now. Each is returned once: the caller has until the end of a lease, after
    which it is due again."""
    due = Source.objects.filter(Q(next_due_at__isnull=True) | Q(next_due_at__lte=now), is_active=True).exclude(url="")
    rows = due.order_by("next_due_at", "pk").select_for_update(skip_locked=True, of=("self",))
    taken = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    Source.objects.filter(pk__in=taken).update(next_due_at=now + LEASE)
    return taken


def ask_now(source_ids: Iterable[int], *, now: dt.datetime) -> int:
    """Makes sources due now; returns their number. Ignores inactive sources and those without an address."""
    return Source.objects.filter(pk__in=list(source_ids), is_active=True).exclude(url="").update(next_due_at=now)


def after(run: ImportRun, *, retry_after: int | None, now: dt.datetime) -> dict[str, object]:
    """Returns the columns of a source after a finished run: its next due time and its health. ``retry_after`` are the seconds
    it asked us to wait."""
    every = dt.timedelta(minutes=run.source.every_minutes)
    failures = _failures_until(run)
    if run.outcome == Outcome.THROTTLED:
        asked = dt.timedelta(seconds=retry_after) if retry_after else every
        wait = min(max(asked, dt.timedelta(minutes=1)), LONGEST_WAIT)
    else:
        wait = max(every, min(every * 2 ** min(failures, 12), LONGEST_WAIT)) if failures else every
    return {"next_due_at": now + wait, "health": _health(run, failures)}


def _failures_until(run: ImportRun) -> int:
    """The number of failed runs in a row, including this one. Being asked to wait is neither a failure nor a success."""
    if run.outcome != Outcome.FAILED:
        return 0
    earlier = run.source.runs.filter(started_at__lt=run.started_at).exclude(outcome=Outcome.THROTTLED)
    failures = 1
    for outcome in earlier.order_by("-started_at").values_list("outcome", flat=True)[:12]:
        if outcome != Outcome.FAILED:
            break
        failures += 1
    return failures


def _health(run: ImportRun, failures: int) -> str:
    if failures:
        return Health.DEAD if failures >= DEAD_AFTER else run.source.health
    return {Outcome.EMPTY: Health.EMPTY, Outcome.THROTTLED: Health.THROTTLED}.get(Outcome(run.outcome), Health.GOOD)
