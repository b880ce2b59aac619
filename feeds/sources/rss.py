"""Parses RSS 2.0 with the elements of job boards: ``region``, ``type``, ``skills`` and ``expires_at`` as on We Work
Remotely, and the ``job_listing`` names of WP Job Manager. Published at https://www.rssboard.org/rss-specification.

A window, usually: a channel has as many of the newest items as its publisher likes (WordPress: ten). Older pages, if any,
follow by the link ``next`` of RFC 5005. A board whose feed has every open job is marked as such at its source.
"""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from feeds.sources import values
from feeds.sources.base import Feed, FeedError, FeedItem, Fetch
from feeds.sources.documents import xml_of
from feeds.sources.employers import Split, splitter, without_employer
from feeds.sources.entries import (
    LONGEST_COMPANY,
    LONGEST_PAY_TEXT,
    LONGEST_PLACE,
    LONGEST_TITLE,
    Broken,
    Entry,
    collect,
    labels,
    places,
)
from jobs.models.source import Coverage

COVERAGE = Coverage.WINDOW
_ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
_COMPANY = ("company", "company_name", "companyName")
_LOGIN = re.compile(r"[a-z0-9._-]+|admin|editor|jobs", re.IGNORECASE)


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    root = xml_of(body)
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise FeedError(f"The feed isn't RSS 2.0: its root element is {values.quoted(root.tag.rpartition('}')[2])}.")
    found = [_fields(item) for item in channel.iterfind("item")]
    split = _splitter(found)
    return collect(found, lambda entry: _item(entry, split), _next_page(channel, address))


def _next_page(channel: Element, address: str) -> list[str]:
    """The next page, if it is on the feed's own host; a link to another host is ignored rather than failing the feed."""
    links = (link.get("href") for link in channel.iterfind(_ATOM_LINK) if link.get("rel") == "next")
    found = [urlsplit(urljoin(address, link.strip())) for link in links if link]
    own = urlsplit(address)
    return [page._replace(scheme=own.scheme).geturl() for page in found if page.netloc == own.netloc][:1]


def _fields(item: Element) -> dict[str, Any]:
    """The elements of an item by their names without namespace; those that come several times as a list."""
    fields: dict[str, Any] = {}
    for child in item:
        if isinstance(child.tag, str):
            name, text = child.tag.rpartition("}")[2], child.text
            before = fields.get(name)
            fields[name] = text if before is None else [*(before if isinstance(before, list) else [before]), text]
    return fields


def _splitter(found: list[dict[str, Any]]) -> Split:
    """How this feed's titles name the employer; not at all if an element does."""
    if any(Entry(fields).text(*_COMPANY) for fields in found):
        return splitter(())
    return splitter([values.text(fields.get("title"), LONGEST_TITLE) for fields in found])


def _item(entry: Entry, split: Split) -> FeedItem:
    external_id, whole = entry.read_id("guid", "link"), entry.read_title("title")
    named = entry.text(*_COMPANY, most=LONGEST_COMPANY)
    company, title = split(whole)
    if not title:
        raise Broken("title is only a company name.")
    company = named or company or _creator(entry)
    title = without_employer(title, company)
    tags, place = entry.labels("category", "job_category"), _place(entry)
    return FeedItem(
        external_id=external_id,
        title=title,
        company=company[:LONGEST_COMPANY],
        url=entry.read_url("link", "guid"),
        description=entry.html("encoded", "description", "summary"),
        place=place,
        workplace=next(filter(None, map(values.workplace, (*tags, *entry.labels("type", "job_type")))), "")
        or values.workplace_in(place),
        industries=tags,
        types=entry.labels("type", "job_type", "employmentType"),
        pay_text=entry.text("salary", "job_salary", most=LONGEST_PAY_TEXT),
        skills=labels(*entry.text("skills", most=1000).split(",")),
        published_at=entry.time("pubDate", "date"),
        expires_at=entry.time("expires_at", "expirationDate"),
        expires_with_day=entry.is_day("expires_at", "expirationDate"),
    )


def _creator(entry: Entry) -> str:
    """The author as the employer, unless it is a login name: feeds use this element for either."""
    creator = entry.text("creator", "author", most=LONGEST_COMPANY)
    is_login = (
        "@" in creator or (creator == creator.lower() and _LOGIN.fullmatch(creator)) or creator in ("Admin", "Editor")
    )
    return "" if is_login else creator


def _place(entry: Entry) -> str:
    named = entry.labels("region", "location", "job_location")
    return places(*named) if named else places(", ".join(entry.labels("state", "country")))[:LONGEST_PLACE]
