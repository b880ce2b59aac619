"""Leases on rows: one holder at a time, for work during which no transaction can stay open.

A lock of a database session does not survive a pooler that shares sessions, and a transaction must not stay open while another
server is asked. A lease is two columns of a row: the holder's token, and an end by the database's clock. A holder that dies loses
it at its end. A holder that was frozen until then must not write anymore: `Lease.guard`, in the transaction of the write, makes
sure of it.
"""

import datetime as dt
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

PAUSES = (0.02, 0.05, 0.1, 0.2)  # seconds between tries to get a lease that somebody else holds; then the last one


class LeaseLostError(Exception):
    """The lease has ended, or somebody else has it: the holder's work must not be written."""


class Leasable(models.Model):
    """A row that one process at a time can hold."""

    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Leaves the lease alone: it may have changed since the row was read."""
        if update_fields is None and not self._state.adding:
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            update_fields = names - {"lease", "leased_until"}
        super().save(*args, update_fields=update_fields, **options)


@dataclass(frozen=True)
class Lease:
    """The right to work on a row for some ``seconds`` after the last `renew`."""

    row: "models.QuerySet[Any]"
    seconds: float
    token: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def held(self) -> "models.QuerySet[Any]":
        """The row, as long as the lease holds."""
        return self.row.filter(lease=self.token, leased_until__gt=Now())

    def take(self) -> bool:
        """Takes the lease if nobody has it; returns whether it did."""
        free = Q(lease=None) | Q(leased_until__lte=Now())
        return bool(self.row.filter(free).update(lease=self.token, leased_until=self._end))

    def renew(self) -> None:
        """Raises ``LeaseLostError``."""
        if not self.held.update(leased_until=self._end):
            raise LeaseLostError

    @contextmanager
    def guard(self) -> Iterator[None]:
        """A transaction in which nobody else can take the lease. Raises ``LeaseLostError`` at its start."""
        with transaction.atomic(using=self.row.db):
            if not list(self.held.select_for_update().values_list("pk")):
                raise LeaseLostError
            yield

    def end(self) -> None:
        """Gives the lease back, unless it's lost."""
        self.row.filter(lease=self.token).update(lease=None, leased_until=None)

    @property
    def _end(self) -> Any:
        return Now() + dt.timedelta(seconds=self.seconds)


def take(row: "models.QuerySet[Any]", *, seconds: float, wait: float = 0) -> Lease | None:
    """Takes the lease of a row, waiting up to ``wait`` seconds for its holder. Returns None if that wasn't long enough, or
    there is no such row."""
    lease, until = Lease(row, seconds), time.monotonic() + wait
    pauses = iter(PAUSES)
    while not lease.take():
        if time.monotonic() >= until or not row.exists():
            return None
        time.sleep(next(pauses, PAUSES[-1]))
    return lease
