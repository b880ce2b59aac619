"""Weeks of feeds of every format, with the faults of real feeds: no open job is closed, and closed ones leave in time.

Sixty days, as long as a job is listed whose source names no end, for a format that lists all jobs and for one that lists the newest;
twenty days with every fault for the others. ``--long``, as in ``make fault``, gives every format its sixty days.
"""

import collections
import datetime as dt
import sys

import pytest

from feeds.importing import pipeline
from jobs.models import Job
from tests.factories import NOW
from tests.feeds.importing.feed_worlds import DAY, FEEDS, HOUR, World
from tests.feeds.importing.support import a_source
from tests.feeds.sources.server import Source as Server

pytestmark = pytest.mark.django_db
EVERY = 12 * HOUR
LONG, SHORT = 60, 20  # days
LONG_FORMATS = ("greenhouse", "rss")
# From, until (in imports) and what goes wrong.
FAULTS = {
    LONG: [
        (5, 6, "throttled"), (9, 10, "down"), (13, 14, "cut"), (17, 18, "first page only"), (21, 23, "filtered"), (26, 50, "doubled"),
        (30, 31, "empty"), (34, 60, "reordered"), (38, 39, "lost"), (46, 47, "down"), (54, 55, "cut"), (66, 68, "filtered"),
        (74, 75, "lost"), (80, 81, "empty"), (86, 87, "throttled"), (94, 110, "doubled"), (100, 101, "first page only"),
        (112, 115, "short"),
    ],
    SHORT: [
        (3, 4, "throttled"), (6, 7, "down"), (9, 10, "cut"), (12, 13, "first page only"), (15, 17, "filtered"), (19, 30, "doubled"),
        (20, 21, "empty"), (22, 34, "reordered"), (26, 27, "lost"), (31, 34, "short"), (37, 38, "cut"),
    ],
}  # fmt: skip
COUNTED = ("greenhouse", "smartrecruiters", "bamboohr", "workday")  # formats that count what they do not show
IDS_CHANGE_AT = {LONG: 62, SHORT: 24}  # imports
MOVABLE_IDS = (
    "rss", "ashby", "workable", "recruitee", "personio", "teamtailor", "pinpoint",
    "remotive", "remoteok", "arbeitnow", "atom", "jsonfeed", "csv",
)  # fmt: skip


class Routes:
    """Every address of a world, for the server that plays it."""

    def __init__(self, world):
        self.world = world
        self.asked = collections.Counter()

    def __getitem__(self, path):
        status, headers, body = self.world.answer(path)

        def answer(handler):
            nonlocal status, body
            if headers.get("ETag") and handler.headers["If-None-Match"] == headers["ETag"]:
                status, body = 304, b""
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        if path.startswith("/jobs/"):
            self.asked[path, self.world.now.date()] += 1
        return answer


def shown(world, source, now):
    """The titles that readers see."""
    return set(Job.objects.visible(now).filter(source=source).values_list("title", flat=True))


@pytest.mark.parametrize("format", FEEDS)
def test_no_open_job_is_closed_and_closed_jobs_leave_within_two_days(format, settings, capsys, pytestconfig):
    days = LONG if format in LONG_FORMATS or pytestconfig.getoption("--long") else SHORT
    settings.FETCH_LOOPBACK = True
    world = World(format, seed=1, start=NOW)
    with Server() as server:
        server.answers = Routes(world)
        world.base = server.url("")
        source = a_source(format=format, coverage="", url=world.base + FEEDS[format], hosts=["127.0.0.1"])
        imported, wrongly_closed, late, ended = set(), set(), set(), set()
        for turn in range(days * DAY // EVERY):
            now = NOW + turn * EVERY
            world.faults = {fault for since, until, fault in FAULTS[days] if since <= turn < until}
            if format not in COUNTED:
                world.faults.discard("first page only")
            world.ids_changed = turn >= IDS_CHANGE_AT[days] and format in MOVABLE_IDS
            world.step(now)
            source.refresh_from_db()
            pipeline.run(source=source, now=now)
            there = shown(world, source, now)
            imported |= there
            for one in world.openings:
                if one.title not in imported:
                    continue
                been_back = one.returns is None or not one.returns <= now < one.returns + 2 * DAY
                if one.is_open(now) and been_back and one.title not in there:
                    wrongly_closed.add((one.title, turn))
                since = one.closed_since(now)
                if since:
                    ended.add((one.title, since))
                    if now > since + 2 * DAY and one.title in there:
                        late.add((one.title, since))
        asked_too_often = [path for (path, _day), times in server.answers.asked.items() if times > 2]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{format}: {len(imported)} jobs, {len(wrongly_closed)} open ones closed, "
            f"{len(late)} of {len(ended)} closed ones listed for more than 48 hours\n"
        )
    assert len(ended) > days / 3
    assert not wrongly_closed
    assert len(late) <= len(ended) * 0.01
    assert not asked_too_often


def test_a_job_is_asked_about_once_a_day_at_most(settings):
    settings.FETCH_LOOPBACK = True
    world = World("rss", seed=2, start=NOW)
    with Server() as server:
        server.answers = routes = Routes(world)
        world.base = server.url("")
        source = a_source(format="rss", coverage="", url=world.base + FEEDS["rss"], hosts=["127.0.0.1"])
        for turn in range(24):
            world.step(NOW + turn * dt.timedelta(hours=2))
            source.refresh_from_db()
            pipeline.run(source=source, now=world.now)
    assert routes.asked
    assert max(routes.asked.values()) == 1
