"""How long a page about guides stays true: until somebody publishes, or until the next scheduled edition is due."""

import datetime as dt
from typing import TypeVar

from django.http import HttpResponse

from careers.models import Edition
from jobboard.lib import shared_pages

R = TypeVar("R", bound=HttpResponse)


def keep(response: R, now: dt.datetime, *, counted_as: str = "") -> R:
    """Marks a page as the same for every visitor until a guide changes, or until the next scheduled edition is due."""
    return shared_pages.share(response, lifetime=until_next_edition(now), counted_as=counted_as)


def until_next_edition(now: dt.datetime) -> shared_pages.Lifetime:
    """How long what is rendered ``now`` stays true if nobody publishes."""

    def seconds() -> int:
        due = Edition.objects.next_publication(now)
        return int((due - now).total_seconds()) if due else shared_pages.LONGEST

    return seconds
