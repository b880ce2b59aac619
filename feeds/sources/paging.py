"""Fetches feeds with several pages."""

from collections.abc import Callable
from typing import Any

from feeds.sources.base import FeedError, Fetch
from feeds.sources.documents import json_of

MOST_PAGES = 30


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
