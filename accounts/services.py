"""Services for changing a member's profile and location."""

from django.db import transaction

from accounts.models import User
from toolkit.forms import refuse_stale, version_of
from toolkit.place_cookie import Told


def set_place(*, user: User, told: Told | None) -> None:
    """Saves a member's location; None removes it. The only writer of where a member lives."""
    user.country, user.time_zone, user.part = told or ("", "", "")
    user.save(update_fields=["country", "time_zone", "part"])


def version_of_profile(user: User) -> str:
    """Returns the version of the profile, as its page shows it."""
    return version_of(user.name, user.locale)


@transaction.atomic
def set_profile(*, user: User, name: str, locale: str, seen: tuple[str, ...] = ()) -> None:
    """Saves a member's name, and how they read dates and amounts; either can be empty. Raises ``Stale`` when ``seen``
    names versions and none is the current one."""
    refuse_stale(version_of_profile(User.objects.select_for_update().get(pk=user.pk)), seen)
    user.name, user.locale = name, locale
    user.save(update_fields=["name", "locale"])
