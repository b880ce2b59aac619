"""Parses Rippling job boards (``api.rippling.com/platform/api/ats/v1/board/<board>/jobs``): all jobs of an employer, without
their texts; each text, with pay and date, is at the job's own address.

The list has a row for each place of a job, or in its second version one row with ``locations``. ``employmentType.label`` is the
code and ``id`` the label. Published at https://developer.rippling.com/documentation/job-board-api.

A snapshot: the list has every open job of a board; any other job answers 404 at an address of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from feeds.sources import values
from feeds.sources.base import Availability, Feed, FeedItem, FeedPay, Fetch, StatusCheck
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, Broken, Entry, as_list, collect, labels, list_in, places
from feeds.sources.further_requests import Details, address_of_one
from jobs.models.source import Coverage

COVERAGE = Coverage.SNAPSHOT
_TYPES = {
    "SALARIED_FT": "full-time", "HOURLY_FT": "full-time", "SALARIED_PT": "part-time", "HOURLY_PT": "part-time",
    "CONTRACTOR": "contract", "TEMP": "temporary", "INTERN": "internship",
}  # fmt: skip


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    details = Details(fetch)
    found = _once_each(list_in(json_of(body), "items", "jobs"))
    feed = collect(found, lambda entry: _item(entry, details, address))
    return replace(feed, more=tuple(details.unread))


def _is_there(body: bytes) -> Mapping[str, Availability]:
    job = Entry(json_of(body)).text("uuid", "id", most=200)
    return {job: Availability.OPEN} if job else {}


STATUS = StatusCheck(address_of_one, _is_there)


def _once_each(found: Iterable[Any]) -> list[Any]:
    """The rows with those put together that are one job in several places."""
    together: dict[str, dict[str, Any]] = {}
    kept: list[Any] = []
    for fields in found:
        name = Entry(fields).text("uuid", "id", most=200)
        if name in together:
            together[name]["locations"] = [*_spots(together[name]), *_spots(fields)]
            continue
        kept.append(dict(fields) if isinstance(fields, dict) else fields)
        if name:
            together[name] = kept[-1]
    return kept


def _spots(fields: dict[str, Any]) -> list[Any]:
    listed = fields.get("locations")
    return listed if isinstance(listed, list) else [fields.get("workLocation")]


def _item(entry: Entry, details: Details, address: str) -> FeedItem:
    external_id, title = entry.read_id("uuid", "id"), entry.read_title("name")
    rows = [Entry(spot) for spot in _spots(entry.fields)]
    entry.fields = {**entry.fields, **_detail(entry, details, address, external_id)}
    stated = [values.text(spot, 200) for spot in as_list(entry.fields.get("workLocations"))]
    place = places(*stated) or places(*(row.text("name", "label", most=200) for row in rows))
    kinds = [values.workplace(row.text("workplaceType").replace("_", "")) for row in rows]
    employment = entry.inner("employmentType")
    return FeedItem(
        external_id=external_id,
        title=title,
        company=entry.text("companyName", most=LONGEST_COMPANY),
        url=entry.read_url("url"),
        description=_description(entry),
        place=place,
        workplace="remote" if "remote" in kinds else next(filter(None, kinds), "") or values.workplace_in(place),
        countries=labels(*(values.country(row.text("countryCode", "country")) for row in rows)),
        industries=labels(entry.inner("department").text("name", "label")),
        types=labels(_TYPES.get(employment.text("label"), employment.text("id", "label"))),
        pay=entry.together(map(_range, entry.each("payRangeDetails"))),
        published_at=entry.time("createdOn"),
    )


def _detail(entry: Entry, details: Details, address: str, external_id: str) -> dict[str, Any]:
    if isinstance(entry.fields.get("description"), (dict, str)):
        return {}
    where = address_of_one(address, [external_id]) if urlsplit(address).netloc else ""
    detail = details.read(entry, where or quote(external_id, safe=""))
    if detail is not None and not (isinstance(detail, dict) and detail.get("description")):
        raise Broken("Its text couldn't be read: description is missing.")
    return detail or {}


def _description(entry: Entry) -> str:
    parts = entry.inner("description")
    named = ("role", *(name for name in parts.fields if name != "role"))
    return entry.html("description") or entry.shortened("\n".join(filter(None, (parts.html(name) for name in named))))


def _range(part: Entry) -> FeedPay | None:
    given = part.fields
    return part.pay(given.get("rangeStart"), given.get("rangeEnd"), given.get("currency"), given.get("frequency"))
