"""What every feed format is read into."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol


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

    ``description`` is HTML of unknown intent. ``place`` is the source's location label (several are joined by ``; ``),
    ``workplace`` its own word for where the work is done (``remote``, ``hybrid``, ``onsite`` or empty), ``countries`` are
    ISO codes, ``tags`` all further labels. ``company`` is empty when a feed of one employer does not name it. Times are
    aware. ``notes`` say what of the source's entry was left out, and why.
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
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BrokenItem:
    """An item that cannot be used. ``position`` counts from 1; ``name`` is its title or id as far as known.

    ``external_id`` is set when the id could be read: that posting is still in the feed, whatever is wrong with its entry.
    """

    position: int
    name: str
    reason: str
    external_id: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed as read: what can be used, what cannot and why, how many are not public (``skipped``), and addresses that hold
    the rest of it. With ``more``, a posting that is not here need not be gone."""

    items: tuple[FeedItem, ...] = ()
    broken: tuple[BrokenItem, ...] = ()
    skipped: int = 0
    more: tuple[str, ...] = field(default=())


class FeedError(ValueError):
    """The body is not a feed of the format at all; the message says what it is instead."""


# Gets the body behind an address of the same source, for formats that spread a posting over several; raises FeedError.
Fetch = Callable[[str], bytes]


class Parser(Protocol):
    """Reads a body of one format. ``address`` is where it came from, as far as known: some formats give links only
    relative to it. Without ``fetch`` the further addresses are named in ``Feed.more``. Raises ``FeedError``."""

    def __call__(self, body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed: ...
