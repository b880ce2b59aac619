"""Sets how long a guide page can be cached: until the next edition is published."""

import datetime as dt
from functools import cache
from typing import TypeVar

from django.http import HttpResponse

from careers.models import Edition
from toolkit import page_cache

R = TypeVar("R", bound=HttpResponse)
# How long a page can show jobs that have closed in the meantime, in seconds: jobs change far more often than guides.
MARKET_LASTS = 15 * 60


def share_until_next_edition(
    response: R, now: dt.datetime, *, counted_as: str = "", at_most: int = page_cache.LONGEST
) -> R:
    """Marks a page as the same for every visitor until a guide changes, or until the next scheduled edition is due."""
    return page_cache.share(response, lifetime=until_next_edition(now, at_most=at_most), counted_as=counted_as)


def until_next_edition(now: dt.datetime, *, at_most: int = page_cache.LONGEST) -> page_cache.Lifetime:
    """Returns how long a page rendered ``now`` stays correct if nobody publishes, in seconds. It's looked up once."""

    @cache
    def seconds() -> int:
        due = Edition.objects.next_publication(now)
        return min(int((due - now).total_seconds()), at_most) if due else at_most

    return seconds
