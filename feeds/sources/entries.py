"""Reads a feed entry by entry, so that one broken entry doesn't lose the rest."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from feeds.sources import values
from feeds.sources.base import BrokenItem, Feed, FeedError, FeedItem, FeedPay, SkippedItem

_T = TypeVar("_T")

LONGEST_TITLE = 200
LONGEST_COMPANY = 120
LONGEST_PLACE = 300
LONGEST_PAY_TEXT = 200
_LONGEST_LABEL = 80
_MOST_LABELS = 30
_MOST_ENTRIES = 50_000
_MOST_NESTED = 200


class Broken(ValueError):
    """This entry cannot be used; the message names the field and what is wrong with it."""


class Skipped(ValueError):
    """This entry is not to be taken; the message says why."""


class Entry:
    """One job of a feed, read field by field. A field of another type than asked for counts as absent.

    ``external_id`` and ``title`` are kept as they are read, to name the entry should it turn out to be broken.
    """

    def __init__(self, fields: Any, outer: "Entry | None" = None) -> None:
        self.fields: dict[str, Any] = fields if isinstance(fields, dict) else {}
        self.notes: list[str] = outer.notes if outer else []
        self.pay_as_written: list[str] = outer.pay_as_written if outer else []
        self.external_id = ""
        self.title = ""

    # Required fields.

    def read_id(self, *names: str, otherwise: str = "") -> str:
        found = (values.identifier(value) for value in (*map(self.fields.get, names), otherwise))
        self.external_id = next(filter(None, found), "")
        if not self.external_id:
            raise Broken(f"{names[0]} is missing.")
        return self.external_id

    def read_title(self, *names: str) -> str:
        self.title = self.text(*names, most=LONGEST_TITLE)
        if not self.title:
            raise Broken(f"{names[0]} is missing.")
        return self.title

    def read_url(self, *names: str) -> str:
        """The first of these fields that is a web address."""
        problem = f"{names[0]} is missing."
        for name in names:
            try:
                if address := values.link(self.fields.get(name)):
                    return address
            except values.Unreadable as error:
                problem = f"{name} {error}."
        raise Broken(problem)

    # Optional fields.

    def text(self, *names: str, most: int = _LONGEST_LABEL) -> str:
        return next(filter(None, (values.text(self.fields.get(name), most) for name in names)), "")

    def labels(self, *names: str) -> tuple[str, ...]:
        """All labels in these fields, each of them one text or a list of texts."""
        return labels(*(label for name in names for label in as_list(self.fields.get(name))))

    def html(self, *names: str) -> str:
        for name in names:
            if found := values.markup(self.fields.get(name)):
                return self.shortened(found)
        return ""

    def shortened(self, description: str) -> str:
        if len(description) > values.LONGEST_DESCRIPTION:
            self.notes.append(f"description: cut after {values.LONGEST_DESCRIPTION} characters.")
        return description[: values.LONGEST_DESCRIPTION]

    def link(self, *names: str) -> str:
        return next(filter(None, (self.noting(name, values.link, self.fields.get(name)) for name in names)), "")

    def email(self, name: str) -> str:
        return self.noting(name, values.mailbox, self.fields.get(name)) or ""

    def time(self, *names: str) -> dt.datetime | None:
        return next(filter(None, (self.noting(name, values.moment, self.fields.get(name)) for name in names)), None)

    def is_day(self, *names: str) -> bool:
        """Whether the first of these fields that is set names a day without a time."""
        return next((values.is_day(self.fields[name]) for name in names if self.fields.get(name)), False)

    def flag(self, name: str) -> bool:
        return values.flag(self.fields.get(name))

    def pay(self, low: Any, high: Any, currency: Any, period: Any) -> FeedPay | None:
        """Pay from its four fields; if it cannot be read from them, they are kept as words."""
        try:
            return values.pay(low, high, currency, period)
        except values.Unreadable as error:
            self.write_pay(low, high, currency, period, because=error)
            return None

    def write_pay(self, low: Any, high: Any, currency: Any, period: Any, *, because: values.Unreadable) -> None:
        """Keeps pay that cannot be read as the words in its fields."""
        ends = " – ".join(filter(None, (values.text(end, 40) for end in (low, high))))
        words = (ends, values.text(currency, 20), values.text(period, 40))
        self.pay_as_written.append(" ".join(filter(None, words)))
        self.notes.append(f"pay {because}; shown as written.")

    def together(self, ranges: Iterable[FeedPay | None]) -> FeedPay | None:
        """One range for pay that is stated several times, from the ranges in the currency and period of the first."""
        stated = [pay for pay in ranges if pay]
        if not stated:
            return None
        currency, period = stated[0].currency, stated[0].period
        alike = [pay for pay in stated if (pay.currency, pay.period) == (currency, period)]
        if len(stated) > 1:
            self.notes.append(f"pay is stated {len(stated)} times; {len(alike)} of them are combined into one range.")
        lows = [pay.low for pay in alike if pay.low is not None]
        highs = [pay.high for pay in alike if pay.high is not None]
        return FeedPay(min(lows, default=None), max(highs, default=None), currency, period)

    def noting(self, name: str, read: Callable[..., _T], *given: Any) -> _T | None:
        """Returns the result of ``read`` for a value; an unusable value is left out with a note."""
        try:
            return read(*given)
        except values.Unreadable as error:
            self.notes.append(f"{name} {error}; ignored.")
            return None

    def inner(self, name: str) -> "Entry":
        """The object in a field; an empty one when there is none. Its notes are those of this entry."""
        return Entry(self.fields.get(name), self)

    def each(self, name: str) -> "list[Entry]":
        """The objects in a list."""
        return [Entry(value, self) for value in as_list(self.fields.get(name)) if isinstance(value, dict)]


def as_list(value: Any) -> Sequence[Any]:
    return value[:_MOST_NESTED] if isinstance(value, list) else [value]


def labels(*found: Any) -> tuple[str, ...]:
    """Texts as labels: each once, in order, none empty."""
    kept = dict.fromkeys(values.text(label, _LONGEST_LABEL) for label in found)
    return tuple(filter(None, kept))[:_MOST_LABELS]


def places(*found: Any) -> str:
    """Several location labels as one."""
    kept = dict.fromkeys(values.text(label, LONGEST_PLACE) for label in found)
    return "; ".join(filter(None, kept))[:LONGEST_PLACE].strip("; ")


def list_in(document: Any, *names: str) -> list[Any]:
    """The list of jobs in a JSON document: the document itself or one of these fields. Raises ``FeedError``."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        raise FeedError("The feed is a single value, not a list of jobs.")
    for name in names:
        if isinstance(document.get(name), list):
            return list(document[name])
    for name in ("error", "message", "errors"):
        if said := values.text(document.get(name), 200):
            raise FeedError(f"The feed has no jobs, only a message: “{said}”.")
    expected = " or ".join(f"“{name}”" for name in names) or "postings"
    raise FeedError(
        f"The feed has no list {expected}; it has {', '.join(map(values.quoted, list(document)[:8])) or 'nothing'}."
    )


def stated_total(document: Any) -> int:
    """How many jobs a JSON document says there are, on all its pages; 0 when it does not say."""
    entry = Entry(document)
    totals = (entry.inner("meta").fields.get("total"), entry.fields.get("total"), entry.fields.get("totalFound"))
    return next((total for total in totals if isinstance(total, int) and not isinstance(total, bool)), 0)


def collect(found: Iterable[Any], read: Callable[[Entry], FeedItem], more: Sequence[str] = (), stated: int = 0) -> Feed:
    """Reads each entry with ``read``, which raises ``Broken`` for an unusable entry and ``Skipped`` for one that isn't to be
    taken. If two entries have the same id, the second is broken. Raises ``FeedError``."""
    items: list[FeedItem] = []
    broken: list[BrokenItem] = []
    seen: dict[str, int] = {}
    skipped: list[SkippedItem] = []
    for position, fields in enumerate(found, start=1):
        if position > _MOST_ENTRIES:
            raise FeedError(f"The feed has more than {_MOST_ENTRIES:,} entries.")
        entry = Entry(fields)
        try:
            if not isinstance(fields, dict):
                raise Broken("It isn't an object with fields.")
            item = read(entry)
            if first := seen.get(item.external_id):
                raise Broken(f"It has the same id as item {first}.")
            seen[item.external_id] = position
            pay_text = item.pay_text or ("" if item.pay else "; ".join(entry.pay_as_written)[:LONGEST_PAY_TEXT])
            items.append(replace(item, notes=tuple(entry.notes), pay_text=pay_text))
        except Skipped as error:
            skipped.append(SkippedItem(position, entry.title or entry.external_id, str(error)))
        except Broken as error:
            broken.append(BrokenItem(position, entry.title or entry.external_id, str(error), entry.external_id))
    return Feed(tuple(items), tuple(broken), tuple(skipped), tuple(more), stated)
