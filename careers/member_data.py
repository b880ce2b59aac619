"""Member data in careers: saved answers of the career finder, and corrections reported with the member's confirmed addresses
(contract: `accounts.privacy`).

An unconfirmed address can be somebody else's and is ignored.
"""

import datetime as dt

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.privacy import Tables
from careers.models import Correction, SavedAnswers


def tables(user: User) -> Tables:
    return {
        "corrections": list(
            _corrections(user).values("guide__title", "text", "source", "email", "created_at", "state").order_by("pk")
        ),
        "careers_answers": list(SavedAnswers.objects.of(user).values("answers", "saved_at")),
    }


def release(*, user: User, now: dt.datetime) -> None:
    """Does nothing: there are no commitments to end."""


def forget(*, user: User) -> None:
    """Removes the address from the reports and keeps them; deletes the answers."""
    SavedAnswers.objects.of(user).delete()
    _corrections(user).update(email="")


def _corrections(user: User) -> QuerySet[Correction]:
    own = Q(pk__in=[])
    for address in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True):
        own |= Q(email__iexact=address)
    return Correction.objects.filter(own)
