"""Parses Remotive (``remotive.com/api/remote-jobs``): remote jobs of many employers, newest first, in one response.

Dates have no zone and are UTC; pay is free text. Published at https://github.com/remotive-com/remote-jobs-api.

A window: the response can be limited to the newest jobs, and a job is on it at the earliest a day after its publication.
"""

from feeds.sources.base import Feed, FeedItem, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, LONGEST_PAY_TEXT, LONGEST_PLACE, Entry, collect, list_in
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import Workplace

COVERAGE = Coverage.WINDOW


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    return collect(list_in(json_of(body), "jobs"), _item)


def _item(entry: Entry) -> FeedItem:
    return FeedItem(
        external_id=entry.read_id("id"),
        title=entry.read_title("title"),
        company=entry.text("company_name", most=LONGEST_COMPANY),
        url=entry.read_url("url"),
        description=entry.html("description"),
        place=entry.text("candidate_required_location", most=LONGEST_PLACE),
        workplace=str(Workplace.REMOTE.value),
        industries=entry.labels("category"),
        types=entry.labels("job_type"),
        pay_text=entry.text("salary", most=LONGEST_PAY_TEXT),
        tags=entry.labels("tags"),
        published_at=entry.time("publication_date"),
    )
