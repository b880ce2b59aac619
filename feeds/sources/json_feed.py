"""Parses JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with the job as schema.org's ``JobPosting`` in
``_jobposting``, as Teamtailor's careers sites write it (``<company>.teamtailor.com/jobs.json``).

A feed of any other site is a window: its newest items, and older ones by ``next_url``. Teamtailor's is a snapshot of all
open jobs.
"""

from typing import Any
from urllib.parse import urljoin, urlsplit

from feeds.sources.base import Feed, FeedItem, Fetch
from feeds.sources.documents import json_of
from feeds.sources.employers import Split, splitter, without_employer
from feeds.sources.entries import LONGEST_COMPANY, Broken, Entry, collect, list_in
from feeds.sources.further_requests import pages
from feeds.sources.job_posting import read_job_posting
from feeds.sources.values import workplace_in
from jobs.models.source import Coverage

COVERAGE = Coverage.WINDOW
COVERAGE_OF_TEAMTAILOR = Coverage.SNAPSHOT


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    document = json_of(body)
    more = [following] if (following := _next_page(document, address)) else []
    return _feed([document], more)


def parse_teamtailor(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    documents, more = pages(json_of(body), lambda page: _next_page(page, address), fetch)
    return _feed(documents, more)


def _feed(documents: list[Any], more: list[str]) -> Feed:
    found = [entry for document in documents for entry in list_in(document, "items")]
    company = _author(Entry(documents[0]))
    split = splitter(() if company else [Entry(fields).text("title", most=200) for fields in found])
    return collect(found, lambda entry: _item(entry, company, split), more)


def _next_page(document: Any, address: str) -> str:
    """The next page, if it is on the feed's own host."""
    stated = Entry(document).text("next_url", most=1000)
    following = urljoin(address, stated) if stated else ""
    return following if urlsplit(following).netloc and urlsplit(following).netloc == urlsplit(address).netloc else ""


def _author(entry: Entry) -> str:
    authors = entry.each("authors") or [entry.inner("author")]
    return next((author.text("name", most=LONGEST_COMPANY) for author in authors), "")


def _item(entry: Entry, company: str, split: Split) -> FeedItem:
    if isinstance(entry.fields.get("_jobposting"), dict):
        return _posting(entry)
    external_id, whole = entry.read_id("id", "url"), entry.read_title("title")
    named, title = split(whole)
    if not title:
        raise Broken("title is only a company name.")
    company = _author(entry) or company or named
    tags = entry.labels("tags")
    return FeedItem(
        external_id=external_id,
        title=without_employer(title, company),
        company=company,
        url=entry.read_url("url", "external_url", "id"),
        description=entry.html("content_html", "content_text", "summary"),
        workplace=workplace_in("; ".join(tags)),
        industries=tags,
        tags=tags,
        published_at=entry.time("date_published", "date_modified"),
    )


def _posting(entry: Entry) -> FeedItem:
    """The job in the item's own structured data; identity, address and text are the item's."""
    posting = entry.inner("_jobposting")
    external_id = entry.read_id("id", "url")
    entry.read_title("title")
    own = {"title": entry.fields.get("title"), "@id": external_id, "url": entry.read_url("url", "id")}
    text = {"description": entry.html("content_html") or posting.html("description")}
    posting.fields = {**posting.fields, **own, **text}
    return read_job_posting(posting, url="")
