"""Suppression list: no email to addresses that bounced, only essential email to those that complained."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from mail.models import Suppression
from toolkit.email_addresses import comparable


def suppress(address: str, reason: str, *, detail: str = "", now: dt.datetime) -> None:
    """Adds an address. Idempotent."""
    Suppression.objects.bulk_create(
        [Suppression(address=comparable(address), reason=reason, detail=detail[:300], created_at=now)],
        ignore_conflicts=True,
    )


def blocked(addresses: Collection[str], *, marketing: bool) -> set[str]:
    """Returns the given addresses, in canonical form, that get no email; with ``marketing``, also those that get only
    essential email."""
    known = Suppression.objects.annotate(lower=Lower("address")).filter(lower__in=set(map(comparable, addresses)))
    if not marketing:
        known = known.filter(reason=Suppression.Reason.BOUNCE)
    return set(known.values_list("lower", flat=True))


def is_bounced(column: str) -> Exists:
    """Returns a query expression: whether the address in ``column`` bounced."""
    known = Suppression.objects.alias(lower=Lower("address")).filter(lower=Lower(OuterRef(column)))
    return Exists(known.filter(reason=Suppression.Reason.BOUNCE))


def reason_for(address: str) -> Suppression.Reason | None:
    """Returns why the address gets no email, or only some. A bounce takes precedence over a complaint."""
    known = set(_suppressions_of(address).values_list("reason", flat=True))
    return next((reason for reason in Suppression.Reason if reason in known), None)


def lift(address: str, *reasons: str) -> int:
    """Lifts suppressions of the address for these reasons (or all). Returns the number lifted."""
    return _suppressions_of(address).filter(reason__in=reasons or Suppression.Reason.values).delete()[0]


def _suppressions_of(address: str) -> "QuerySet[Suppression]":
    return Suppression.objects.alias(lower=Lower("address")).filter(lower=comparable(address))
