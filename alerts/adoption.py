"""Gives alerts of a confirmed address to the member who owns the address."""

import datetime as dt
from collections.abc import Iterable

from allauth.account.models import EmailAddress

from alerts import services
from alerts.models import Alert


def give_to_members(alerts: Iterable[Alert], *, now: dt.datetime) -> list[Alert]:
    """Gives alerts that a visitor has confirmed to the member who owns the address, if there is one. Returns the
    resulting alerts: the member's existing alert where they had one for the same search."""
    found: list[Alert] = []
    for alert in alerts:
        own = Alert.objects.filter(pk=alert.pk)
        address = alert.recipient.email
        owner = address and EmailAddress.objects.filter(email__iexact=address, verified=True).first()
        if owner:
            services.adopt(user=owner.user, addresses=[address], now=now)
            if not own.exists():
                own = Alert.objects.of(owner.user).kept().filter(search=alert.search_id)
        found += own.select_related("recipient__user", "search")
    return found
