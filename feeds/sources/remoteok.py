"""Parses Remote OK (``remoteok.com/api``): the newest remote jobs of many employers, after an entry with the terms of use.

``salary_min`` and ``salary_max`` are US dollars a year, as the form for employers asks (https://remoteok.com/hire-remotely).
The shape is published at https://remoteok.com/api itself; its terms ask for a link back to the job's page there.

A window: the newest hundred jobs or so, without pages.
"""

from typing import Any

from feeds.sources.base import Feed, FeedItem, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, LONGEST_PLACE, Entry, collect, list_in
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import PayPeriod, Workplace

COVERAGE = Coverage.WINDOW


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    return collect((entry for entry in list_in(json_of(body), "jobs") if not _is_notice(entry)), _item)


def _is_notice(entry: Any) -> bool:
    return isinstance(entry, dict) and "legal" in entry and "position" not in entry


def _item(entry: Entry) -> FeedItem:
    given = entry.fields
    return FeedItem(
        external_id=entry.read_id("id", "slug"),
        title=entry.read_title("position"),
        company=entry.text("company", most=LONGEST_COMPANY),
        url=entry.read_url("url", "apply_url"),
        description=entry.html("description"),
        apply_url=entry.link("apply_url"),
        place=entry.text("location", most=LONGEST_PLACE),
        workplace=str(Workplace.REMOTE.value),
        pay=entry.pay(given.get("salary_min"), given.get("salary_max"), "USD", PayPeriod.YEAR.value),
        tags=entry.labels("tags"),
        published_at=entry.time("epoch", "date"),
    )
