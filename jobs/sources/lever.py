"""Lever postings (``api.lever.co/v0/postings/<site>``, in Europe ``api.eu.lever.co``): all of an employer at one address.

Without ``skip`` and ``limit`` nothing is left out; with ``group`` the postings stand in groups. Times are milliseconds. The
description ends in ``lists`` and ``additional``. Published at https://github.com/lever/postings-api.
"""

import html
from typing import Any

from jobs.sources import values
from jobs.sources.base import Feed, FeedItem, FeedPay, Fetch
from jobs.sources.documents import json_of
from jobs.sources.entries import Entry, as_list, collect, labels, list_in, places


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    found: list[Any] = []
    for entry in list_in(json_of(body)):
        group = entry.get("postings") if isinstance(entry, dict) else None
        found += group if isinstance(group, list) else [entry]
    return collect(found, _item)


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
