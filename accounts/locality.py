"""How a member reads times and amounts: in their time zone and in their language and region."""

from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from accounts.models import User

USUAL_LOCALE = "en_US"


def zone_of(user: User) -> ZoneInfo:
    """The member's time zone; UTC while we do not know it."""
    try:
        return ZoneInfo(user.time_zone or "UTC")
    except (LookupError, ValueError, OSError):  # a name that no zone has, a path, a folder of zones
        return ZoneInfo("UTC")


def locale_of(user: User) -> str:
    """The member's locale as the Unicode CLDR names it, such as ``de_AT``; American English while we do not know it."""
    try:
        return str(Locale.parse(user.locale.replace("-", "_"))) if user.locale else USUAL_LOCALE
    except (UnknownLocaleError, ValueError):
        return USUAL_LOCALE
