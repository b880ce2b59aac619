"""Receivers of signals: sign-ins, confirmed addresses, members who move or were hired, reports of the email provider."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import User
from alerts import adoption, planning, services, tokens
from alerts.models import Alert, Mute, Recipient
from alerts.push import devices
from toolkit.database.compiled import Compiled, given
from toolkit.email_addresses import comparable

logger = logging.getLogger(__name__)


def adopt_on_sign_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """Receiver of Django's `user_logged_in`."""
    if isinstance(user, User):
        _hand_over_alerts(user)


def adopt_on_confirmation(sender: Any, email_address: EmailAddress, **kwargs: Any) -> None:
    """Receiver of allauth's `email_confirmed`."""
    _hand_over_alerts(email_address.user)


def follow_member_zone(
    sender: Any, instance: User, *, created: bool, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    """Receiver of `post_save`: keeps the local hour of alerts when their member moves, so pages show the new times at
    once."""
    if not created and (update_fields is None or "time_zone" in update_fields):
        planning.follow_zones(timezone.now(), user=instance)


def _hand_over_alerts(user: User) -> None:
    """Transfers alerts of the user's confirmed addresses only."""
    confirmed = list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
    adoption.adopt(user=user, addresses=confirmed, now=timezone.now())


def end_notifications(sender: Any, user: User, **kwargs: Any) -> None:
    """Receiver of `accounts.adapter.sessions_ended`."""
    devices.remove_signed_out(user=user)


def pause_alerts(sender: Any, user: User, now: dt.datetime, **kwargs: Any) -> None:
    """Receiver of `billing.cancellation.got_hired`: a member who has found a job needs no alerts for now."""
    services.pause_all(user=user, now=now)


def end_alerts_of_address(sender: Any, address: str, now: dt.datetime, **kwargs: Any) -> None:
    """Receiver of `mail.signals.unsubscribed`."""
    lower = comparable(address)
    visitors = Recipient.objects.alias(lower=Lower("email")).filter(lower=lower)
    users = User.objects.alias(lower=Lower("email")).filter(lower=lower)
    for alert in Alert.objects.kept().filter(Q(recipient__in=visitors) | Q(recipient__user__in=users)):
        services.end(alert=alert, now=now)


def end_alerts_by_email(sender: Any, subject: str, now: dt.datetime, **kwargs: Any) -> None:
    """Receiver of `mail.signals.received`. The subject contains ``end`` and the token of an email's alerts
    (`alerts.mail.message`); the token is the proof, regardless of the sender. Mail programs may have wrapped the
    line."""
    word, _space, token = subject.partition(" ")
    if word.lower() != "end":
        return
    try:
        alerts = tokens.read_token("end", "".join(token.split()))
    except (tokens.BadToken, tokens.OldToken):
        logger.info("An email asked to end alerts with an invalid token")
        return
    for alert in alerts:
        services.end(alert=alert, now=now)


_mutes = Compiled(lambda: Mute.objects.filter(recipient__user=given("user")))


def muted(sender: Any, user: User, **kwargs: Any) -> tuple[list[str], list[str]]:
    """Answers `jobs.tracker.flags.muted_by`: job lists leave out what alerts leave out."""
    rows = _mutes.rows(user=user.pk)
    return (
        [row.value for row in rows if row.kind == Mute.Kind.COMPANY],
        [row.value for row in rows if row.kind == Mute.Kind.WORD],
    )
