"""Registry of feed formats: parser, coverage and address of each."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from feeds.sources import (
    arbeitnow,
    ashby,
    atom,
    bamboohr,
    csv_table,
    greenhouse,
    himalayas,
    jobicy,
    json_feed,
    json_ld,
    lever,
    personio,
    pinpoint,
    recruitee,
    remoteok,
    remotive,
    rippling,
    rss,
    smartrecruiters,
    workable,
    workday,
    working_nomads,
)
from feeds.sources.base import Feed, FeedError, Fetch, NothingThere, Parser, StatusCheck
from feeds.sources.further_requests import MOST_PAGES
from jobs.models.source import Coverage, Source


@dataclass(frozen=True)
class Format:
    """``coverage`` is what feeds of the format usually contain. ``hosts`` are the hosts of the format's own feeds (``*.`` means
    one company's part); empty if it can be any. ``address`` shows what an address looks like. ``status`` asks the source
    about single jobs, if it answers. ``page_hosts`` are those of jobs' pages, where they aren't among ``hosts``."""

    parse: Parser
    coverage: Coverage
    hosts: tuple[str, ...] = ()
    address: str = ""
    status: StatusCheck | None = None
    page_hosts: tuple[str, ...] = ()


# By the values of ``Source.Format``.
FORMATS: dict[str, Format] = {
    "jobicy": Format(
        jobicy.parse, jobicy.COVERAGE, ("jobicy.com",), "https://jobicy.com/api/v2/remote-jobs?count=100", jobicy.STATUS
    ),
    "greenhouse": Format(
        greenhouse.parse,
        greenhouse.COVERAGE,
        ("boards-api.greenhouse.io", "boards-api.eu.greenhouse.io"),
        "https://boards-api.greenhouse.io/v1/boards/<board>/jobs?content=true&pay_transparency=true",
        greenhouse.STATUS,
    ),
    "lever": Format(
        lever.parse,
        lever.COVERAGE,
        ("api.lever.co", "api.eu.lever.co"),
        "https://api.lever.co/v0/postings/<site>?mode=json",
        lever.STATUS,
    ),
    "ashby": Format(
        ashby.parse,
        ashby.COVERAGE,
        ("api.ashbyhq.com",),
        "https://api.ashbyhq.com/posting-api/job-board/<board>?includeCompensation=true",
        page_hosts=("jobs.ashbyhq.com",),
    ),
    "recruitee": Format(
        recruitee.parse, recruitee.COVERAGE, ("*.recruitee.com",), "https://<company>.recruitee.com/api/offers/"
    ),
    "workable": Format(
        workable.parse,
        workable.COVERAGE,
        ("apply.workable.com", "www.workable.com"),
        "https://apply.workable.com/api/v1/widget/accounts/<account>?details=true",
    ),
    "smartrecruiters": Format(
        smartrecruiters.parse,
        smartrecruiters.COVERAGE,
        ("api.smartrecruiters.com",),
        "https://api.smartrecruiters.com/v1/companies/<company>/postings?limit=100",
        smartrecruiters.STATUS,
    ),
    "personio": Format(
        personio.parse,
        personio.COVERAGE,
        ("*.jobs.personio.de", "*.jobs.personio.com"),
        "https://<account>.jobs.personio.de/xml?language=en",
    ),
    "teamtailor": Format(
        json_feed.parse_teamtailor,
        json_feed.COVERAGE_OF_TEAMTAILOR,
        ("*.teamtailor.com",),
        "https://<company>.teamtailor.com/jobs.json",
    ),
    "bamboohr": Format(
        bamboohr.parse, bamboohr.COVERAGE, ("*.bamboohr.com",), "https://<company>.bamboohr.com/careers/list"
    ),
    "rippling": Format(
        rippling.parse,
        rippling.COVERAGE,
        ("api.rippling.com", "ats.rippling.com"),
        "https://api.rippling.com/platform/api/ats/v1/board/<board>/jobs",
        rippling.STATUS,
    ),
    "pinpoint": Format(
        pinpoint.parse, pinpoint.COVERAGE, ("*.pinpointhq.com",), "https://<company>.pinpointhq.com/postings.json"
    ),
    "workday": Format(
        workday.parse,
        workday.COVERAGE,
        ("*.myworkdayjobs.com",),
        "https://<tenant>.<data center>.myworkdayjobs.com/wday/cxs/<tenant>/<site>/jobs",
    ),
    "remotive": Format(remotive.parse, remotive.COVERAGE, ("remotive.com",), "https://remotive.com/api/remote-jobs"),
    "himalayas": Format(
        himalayas.parse, himalayas.COVERAGE, ("himalayas.app",), "https://himalayas.app/jobs/api?limit=20"
    ),
    "remoteok": Format(remoteok.parse, remoteok.COVERAGE, ("remoteok.com",), "https://remoteok.com/api"),
    "workingnomads": Format(
        working_nomads.parse,
        working_nomads.COVERAGE,
        ("www.workingnomads.com",),
        "https://www.workingnomads.com/api/exposed_jobs/",
    ),
    "arbeitnow": Format(
        arbeitnow.parse, arbeitnow.COVERAGE, ("www.arbeitnow.com",), "https://www.arbeitnow.com/api/job-board-api"
    ),
    "rss": Format(rss.parse, rss.COVERAGE),
    "atom": Format(atom.parse, atom.COVERAGE),
    "jsonfeed": Format(json_feed.parse, json_feed.COVERAGE),
    "jsonld": Format(json_ld.parse, json_ld.COVERAGE),
    "csv": Format(csv_table.parse, csv_table.COVERAGE),
}


def coverage_of(source: Source) -> Coverage:
    """What the feed of a source contains: as set by staff, or else the default of its format."""
    return Coverage(source.coverage or FORMATS[source.format].coverage)


def is_window(source: Source) -> bool:
    """Whether its feed contains only the newest jobs, so that a missing job need not be closed."""
    return coverage_of(source) == Coverage.WINDOW


def read_feed(
    format: str,
    body: bytes,
    fetch: Fetch | None = None,
    address: str = "",
    known: Container[str] = frozenset(),
    columns: Mapping[str, str] | None = None,
) -> Feed:
    """The jobs in a body of that format. ``address`` is where it came from, as far as known; ``columns`` are those of a
    table. A window is read page by page, until a page contains only ``known`` ids. Raises ``FeedError``."""
    declared = FORMATS[format]
    if format == "csv":
        return csv_table.parse(body, fetch, address, columns)
    feed = declared.parse(body, fetch, address)
    if fetch is None or declared.coverage != Coverage.WINDOW:
        return feed
    page, read_already = feed, {address}
    for number in range(2, MOST_PAGES + 1):
        if not page.more or page.more[0] in read_already:
            break
        if page.items and all(item.external_id in known for item in page.items):
            return replace(feed, more=())
        address = page.more[0]
        read_already.add(address)
        try:
            page = declared.parse(fetch(address), fetch, address)
        except NothingThere:
            return replace(feed, more=())
        except FeedError as error:
            # Otherwise half a window would count as read, and the jobs beyond the gap would never be found.
            raise FeedError(f"Page {number} of the feed couldn't be read: {error}") from error
        feed = _joined(feed, page)
    return feed


def _joined(feed: Feed, page: Feed) -> Feed:
    """Merges two pages. A job that moved down during reading is on both and counts once."""
    there = {item.external_id for item in feed.items}
    items = tuple(item for item in page.items if item.external_id not in there)
    broken = tuple(replace(item, position=item.position + feed.size) for item in page.broken)
    left_out = tuple(replace(item, position=item.position + feed.size) for item in page.left_out)
    return Feed((*feed.items, *items), (*feed.broken, *broken), (*feed.left_out, *left_out), page.more)
