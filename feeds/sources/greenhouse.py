"""Parses Greenhouse job boards: all jobs of an employer at one address, with ``?content=true&pay_transparency=true``.

``content`` is HTML that is escaped once more. Pay is in cents, per zone and without a period. Published at
https://developers.greenhouse.io/job-board.html.

A snapshot: the list has all live jobs of a board, and ``meta.total`` counts them; a job that is not live answers 404 at an
address of its own (``/v1/boards/<board>/jobs/<id>``).
"""

import html
import re
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from feeds.sources import values
from feeds.sources.base import Feed, FeedItem, FeedPay, Fetch, StatusCheck
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, LONGEST_PLACE, Entry, collect, labels, list_in, stated_total
from feeds.sources.further_requests import address_of_one, is_there
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import PayPeriod

COVERAGE = Coverage.SNAPSHOT
STATUS = StatusCheck(address_of_one, is_there)

# Names employers give to fields of their own that say where the work is done and in what kind of contract.
_WORKPLACE_FIELD = re.compile(
    r"work\s?place|work (type|model|arrangement|location)|location type|remote", re.IGNORECASE
)
_TYPE_FIELD = re.compile(r"(employment|contract|job|time) type|commitment", re.IGNORECASE)
_LEAST_YEARLY = 15_000  # main units; a lower amount can be an hour's, a day's or a month's pay


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    document = json_of(body)
    return collect(list_in(document, "jobs"), _item, stated=stated_total(document))


def _item(entry: Entry) -> FeedItem:
    place = entry.inner("location").text("name", most=LONGEST_PLACE)
    return FeedItem(
        external_id=entry.read_id("id"),
        title=entry.read_title("title"),
        company=entry.text("company_name", most=LONGEST_COMPANY),
        url=entry.read_url("absolute_url"),
        description=_description(entry),
        place=place,
        workplace=next(filter(None, map(values.workplace, _own_fields(entry, _WORKPLACE_FIELD))), "")
        or values.workplace_in(place),
        industries=labels(*(department.text("name") for department in entry.each("departments"))),
        types=labels(*_own_fields(entry, _TYPE_FIELD)),
        pay=_pay(entry),
        published_at=entry.time("first_published"),
        expires_at=entry.time("application_deadline"),
        expires_with_day=entry.is_day("application_deadline"),
    )


def _description(entry: Entry) -> str:
    content = entry.fields.get("content")
    if not content:
        entry.notes.append("content: missing. The feed URL needs ?content=true.")
    return entry.shortened(values.markup(html.unescape(content))) if isinstance(content, str) else ""


def _own_fields(entry: Entry, named: re.Pattern[str]) -> list[Any]:
    """The values of the employer's own fields with such a name."""
    found: list[Any] = []
    for field in entry.each("metadata"):
        if named.search(field.text("name")):
            value = field.fields.get("value")
            found += value if isinstance(value, list) else [value]
    return found


def _pay(entry: Entry) -> FeedPay | None:
    return entry.together(map(_zone, entry.each("pay_input_ranges")))


def _zone(zone: Entry) -> FeedPay | None:
    low, high = (zone.noting("pay", values.amount, zone.fields.get(name)) for name in ("min_cents", "max_cents"))
    if low is None and high is None:
        return None
    unit = zone.fields.get("currency_type")
    low, high = low and low / 100, high and high / 100
    try:
        if get_currency_precision(values.currency(unit)) != 2:
            raise values.Unreadable(f"is in cents of {unit}, which has none")
        return values.pay(low, high, unit, _period(zone, max(filter(None, (low, high)))))
    except values.Unreadable as error:
        zone.write_pay(low, high, unit, zone.text("title"), because=error)
        return None


def _period(zone: Entry, highest: Decimal) -> str:
    """The period that the zone's own text names, or a year for an amount that can't be anything else."""
    words = f"{zone.text('title')} {zone.text('blurb', most=1000)}".casefold()
    said = {
        period
        for period, pattern in (
            (PayPeriod.HOUR, r"\bhour(ly)?\b"),
            (PayPeriod.MONTH, r"\bmonth(ly)?\b"),
            (PayPeriod.YEAR, r"\b(annual(ly)?|year(ly)?|annum)\b"),
        )
        if re.search(pattern, words)
    }
    if len(said) == 1:
        return str(said.pop().value)
    if highest >= _LEAST_YEARLY:
        return str(PayPeriod.YEAR.value)
    raise values.Unreadable("has no period")
