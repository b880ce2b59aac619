"""What members change about their account."""

from accounts.models import User


def set_place(*, user: User, country: str, time_zone: str) -> None:
    """Keeps where a member lives: an ISO country code and an IANA time zone, either of them may be empty."""
    user.country, user.time_zone = country, time_zone
    user.save(update_fields=["country", "time_zone"])
