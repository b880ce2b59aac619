"""Whoever signs up, signs in or confirms another address finds the alerts that were made with an address of theirs, and
alerts move along with their member."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from alerts import planning, services
from alerts.models import Alert


def take_over(sender: Any, user: Any, **_words: Any) -> None:
    """A receiver of Django's `user_logged_in`."""
    if isinstance(user, User):
        _adopt(user)


def take_over_confirmed(sender: Any, email_address: EmailAddress, **_words: Any) -> None:
    """A receiver of allauth's `email_confirmed`."""
    _adopt(email_address.user)


def move_along(
    sender: Any, instance: User, *, created: bool, update_fields: Iterable[str] | None = None, **_words: Any
) -> None:
    """A receiver of `post_save`: alerts of a member who has moved come at the same hour there, and pages say so at once."""
    if not created and (update_fields is None or "time_zone" in update_fields):
        planning.follow_zones(timezone.now(), user=instance)


def _adopt(user: User) -> None:
    """Only addresses that were confirmed count."""
    confirmed = list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
    services.adopt(user=user, addresses=confirmed, now=timezone.now())


def take_home(alerts: Iterable[Alert], *, now: dt.datetime) -> list[Alert]:
    """Alerts that a visitor has confirmed go to the member whose address that is, if there is one. The alerts as they are then:
    the member's own where they had one for the same search."""
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
