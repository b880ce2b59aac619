"""Parses any web page with jobs as JSON-LD: ``JobPosting`` of schema.org, alone, in a list or in a graph.

A window: a page shows some of its site's jobs; each is closed by its own page.
"""

from urllib.parse import urljoin

from feeds.sources import values
from feeds.sources.base import Feed, FeedError, FeedItem, Fetch
from feeds.sources.documents import check_size
from feeds.sources.entries import Entry, collect
from feeds.sources.job_pages import structured_jobs
from feeds.sources.job_posting import read_job_posting
from jobs.models.source import Coverage

COVERAGE = Coverage.WINDOW


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    check_size(body)
    page = body.decode("utf-8", "replace")
    if "<html" in page.lower() and "</html" not in page.lower():
        raise FeedError("The page is cut off: it has no end.")
    found = structured_jobs(page)
    if not found:
        raise FeedError("The page has no jobs as structured data (JobPosting).")
    return collect(found, lambda entry: _item(entry, address, is_alone=len(found) == 1))


def _item(entry: Entry, address: str, *, is_alone: bool) -> FeedItem:
    """Of several jobs on a page, each must name its own page: they can't all be at this one."""
    stated = entry.text("url", most=values.LONGEST_LINK)
    if stated and address:
        entry.fields = {**entry.fields, "url": urljoin(address, stated)}
    return read_job_posting(entry, url=address if is_alone else "")
