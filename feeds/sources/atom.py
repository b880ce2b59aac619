"""Parses Atom (RFC 4287, https://www.rfc-editor.org/rfc/rfc4287): entries of a job board or a blog's job category.

Who writes an entry is its employer, unless titles name the employers.

A window: the newest entries; older pages follow by the link ``next`` of RFC 5005.
"""

from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from feeds.sources import values
from feeds.sources.base import Feed, FeedError, FeedItem, Fetch
from feeds.sources.documents import xml_of
from feeds.sources.employers import Split, splitter, without_employer
from feeds.sources.entries import LONGEST_COMPANY, LONGEST_PLACE, LONGEST_TITLE, Broken, Entry, collect
from jobs.models.source import Coverage

COVERAGE = Coverage.WINDOW
_ATOM = "{http://www.w3.org/2005/Atom}"


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    root = xml_of(body)
    if root.tag != f"{_ATOM}feed":
        raise FeedError(f"The feed isn't Atom: its root element is {values.quoted(root.tag.rpartition('}')[2])}.")
    found = [_fields(entry) for entry in root.iterfind(f"{_ATOM}entry")]
    split = splitter([values.text(fields.get("title"), LONGEST_TITLE) for fields in found])
    return collect(found, lambda entry: _item(entry, split), _next_page(root, address))


def _next_page(root: Element, address: str) -> list[str]:
    """The next page, if it is on the feed's own host."""
    found = [urljoin(address, href) for href in [_link(root, "next")] if href]
    return [page for page in found if address and urlsplit(page).netloc == urlsplit(address).netloc]


def _link(element: Element, rel: str) -> str:
    links = element.iterfind(f"{_ATOM}link")
    return next((link.get("href", "") for link in links if link.get("rel", "alternate") == rel), "")


def _fields(entry: Element) -> dict[str, Any]:
    """The elements of an entry by their names; content as HTML, however it is written."""
    fields: dict[str, Any] = {child.tag.rpartition("}")[2]: child.text for child in entry if isinstance(child.tag, str)}
    fields["author"] = entry.findtext(f"{_ATOM}author/{_ATOM}name") or ""
    fields["link"] = _link(entry, "alternate")
    fields["category"] = [one.get("label") or one.get("term") for one in entry.iterfind(f"{_ATOM}category")]
    return fields


def _item(entry: Entry, split: Split) -> FeedItem:
    external_id, whole = entry.read_id("id", "link"), entry.read_title("title")
    named, title = split(whole)
    if not title:
        raise Broken("title is only a company name.")
    company = entry.text("company", most=LONGEST_COMPANY) or named or entry.text("author", most=LONGEST_COMPANY)
    tags = entry.labels("category")
    place = entry.text("location", "region", most=LONGEST_PLACE)
    return FeedItem(
        external_id=external_id,
        title=without_employer(title, company),
        company=company,
        url=entry.read_url("link", "id"),
        description=entry.html("content", "summary"),
        place=place,
        workplace=values.workplace_in("; ".join((place, *tags))),
        industries=tags,
        tags=tags,
        published_at=entry.time("published", "updated"),
    )
