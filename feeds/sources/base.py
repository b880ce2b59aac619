"""Types that every feed format is parsed into."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cached_property
from itertools import count
from typing import Protocol

from toolkit.rich_text import RichText


@dataclass(frozen=True)
class FeedPay:
    """Pay as the feed states it, in main units (dollars). ``period`` is hour, day, week, month or year."""

    low: Decimal | None
    high: Decimal | None
    currency: str
    period: str


@dataclass(frozen=True)
class FeedItem:
    """One job as its source states it: words unescaped and trimmed, nothing interpreted, nothing sanitized.

    ``description`` is HTML of unknown intent. ``place`` is the source's location label (several are joined by ``; ``),
    ``workplace`` its own word for where the work is done (``remote``, ``hybrid``, ``onsite`` or empty), ``countries`` are
    ISO codes, ``tags`` all further labels. ``company`` is empty when a feed of one employer does not name it. Times are
    aware; ``expires_with_day`` is set when the end is stated as a day without an hour. ``pay_text`` is pay in the
    source's own words, where its fields don't say it. ``notes`` say which parts of the source's entry were left out, and
    why. ``also`` are further ids of the same opening, which are listed for other places.
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
    pay_text: str = ""
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    expires_with_day: bool = False
    notes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @cached_property
    def rich_text(self) -> RichText:
        """The description, cleaned on first access: those of unchanged items are never cleaned."""
        return RichText(self.description)

    @property
    def ends_at(self) -> dt.datetime | None:
        """When the job ends: a day without an hour lasts until it is over everywhere on Earth, twelve hours after UTC."""
        if self.expires_at and self.expires_with_day:
            return self.expires_at + dt.timedelta(days=1, hours=12)
        return self.expires_at


@dataclass(frozen=True)
class BrokenItem:
    """An item that cannot be used. ``position`` counts from 1; ``name`` is its title or id as far as known.

    ``external_id`` is set when the id could be read: that job is still in the feed, whatever is wrong with its entry.
    """

    position: int
    name: str
    reason: str
    external_id: str = ""


@dataclass(frozen=True)
class SkippedItem:
    """An item that isn't taken although nothing is wrong with it, for example because it isn't public."""

    position: int
    name: str
    reason: str


@dataclass(frozen=True)
class Feed:
    """A parsed feed: usable items, broken and skipped items with reasons, and addresses of the rest of the feed. A job that
    is missing need not be gone if there is ``more``, or if ``stated`` says that the feed counts more entries than it contains.
    """

    items: tuple[FeedItem, ...] = ()
    broken: tuple[BrokenItem, ...] = ()
    left_out: tuple[SkippedItem, ...] = ()
    more: tuple[str, ...] = field(default=())
    stated: int = 0

    def positions(self) -> Iterator[int]:
        """The positions of the usable items."""
        unused = {item.position for item in self.broken} | {item.position for item in self.left_out}
        return (position for position in count(1) if position not in unused)

    @property
    def skipped(self) -> int:
        return len(self.left_out)

    @property
    def size(self) -> int:
        """The number of its entries: usable, broken and skipped."""
        return len(self.items) + len(self.broken) + self.skipped


class FeedError(ValueError):
    """The body is not a feed of the format at all; the message says what it is instead."""


class NothingThere(FeedError):
    """There is nothing at a further address of a feed."""


# Fetches the body at an address of the same source, for formats that spread a job over several; raises FeedError.
Fetch = Callable[[str], bytes]


class Parser(Protocol):
    """Reads a body of one format. ``address`` is where it came from, as far as known: some formats give links only
    relative to it. Without ``fetch`` the further addresses are named in ``Feed.more``. Raises ``FeedError``."""

    def __call__(self, body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed: ...


# --- Asking about single jobs ---------------------------------------------------------------------------------------


class Availability(Enum):
    """What a source says about one job when it is asked. ``UNKNOWN`` is no evidence of anything."""

    OPEN = "open"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class StatusCheck:
    """How a source is asked about its jobs by their ids, at most ``at_once`` of them in one request.

    ``address`` makes the address to ask from that of the feed, or an empty string if that is unknown. ``read`` reads the answer
    and names the jobs it is sure of; raises ``FeedError``. An answer of 404 to a question about one job means that it is gone.
    """

    address: Callable[[str, Sequence[str]], str]
    read: Callable[[bytes], Mapping[str, Availability]]
    at_once: int = 1
