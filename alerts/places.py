"""Places for workers: how many plan and send at the same time.

A place is a leased row. A worker that dies loses it after some seconds. One that was slow or frozen for longer continues if
nobody has taken its place. For a moment, more workers can run than there are places; nothing they write depends on it.
"""

import time
from collections.abc import Iterable

from django.conf import settings

from alerts.models import Place
from toolkit.database import leases

SPARE = 10  # seconds that a sender is given beyond what a mail server may take for one answer
SWEEP = 150  # seconds that the longest step of a sweep may take, the matching of all alerts


class PlaceHeld:
    """A place that this worker has."""

    def __init__(self, lease: leases.Lease) -> None:
        self._lease = lease
        self._renewed = time.monotonic()

    def keep(self) -> bool:
        """Renews the place if it's time to, which asks the database; returns whether this worker has it."""
        if self.is_due:
            try:
                self._lease.renew()
            except leases.LeaseLostError:
                if not self._lease.take():
                    return False
            self._renewed = time.monotonic()
        return True

    @property
    def is_due(self) -> bool:
        """Whether `keep` would ask the database."""
        return time.monotonic() - self._renewed > self._lease.seconds / 4

    def leave(self) -> None:
        """Gives the place back."""
        self._lease.end()


def take_of_sender(*names: str) -> PlaceHeld | None:
    """Takes the first of these places that is free; None if none is."""
    return _take(names, settings.EMAIL_TIMEOUT + SPARE)


def take_of_sweep() -> PlaceHeld | None:
    """Takes the place of the one sweep; None if another one runs."""
    return _take(["sweep"], SWEEP)


def _take(names: Iterable[str], seconds: float) -> PlaceHeld | None:
    seconds = min(seconds, settings.ALERT_DOUBT_SECONDS / 3)
    for name in names:
        Place.objects.get_or_create(name=name)
        if lease := leases.take(Place.objects.filter(pk=name), seconds=seconds):
            return PlaceHeld(lease)
    return None
