"""Addresses that are written to no more: all mail stops where nobody is, the dispensable part where it was called spam."""

import datetime as dt
from collections.abc import Collection

from django.db.models.functions import Lower

from accounts.models import Suppression


def suppress(address: str, reason: str, *, detail: str = "", now: dt.datetime) -> None:
    """Twice is the same as once."""
    Suppression.objects.bulk_create(
        [Suppression(address=address.lower(), reason=reason, detail=detail[:300], created_at=now)],
        ignore_conflicts=True,
    )


def blocked(addresses: Collection[str], *, marketing: bool) -> set[str]:
    """Those of the addresses, in lower case, that get no mail; with ``marketing``, none that could be done without."""
    known = Suppression.objects.annotate(lower=Lower("address")).filter(lower__in={one.lower() for one in addresses})
    if not marketing:
        known = known.filter(reason=Suppression.Reason.BOUNCE)
    return set(known.values_list("lower", flat=True))


def lift(address: str) -> int:
    """The address may be written to again; how many reasons there were."""
    return Suppression.objects.filter(address__iexact=address).delete()[0]
