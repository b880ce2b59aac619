"""Asks a source for more than the feed's first answer: further pages, details of each job, whether one is still open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from feeds.sources.base import Availability, FeedError, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import Broken, Entry

MOST_PAGES = 30
MOST_DETAILS = 1000  # at one request a second about a quarter of an hour


def pages(first: Any, next_page: Callable[[Any], str], fetch: Fetch | None) -> tuple[list[Any], list[str]]:
    """The JSON documents of a feed from ``first`` on, and the address of the page that was not read, if there is one.

    A page that cannot be read fails the whole feed: jobs on it would look gone. Raises ``FeedError``.
    """
    documents, read = [first], set[str]()
    while (address := next_page(documents[-1])) and address not in read:
        if fetch is None or len(documents) == MOST_PAGES:
            return documents, [address]
        read.add(address)
        try:
            documents.append(json_of(fetch(address)))
        except FeedError as error:
            raise FeedError(f"Page {len(documents) + 1} of the feed couldn't be read: {error}") from error
    return documents, []


@dataclass
class Details:
    """Reads the parts of jobs that a feed keeps at an address of each job. ``unread`` are the addresses that weren't read:
    without a way to fetch them, or beyond the limit."""

    fetch: Fetch | None
    left: int = field(default_factory=lambda: MOST_DETAILS)
    unread: list[str] = field(default_factory=list)

    def read(self, entry: Entry, address: str) -> Any:
        """The JSON at ``address``; None if it isn't read. Raises ``Broken``: without its text, a job can't be shown, but it is
        known to be in the feed."""
        if self.fetch is None or not self.left:
            self.unread.append(address)
            entry.notes.append("description: at another URL, which wasn't read.")
            return None
        self.left -= 1
        try:
            return json_of(self.fetch(address))
        except FeedError as error:
            raise Broken(f"Its text couldn't be read: {error}") from error


def address_of_one(feed: str, ids: Sequence[str]) -> str:
    """The address of the first of ``ids``: the feed's own path followed by the id."""
    parts = urlsplit(feed)
    path = parts.path.rstrip("/")
    if not parts.netloc or not path or not ids:
        return ""
    return parts._replace(path=f"{path}/{quote(ids[0], safe='')}", query="", fragment="").geturl()


def is_there(body: bytes) -> Mapping[str, Availability]:
    """The job in an answer is open: these sources answer 404 for any other."""
    job = Entry(json_of(body)).text("id", most=200)
    return {job: Availability.OPEN} if job else {}
