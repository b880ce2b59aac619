"""Parses BambooHR careers sites (``<company>.bamboohr.com/careers/list``): all jobs of an employer, without their texts; each
text is at the job's own address (``/careers/<id>/detail``).

``locationType`` is 0 for an office, 1 for remote, 2 for hybrid. These are the addresses that the careers sites themselves read;
BambooHR documents only the API for its customers (https://documentation.bamboohr.com/reference).

A snapshot: the list has every open job of a careers site, and ``meta.totalCount`` counts them.
"""

from dataclasses import replace
from urllib.parse import quote, urljoin

from feeds.sources import values
from feeds.sources.base import Feed, FeedItem, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_PAY_TEXT, Broken, Entry, collect, labels, list_in
from feeds.sources.further_requests import Details
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import Workplace

COVERAGE = Coverage.SNAPSHOT
_WORKPLACES = {"0": Workplace.ONSITE, "1": Workplace.REMOTE, "2": Workplace.HYBRID}


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    document = json_of(body)
    details = Details(fetch)
    feed = collect(list_in(document, "result"), lambda entry: _item(entry, details, address))
    total = Entry(document).inner("meta").fields.get("totalCount")
    return replace(feed, more=tuple(details.unread), stated=total if isinstance(total, int) else 0)


def _item(entry: Entry, details: Details, address: str) -> FeedItem:
    external_id, title = entry.read_id("id"), entry.read_title("jobOpeningName")
    page = urljoin(address or "https://bamboohr.com/careers/list", quote(external_id, safe=""))
    detail = Entry(details.read(entry, f"{page}/detail"))
    if detail.fields:
        opening = detail.inner("result").inner("jobOpening").fields
        if not opening:
            raise Broken("Its text couldn't be read: jobOpening is missing.")
        entry.fields = {**entry.fields, **{name: value for name, value in opening.items() if value not in (None, "")}}
    spot, office = entry.inner("atsLocation"), entry.inner("location")
    land = spot.text("country") or office.text("addressCountry")
    region = spot.text("state", "province") or office.text("state")
    return FeedItem(
        external_id=external_id,
        title=title,
        company="",
        url=entry.link("jobOpeningShareUrl") or page,
        description=entry.html("description"),
        place=", ".join(labels(spot.text("city") or office.text("city"), region, land)),
        workplace=_workplace(entry),
        countries=labels(values.country(land)),
        industries=entry.labels("departmentLabel"),
        types=entry.labels("employmentStatusLabel"),
        level=entry.text("minimumExperience"),
        pay_text=entry.text("compensation", most=LONGEST_PAY_TEXT),
        published_at=entry.time("datePosted"),
    )


def _workplace(entry: Entry) -> str:
    if entry.flag("isRemote"):
        return str(Workplace.REMOTE.value)
    known = _WORKPLACES.get(entry.text("locationType"))
    return str(known.value) if known else ""
