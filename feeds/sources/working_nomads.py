"""Parses Working Nomads (``www.workingnomads.com/api/exposed_jobs/``): the newest remote jobs of many employers, as a list.

A job has no id but its address, and its tags are one text. The address is linked from the site; the shape is described by
nothing but its answer.

A window: the newest jobs, without pages.
"""

from feeds.sources.base import Feed, FeedItem, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, LONGEST_PLACE, Entry, collect, labels, list_in
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import Workplace

COVERAGE = Coverage.WINDOW


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    return collect(list_in(json_of(body), "jobs"), _item)


def _item(entry: Entry) -> FeedItem:
    return FeedItem(
        external_id=entry.read_id("url"),
        title=entry.read_title("title"),
        company=entry.text("company_name", most=LONGEST_COMPANY),
        url=entry.read_url("url"),
        description=entry.html("description"),
        place=entry.text("location", most=LONGEST_PLACE),
        workplace=str(Workplace.REMOTE.value),
        industries=entry.labels("category_name"),
        tags=labels(*entry.text("tags", most=1000).split(",")),
        published_at=entry.time("pub_date"),
    )
