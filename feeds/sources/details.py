"""Reads the parts of jobs that a feed keeps at an address of each job."""

from dataclasses import dataclass, field
from typing import Any

from feeds.sources.base import FeedError, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import Broken, Entry

MOST_DETAILS = 1000  # at one request a second about a quarter of an hour


@dataclass
class Details:
    """``unread`` are the addresses that weren't read: without a way to fetch them, or beyond the limit."""

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
