"""Parses Personio XML (``<account>.jobs.personio.de/xml?language=en``): all jobs of an employer in one document.

It has no links: a job is at ``/job/<id>`` on the feed's own host. Published at
https://developer.personio.de/docs/retrieving-open-job-positions.

A snapshot: the document has every published position of an account.
"""

import html
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from feeds.sources import values
from feeds.sources.base import Feed, FeedError, FeedItem, Fetch
from feeds.sources.documents import xml_of
from feeds.sources.entries import LONGEST_COMPANY, Entry, collect, places
from jobs.models.source import Coverage

COVERAGE = Coverage.SNAPSHOT


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    root = xml_of(body)
    if root.tag != "workzag-jobs":
        raise FeedError(f"The feed isn't from Personio: its root element is {values.quoted(root.tag)}.")
    host = urlsplit(address).netloc
    return collect(map(_fields, root.iter("position")), lambda entry: _item(entry, host))


def _fields(position: Element) -> dict[str, Any]:
    fields: dict[str, Any] = {child.tag: child.text for child in position}
    fields["additionalOffices"] = [office.text for office in position.iterfind("additionalOffices/office")]
    fields["jobDescriptions"] = [
        {"name": part.findtext("name"), "value": part.findtext("value")}
        for part in position.iterfind("jobDescriptions/jobDescription")
    ]
    return fields


def _item(entry: Entry, host: str) -> FeedItem:
    external_id, title = entry.read_id("id"), entry.read_title("name")
    url = entry.link("jobUrl", "url")
    if not url and host:
        url = f"https://{host}/job/{quote(external_id, safe='')}"
    if not url:
        entry.notes.append("url: missing, and the feed URL is unknown.")
    place = places(entry.fields.get("office"), *entry.fields["additionalOffices"])
    return FeedItem(
        external_id=external_id,
        title=title,
        company=entry.text("subcompany", most=LONGEST_COMPANY),
        url=url,
        description=entry.shortened("\n".join(_sections(entry))),
        place=place,
        workplace=values.workplace_in(place),
        industries=entry.labels("recruitingCategory", "department", "occupationCategory", "occupation"),
        types=entry.labels("schedule", "employmentType"),
        level=entry.text("seniority"),
        tags=tuple(word for word in map(str.strip, entry.text("keywords", most=500).split(",")) if word),
        published_at=entry.time("createdAt"),
    )


def _sections(entry: Entry) -> Iterator[str]:
    for part in entry.each("jobDescriptions"):
        heading = html.escape(part.text("name", most=200))
        if words := part.html("value"):
            yield f"<h3>{heading}</h3>\n{words}" if heading else words
