"""Services for changing a member's profile and location."""

from django.db import transaction

from accounts.models import User
from toolkit.forms import refuse_stale, version_of


def set_place(*, user: User, country: str, time_zone: str) -> None:
    """Saves a member's location: an ISO country code and an IANA time zone. Either can be empty."""
    user.country, user.time_zone = country, time_zone
    user.save(update_fields=["country", "time_zone"])


def version_of_profile(user: User) -> str:
    """Returns the version of the profile, as its page shows it."""
    return version_of(user.name, user.country, user.time_zone, user.locale)


@transaction.atomic
def set_profile(
    *, user: User, name: str, country: str, time_zone: str, locale: str, seen: tuple[str, ...] = ()
) -> None:
    """Saves a member's name and location, and how they read dates and amounts; any value can be empty. Raises ``Stale``
    when ``seen`` names versions and none is the current one."""
    refuse_stale(version_of_profile(User.objects.select_for_update().get(pk=user.pk)), seen)
    user.name, user.country, user.time_zone, user.locale = name, country, time_zone, locale
    user.save(update_fields=["name", "country", "time_zone", "locale"])
