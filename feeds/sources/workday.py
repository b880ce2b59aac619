"""Parses Workday careers sites (``<tenant>.<data center>.myworkdayjobs.com/wday/cxs/<tenant>/<site>/jobs``): twenty jobs a page,
without their texts; each text is at ``externalPath`` behind the site's address.

Where the list says "2 Locations", the job's own address names them. ``postedOn`` is relative ("Posted 3 Days Ago") and isn't
read; ``startDate`` is the day of publication. These are the addresses that the careers sites themselves read; Workday doesn't
document them. Some sites answer the list only to POST, which we don't send: their saved list can be imported from a file.

A snapshot: the pages together have every open job of a site, and ``total`` counts them. A closed job answers 404.
"""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from feeds.sources import values
from feeds.sources.base import Feed, FeedItem, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import (
    LONGEST_COMPANY,
    Broken,
    Entry,
    as_list,
    collect,
    labels,
    list_in,
    places,
    stated_total,
)
from feeds.sources.further_requests import Details, pages
from jobs.models.source import Coverage

COVERAGE = Coverage.SNAPSHOT
_PAGE = 20  # the most that a site gives


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    first = json_of(body)
    details = Details(fetch)
    if isinstance(first, dict) and "jobPostingInfo" in first:
        return collect([first], lambda entry: _detailed(Entry(entry.fields, entry), entry, address))
    paging = _Paging(address)
    documents, more = pages(first, paging.next_page, fetch)
    found = [entry for document in documents for entry in list_in(document, "jobPostings")]
    feed = collect(found, lambda entry: _item(entry, details, address))
    return replace(feed, more=(*more, *details.unread), stated=stated_total(first))


class _Paging:
    """The address of the page after this one: the feed's own with another offset. Only the first page has the total."""

    def __init__(self, address: str) -> None:
        self._parts = urlsplit(address)
        self._total = self._read = 0

    def next_page(self, page: Any) -> str:
        shown = page.get("jobPostings") if isinstance(page, dict) else None
        self._total = max(self._total, stated_total(page))
        self._read += len(shown) if isinstance(shown, list) else 0
        if not shown or self._read >= self._total or not self._parts.netloc:
            return ""
        query = {**dict(parse_qsl(self._parts.query)), "limit": str(_PAGE), "offset": str(self._read)}
        return self._parts._replace(query=urlencode(query)).geturl()


def _item(entry: Entry, details: Details, address: str) -> FeedItem:
    entry.read_title("title")
    path = entry.text("externalPath", most=500)
    entry.read_id("externalPath")
    if not path.startswith("/"):
        raise Broken("externalPath isn't a path.")
    base = urlsplit(address)
    site = base.path.removesuffix("/jobs") if base.netloc else ""
    detail = details.read(entry, base._replace(path=f"{site}{path}", query="", fragment="").geturl() if site else path)
    if detail is None:
        return _listed(entry, path, address)
    outer = Entry(detail, entry)
    if not outer.inner("jobPostingInfo").fields:
        raise Broken("Its text couldn't be read: jobPostingInfo is missing.")
    return _detailed(outer, entry, address)


def _listed(entry: Entry, path: str, address: str) -> FeedItem:
    """A job without its text: the list alone."""
    base, site = urlsplit(address), urlsplit(address).path.split("/")
    if not base.netloc or len(site) < 6:
        raise Broken("The list has no addresses, and the feed's own isn't known.")
    return FeedItem(
        external_id=entry.external_id,
        title=entry.title,
        company="",
        url=f"{base.scheme}://{base.netloc}/{site[4]}{path}",
        place=entry.text("locationsText", most=200),
        workplace=values.workplace(entry.text("remoteType")) or values.workplace_in(entry.text("locationsText")),
    )


def _detailed(outer: Entry, entry: Entry, address: str) -> FeedItem:
    info = outer.inner("jobPostingInfo")
    entry.title = info.read_title("title")
    entry.external_id = entry.external_id or info.read_id("externalPath", "jobReqId", "id")
    place = places(info.fields.get("location"), *as_list(info.fields.get("additionalLocations")))
    land = info.inner("country").text("descriptor")
    return FeedItem(
        external_id=entry.external_id,
        title=entry.title,
        company=outer.inner("hiringOrganization").text("name", most=LONGEST_COMPANY),
        url=info.read_url("externalUrl"),
        description=info.html("jobDescription"),
        place=place,
        workplace=values.workplace(info.text("remoteType")) or values.workplace_in(place),
        countries=labels(values.country(land)) if ";" not in place else (),
        types=info.labels("timeType"),
        published_at=info.time("startDate"),
        expires_at=info.time("endDate"),
        expires_with_day=info.is_day("endDate"),
    )
