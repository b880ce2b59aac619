"""Addresses at which a source answers about one job."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from feeds.sources.base import Availability
from feeds.sources.documents import json_of
from feeds.sources.entries import Entry


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
