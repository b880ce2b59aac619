"""Gives alerts that a visitor created to the member who owns the confirmed address."""

import datetime as dt
from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import User
from alerts import limits, services
from alerts.models import Alert, Mailed, Mute, Recipient
from toolkit.email_addresses import comparable


@transaction.atomic
def adopt(*, user: User, addresses: Collection[str], now: dt.datetime) -> int:
    """Transfers alerts created with these addresses, which the member has confirmed, to the member. Returns the number
    of alerts. Jobs sent to those addresses count as sent to the member. Alerts beyond the plan's limit are paused."""
    count, newcomers = 0, set[int]()
    lower = [comparable(address) for address in addresses]
    visitors = Recipient.objects.alias(lower=Lower("email")).filter(lower__in=lower, user=None)
    for visitor in visitors.select_for_update():
        mine = Recipient.objects.select_for_update().filter(user=user).first()
        newcomers.update(visitor.alerts.values_list("pk", flat=True))
        count += visitor.alerts.kept().count()
        if mine is None:
            visitor.user, visitor.email, visitor.time_zone = user, "", ""
            visitor.save()
            continue
        _hand_over(visitor, mine)
    if newcomers:
        limits.pause_extras([Recipient.objects.get(user=user).pk], newcomers=newcomers, now=now)
    for alert in Alert.objects.of(user).filter(next_due_at__gt=now).exclude(zone=user.time_zone):
        services.reschedule(alert, now)
        alert.save(update_fields=["next_due_at", "zone"])
    return count


def _hand_over(visitor: Recipient, member: Recipient) -> None:
    taken = member.alerts.kept().values_list("search_id", flat=True)
    visitor.alerts.filter(search__in=list(taken)).delete()
    visitor.alerts.update(recipient=member)
    Mailed.objects.filter(recipient=visitor).update(recipient=member)
    mutes = [
        Mute(recipient=member, kind=one.kind, value=one.value, created_at=one.created_at) for one in visitor.mutes.all()
    ]
    Mute.objects.bulk_create(mutes, ignore_conflicts=True)
    visitor.delete()


def give_to_members(alerts: Iterable[Alert], *, now: dt.datetime) -> list[Alert]:
    """Gives alerts that a visitor has confirmed to the member who owns the address, if there is one. Returns the
    resulting alerts: the member's existing alert where they had one for the same search."""
    found: list[Alert] = []
    for alert in alerts:
        own = Alert.objects.filter(pk=alert.pk)
        address = alert.recipient.email
        owner = address and EmailAddress.objects.filter(email__iexact=address, verified=True).first()
        if owner:
            adopt(user=owner.user, addresses=[address], now=now)
            if not own.exists():
                own = Alert.objects.of(owner.user).kept().filter(search=alert.search_id)
        found += own.select_related("recipient__user", "search")
    return found
