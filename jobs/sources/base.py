"""What every feed format is read into."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class FeedPay:
    """Pay as the feed states it, in main units (dollars). ``period`` is hour, day, week, month or year."""

    low: Decimal | None
    high: Decimal | None
    currency: str
    period: str


@dataclass(frozen=True)
class FeedItem:
    """One posting as its source states it: words unescaped and trimmed, nothing interpreted, nothing sanitised.

    ``description`` is HTML of unknown intent. ``place`` is the source's location label, ``workplace`` its own word for
    where the work is done (``remote``, ``hybrid``, ``onsite`` or empty), ``tags`` all further labels. Times are aware.
    """

    external_id: str
    title: str
    company: str
    url: str
    description: str = ""
    company_url: str = ""
    apply_url: str = ""
    apply_email: str = ""
    place: str = ""
    workplace: str = ""
    countries: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    level: str = ""
    pay: FeedPay | None = None
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None


@dataclass(frozen=True)
class BrokenItem:
    """An item that cannot be used. ``position`` counts from 1; ``name`` is its id or title as far as known."""

    position: int
    name: str
    reason: str


@dataclass(frozen=True)
class Feed:
    """A feed as read: what can be used, what cannot and why, and addresses that hold the rest of it."""

    items: tuple[FeedItem, ...] = ()
    broken: tuple[BrokenItem, ...] = ()
    skipped: int = 0
    more: tuple[str, ...] = field(default=())


class FeedError(ValueError):
    """The body is not a feed of the format at all; the message says what it is instead."""


# Gets the body behind an address of the same source, for formats that spread a posting over several; raises FeedError.
Fetch = Callable[[str], bytes]
