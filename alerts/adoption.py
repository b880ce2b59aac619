"""A visitor who signs up, or a member who signs in, finds the alerts that were made with an address of theirs."""

from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from alerts import services


def take_over(sender: Any, user: Any, **_words: Any) -> None:
    """A receiver of Django's `user_logged_in`. Only addresses that were confirmed count."""
    if not isinstance(user, User):
        return
    confirmed = list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
    services.adopt(user=user, addresses=confirmed, now=timezone.now())
