"""Parses Arbeitnow (``www.arbeitnow.com/api/job-board-api``): jobs of many employers in Europe, remote and not, newest first.

``remote`` says whether a job is remote; times are seconds since 1970. Published at https://documenter.getpostman.com/view/18545278/UVJbJdKh.

A window: pages of the newest jobs, linked by ``links.next``.
"""

from urllib.parse import urljoin, urlsplit

from feeds.sources.base import Feed, FeedItem, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, LONGEST_PLACE, Entry, collect, list_in
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import Workplace

COVERAGE = Coverage.WINDOW


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    document = json_of(body)
    following = urljoin(address, Entry(document).inner("links").text("next", most=1000))
    more = [following] if following != address and urlsplit(following).netloc == urlsplit(address).netloc else []
    return collect(list_in(document, "data"), _item, more if urlsplit(following).netloc else ())


def _item(entry: Entry) -> FeedItem:
    return FeedItem(
        external_id=entry.read_id("slug", "url"),
        title=entry.read_title("title"),
        company=entry.text("company_name", most=LONGEST_COMPANY),
        url=entry.read_url("url"),
        description=entry.html("description"),
        place=entry.text("location", most=LONGEST_PLACE),
        workplace=str(Workplace.REMOTE.value) if entry.flag("remote") else "",
        industries=entry.labels("tags"),
        types=entry.labels("job_types"),
        tags=entry.labels("tags"),
        published_at=entry.time("created_at"),
    )
