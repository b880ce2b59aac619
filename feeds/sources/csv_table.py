"""Parses a table as CSV, one job a row, by the names of its columns.

Columns are recognized by usual names; a source can map others to our fields (``columns``: field to name). The dialect is RFC
4180 (https://www.rfc-editor.org/rfc/rfc4180), with commas, semicolons or tabs.

A snapshot: a table is the whole list of its owner.
"""

import csv
import io
from collections.abc import Mapping

from feeds.sources import values
from feeds.sources.base import Feed, FeedError, FeedItem, Fetch
from feeds.sources.documents import check_size
from feeds.sources.entries import LONGEST_COMPANY, LONGEST_PAY_TEXT, LONGEST_PLACE, Entry, collect, labels
from jobs.models.source import Coverage

COVERAGE = Coverage.SNAPSHOT
# Our fields, and the names of columns that are recognized for them.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "job id", "reference", "ref", "guid"),
    "title": ("title", "job title", "position", "role"),
    "company": ("company", "company name", "employer", "organization"),
    "url": ("url", "link", "job url", "page"),
    "apply_url": ("apply url", "application url", "apply link"),
    "apply_email": ("apply email", "application email"),
    "description": ("description", "job description", "text"),
    "place": ("location", "place", "region", "country", "candidate location"),
    "workplace": ("workplace", "workplace type", "remote type", "work model"),
    "industry": ("industry", "category", "department"),
    "type": ("type", "job type", "employment type"),
    "level": ("level", "seniority", "experience level"),
    "pay": ("salary", "pay", "compensation", "salary range"),
    "pay_min": ("salary min", "min salary", "pay from"),
    "pay_max": ("salary max", "max salary", "pay to"),
    "pay_currency": ("currency", "salary currency"),
    "pay_period": ("salary period", "pay period", "period"),
    "skills": ("skills",),
    "tags": ("tags", "keywords"),
    "published": ("published", "date posted", "posted", "date", "published at"),
    "expires": ("expires", "valid through", "deadline", "expires at", "closing date"),
}
_NEEDED = ("title", "url")
_LONGEST_CELL = values.LONGEST_DESCRIPTION


def parse(body: bytes, fetch: Fetch | None = None, address: str = "", columns: Mapping[str, str] | None = None) -> Feed:
    check_size(body)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedError(f"The table is not UTF-8 text: see byte {error.start + 1}.") from error
    if text.lstrip()[:1] in ("<", "{", "["):
        raise FeedError("The feed is markup or JSON, not CSV.")
    header, rows = _rows(text)
    fields = _fields(header, columns or {})
    return collect(({name: row[at] for name, at in fields.items() if at < len(row)} for row in rows), _item)


def _rows(text: str) -> tuple[list[str], list[list[str]]]:
    first = text.lstrip("\r\n").partition("\n")[0]
    mark = max(",;\t", key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        found = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True) if any(row)]
    except csv.Error as error:
        raise FeedError(f"The table is broken or cut off: {error}.") from error
    if not found:
        raise FeedError("The table is empty.")
    if any(len(row) != len(found[0]) for row in found) or not text.endswith("\n"):
        raise FeedError("The table is cut off: a row doesn't have all columns, or its last line has no end.")
    return found[0], found[1:]


def _fields(header: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """The positions of our fields in a row."""
    at = {
        values.text(name, 80).casefold().replace("_", " "): number for number, name in reversed(list(enumerate(header)))
    }
    named = {field: (columns[field],) if columns.get(field) else usual for field, usual in FIELDS.items()}
    found = {
        field: at[key]
        for field, names in named.items()
        if (key := next((name for name in (one.casefold().replace("_", " ") for one in names) if name in at), None))
    }
    if missing := [field for field in _NEEDED if field not in found]:
        there = ", ".join(map(values.quoted, header[:20]))
        raise FeedError(f"The table has no column for {' and '.join(missing)}; it has {there}.")
    return found


def _item(entry: Entry) -> FeedItem:
    place = entry.text("place", most=LONGEST_PLACE)
    return FeedItem(
        external_id=entry.read_id("id", "url"),
        title=entry.read_title("title"),
        company=entry.text("company", most=LONGEST_COMPANY),
        url=entry.read_url("url"),
        description=entry.html("description"),
        apply_url=entry.link("apply_url"),
        apply_email=entry.email("apply_email"),
        place=place,
        workplace=values.workplace(entry.text("workplace")) or values.workplace_in(place),
        industries=_parts(entry, "industry"),
        types=_parts(entry, "type"),
        level=entry.text("level"),
        pay=entry.pay(*(entry.fields.get(f"pay_{name}") for name in ("min", "max", "currency", "period"))),
        pay_text=entry.text("pay", most=LONGEST_PAY_TEXT),
        skills=_parts(entry, "skills"),
        tags=_parts(entry, "tags"),
        published_at=entry.time("published"),
        expires_at=entry.time("expires"),
        expires_with_day=entry.is_day("expires"),
    )


def _parts(entry: Entry, name: str) -> tuple[str, ...]:
    return labels(*entry.text(name, most=1000).replace(";", ",").split(","))
