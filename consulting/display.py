"""Puts waiting times into words."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
LATE = DAY  # how long a member waits before the inbox marks it


def in_words(time: dt.timedelta) -> str:
    """Returns a time as people say it: “about 3 hours”. Minutes below an hour, hours below two days, then days."""
    if time < HOUR:
        minutes = max(round(time / dt.timedelta(minutes=1)), 1)
        return ngettext("about %d minute", "about %d minutes", minutes) % minutes
    if time < 2 * DAY:
        hours = round(time / HOUR)
        return ngettext("about %d hour", "about %d hours", hours) % hours
    days = round(time / DAY)
    return ngettext("about %d day", "about %d days", days) % days


def in_short(time: dt.timedelta) -> str:
    """Returns a waiting time for a narrow list: “40 min”, “26 h”, “3 d”."""
    if time < HOUR:
        return _("%d min") % max(time // dt.timedelta(minutes=1), 0)
    return _("%d h") % (time // HOUR) if time < 3 * DAY else _("%d d") % (time // DAY)


def is_late(since: dt.datetime | None, now: dt.datetime) -> bool:
    """Returns whether a member waits longer than a day."""
    return since is not None and now - since > LATE
