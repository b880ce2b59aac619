"""Parses Himalayas (``himalayas.app/jobs/api``): remote jobs of many employers, newest first, twenty a page.

``locationRestrictions`` are countries, as names or as objects with ``alpha2``; ``timezoneRestrictions`` are hours from UTC, as
numbers or as ``UTC-5``. Without any, people anywhere can apply. Times are seconds since 1970. Published at
https://himalayas.app/api.

A window: a response has a page of the newest jobs. Older pages follow by ``nextCursor``, or by ``offset`` where there is none.
"""

import re
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from feeds.sources import values
from feeds.sources.base import Feed, FeedItem, FeedPay, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, Entry, as_list, collect, labels, list_in, places
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import Workplace

COVERAGE = Coverage.WINDOW
_FEED = "https://himalayas.app/jobs/api"
_WIDEST_GAP = Decimal(1)  # hours between neighbors in one window
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-]?\d{1,2}(?:\.\d{1,2})?)(?::([0-5]\d))?", re.IGNORECASE)


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    document = json_of(body)
    return collect(list_in(document, "jobs"), _item, _next_page(document, address))


def _next_page(document: Any, address: str) -> list[str]:
    page = Entry(document)
    parts = urlsplit(address or _FEED)
    query = {name: value for name, value in parse_qsl(parts.query) if name not in ("cursor", "offset")}
    offset, total = page.fields.get("offset"), page.fields.get("totalCount")
    shown = page.fields.get("jobs")
    if cursor := page.text("nextCursor", most=500):
        query["cursor"] = cursor
    elif isinstance(offset, int) and isinstance(total, int) and isinstance(shown, list) and shown:
        if offset + len(shown) >= total:
            return []
        query["offset"] = str(offset + len(shown))
    else:
        return []
    return [parts._replace(query=urlencode(query), fragment="").geturl()]


def _item(entry: Entry) -> FeedItem:
    countries = list(_countries(entry))
    return FeedItem(
        external_id=entry.read_id("guid", "applicationLink"),
        title=entry.read_title("title"),
        company=entry.text("companyName", most=LONGEST_COMPANY),
        url=entry.read_url("guid", "applicationLink"),
        description=entry.html("description", "excerpt"),
        apply_url=entry.link("applicationLink"),
        place=places(*(name for name, _code in countries)) or "Worldwide",
        workplace=str(Workplace.REMOTE.value),
        countries=labels(*(code for _name, code in countries)),
        industries=entry.labels("parentCategories", "categories"),
        types=entry.labels("employmentType"),
        level=entry.text("seniority") or next(iter(entry.labels("seniority")), ""),
        pay=_pay(entry),
        tags=_time_zones(entry),
        published_at=entry.time("pubDate"),
        expires_at=entry.time("expiryDate"),
    )


def _countries(entry: Entry) -> list[tuple[str, str]]:
    """The names and codes of the countries where applicants can live."""
    found = []
    for restriction in as_list(entry.fields.get("locationRestrictions")):
        place = Entry(restriction)
        name = values.text(restriction, 80) or place.text("name", "slug")
        found.append((name, values.country(place.text("alpha2") or name)))
    return [(name, code) for name, code in found if name]


def _time_zones(entry: Entry) -> tuple[str, ...]:
    """The restrictions as one window in words. Zones that aren't neighbors are no window."""
    hours = sorted(
        {hour for one in as_list(entry.fields.get("timezoneRestrictions")) if (hour := _hour(one)) is not None}
    )
    if not hours or any(later - earlier > _WIDEST_GAP for earlier, later in pairwise(hours)):
        return ()
    ends = [
        f"UTC{int(hour):+d}{f':{int(abs(hour) % 1 * 60):02d}' if hour % 1 else ''}" for hour in (hours[0], hours[-1])
    ]
    return (" to ".join(dict.fromkeys(ends)),)


def _hour(value: Any) -> Decimal | None:
    found = _OFFSET.fullmatch(values.text(value, 12))
    if not found:
        return None
    try:
        hour = Decimal(found[1]) + Decimal(int(found[2] or 0)) / 60 * (-1 if found[1].startswith("-") else 1)
    except InvalidOperation:
        return None
    return hour if -12 <= hour <= 14 else None


def _pay(entry: Entry) -> FeedPay | None:
    given = entry.fields
    return entry.pay(given.get("minSalary"), given.get("maxSalary"), given.get("currency"), given.get("salaryPeriod"))
