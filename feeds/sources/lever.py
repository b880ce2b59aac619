"""Parses Lever jobs (``api.lever.co/v0/postings/<site>``, in Europe ``api.eu.lever.co``): all jobs of an employer at one
address.

With ``group`` the jobs are in groups. Times are milliseconds. The description ends in ``lists`` and ``additional``. Published
at https://github.com/lever/postings-api.

A snapshot: the list has every published job and nothing else; any other job answers 404 at an address of its own
(``/v0/postings/<site>/<id>``). With ``limit`` the list is cut, and continues at ``skip``; exactly a hundred jobs are taken for
a cut list as well, since that is a usual limit.
"""

import html
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from feeds.sources import values
from feeds.sources.base import Feed, FeedItem, FeedPay, Fetch, StatusCheck
from feeds.sources.documents import json_of
from feeds.sources.entries import Entry, as_list, collect, labels, list_in, places
from feeds.sources.further_requests import address_of_one, is_there, pages
from jobs.models.source import Coverage

COVERAGE = Coverage.SNAPSHOT
STATUS = StatusCheck(address_of_one, is_there)
_USUAL_LIMIT = 100


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    documents, more = pages(json_of(body), _Paging(address).next_page, fetch)
    found: list[Any] = []
    for entry in (entry for document in documents for entry in list_in(document)):
        group = entry.get("postings") if isinstance(entry, dict) else None
        found += group if isinstance(group, list) else [entry]
    return collect(found, _item, more)


class _Paging:
    """The address of the next part of a list that contains as many jobs as its limit."""

    def __init__(self, address: str) -> None:
        self._parts = urlsplit(address)
        self._query = dict(parse_qsl(self._parts.query))
        self._limit = _number(self._query.get("limit")) or _USUAL_LIMIT
        self._read = _number(self._query.get("skip"))

    def next_page(self, page: Any) -> str:
        count = len(page) if isinstance(page, list) else 0
        if "group" in self._query or count != self._limit or not self._parts.netloc:
            return ""
        self._read += count
        query = {**self._query, "skip": str(self._read), "limit": str(self._limit)}
        return self._parts._replace(query=urlencode(query)).geturl()


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else 0


def _item(entry: Entry) -> FeedItem:
    categories = entry.inner("categories")
    spots = [categories.fields.get("location"), *as_list(categories.fields.get("allLocations"))]
    place = places(*spots)
    return FeedItem(
        external_id=entry.read_id("id"),
        title=entry.read_title("text"),
        company="",
        url=entry.read_url("hostedUrl", "applyUrl"),
        description=_description(entry),
        apply_url=entry.link("applyUrl"),
        place=place,
        workplace=values.workplace(entry.fields.get("workplaceType")),
        countries=labels(values.country(entry.fields.get("country"))) if ";" not in place else (),
        industries=categories.labels("department", "team"),
        types=categories.labels("commitment"),
        level=categories.text("level"),
        pay=_pay(entry),
        published_at=entry.time("createdAt"),
    )


def _description(entry: Entry) -> str:
    parts = [entry.html("description", "descriptionBody")]
    for part in entry.each("lists"):
        content = part.html("content")
        points = f"<ul>{content}</ul>" if content.lstrip().startswith("<li") else content
        parts.append(f"<h3>{html.escape(part.text('text', most=200))}</h3>{points}")
    parts += [entry.html("additional"), entry.html("salaryDescription")]
    return entry.shortened("\n".join(filter(None, parts)))


def _pay(entry: Entry) -> FeedPay | None:
    given = entry.inner("salaryRange").fields
    # "per-year-salary", "per-hour-wage"
    return entry.pay(given.get("min"), given.get("max"), given.get("currency"), given.get("interval"))
