"""What members change about their account."""

from accounts.models import User


def set_place(*, user: User, country: str, time_zone: str) -> None:
    """Keeps where a member lives: an ISO country code and an IANA time zone, either of them may be empty."""
    user.country, user.time_zone = country, time_zone
    user.save(update_fields=["country", "time_zone"])


def set_profile(*, user: User, name: str, country: str, time_zone: str, locale: str) -> None:
    """Keeps how a member is addressed, where they live and how they read dates and amounts; anything may be empty."""
    user.name, user.country, user.time_zone, user.locale = name, country, time_zone, locale
    user.save(update_fields=["name", "country", "time_zone", "locale"])
