"""Member data in careers: corrections reported with a confirmed address of theirs (contract: `accounts.privacy`). An
unconfirmed address may be somebody else's and is ignored.
"""

import datetime as dt

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.privacy import Tables
from careers.models import Correction


def tables(user: User) -> Tables:
    return {
        "corrections": list(
            _corrections(user).values("guide__title", "text", "source", "email", "created_at", "state").order_by("pk")
        )
    }


def release(*, user: User, now: dt.datetime) -> None:
    """Nothing binds."""


def forget(*, user: User) -> None:
    """What was reported stays, without the address."""
    _corrections(user).update(email="")


def _corrections(user: User) -> QuerySet[Correction]:
    own = Q(pk__in=[])
    for address in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True):
        own |= Q(email__iexact=address)
    return Correction.objects.filter(own)
