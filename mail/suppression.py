"""Suppression list: no email to addresses that bounced, only essential email to those that complained."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from mail.models import Suppression
from toolkit.email_addresses import comparable


def suppress(address: str, reason: str, *, detail: str = "", now: dt.datetime) -> None:
    """Twice is the same as once."""
    Suppression.objects.bulk_create(
        [Suppression(address=comparable(address), reason=reason, detail=detail[:300], created_at=now)],
        ignore_conflicts=True,
    )


def blocked(addresses: Collection[str], *, marketing: bool) -> set[str]:
    """Those of the addresses, in canonical form, that get no email; with ``marketing``, none that could be done without."""
    known = Suppression.objects.annotate(lower=Lower("address")).filter(lower__in=set(map(comparable, addresses)))
    if not marketing:
        known = known.filter(reason=Suppression.Reason.BOUNCE)
    return set(known.values_list("lower", flat=True))


def is_bounced(column: str) -> Exists:
    """For a query: whether nobody is at the address in ``column``."""
    known = Suppression.objects.alias(lower=Lower("address")).filter(lower=Lower(OuterRef(column)))
    return Exists(known.filter(reason=Suppression.Reason.BOUNCE))


def reason_for(address: str) -> Suppression.Reason | None:
    """Why the address gets no email, or not all of it: that nobody is there weighs more than that they called it spam."""
    known = set(_suppressions_of(address).values_list("reason", flat=True))
    return next((reason for reason in Suppression.Reason if reason in known), None)


def lift(address: str, *reasons: str) -> int:
    """The address may be written to again, as far as these reasons go (or all); how many there were."""
    return _suppressions_of(address).filter(reason__in=reasons or Suppression.Reason.values).delete()[0]


def _suppressions_of(address: str) -> "QuerySet[Suppression]":
    return Suppression.objects.alias(lower=Lower("address")).filter(lower=comparable(address))
