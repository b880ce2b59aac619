"""Jobs of a window are closed by answers about them, never by leaving the feed."""

import json

import pytest

from feeds.importing import pipeline
from feeds.sources.formats import is_window
from jobs.lifecycle import OPEN_FOR, Closed, Status
from tests.factories import NOW
from tests.feeds.importing.feed_worlds import DAY, HOUR
from tests.feeds.importing.support import a_source, entry, feed_of, import_feed
from tests.feeds.sources.server import Source as Server

pytestmark = pytest.mark.django_db
PAGE = b"<h1>Operations Officer</h1><p>You keep the office running.</p>"


@pytest.fixture
def server(settings):
    settings.FETCH_LOOPBACK = True
    with Server() as server:
        yield server


def a_window(server, path="/api/feed", **changes):
    return a_source(coverage="", url=server.url(path), hosts=["127.0.0.1"], **changes)


def at(server, number):
    return entry(number, url=server.url(f"/jobs/{number}"))


def ask(source, server, *entries, now):
    server.says(200, feed_of(*entries), path=source.url.removeprefix(server.url("")))
    source.refresh_from_db()
    return pipeline.run(source=source, now=now)


def statuses(source):
    return dict(source.jobs.values_list("external_id", "status"))


def test_a_job_that_leaves_a_window_stays_open():
    source = a_source(coverage="")
    import_feed(source, entry(1), entry(2))
    for day in range(1, 10):
        import_feed(source, entry(2), day=day)
    assert set(statuses(source).values()) == {Status.PUBLISHED}


def test_what_a_source_says_of_its_feed_beats_its_format():
    source = a_source(format="lever", coverage="window")
    assert is_window(source)
    assert not is_window(a_source(format="rss", coverage="snapshot"))
    assert is_window(a_source(format="rss", coverage=""))


@pytest.mark.parametrize(
    ("status", "page"),
    [
        (404, b""),
        (410, b""),
        (200, b'<script type="application/ld+json">{"@type":"JobPosting","validThrough":"2026-11-01"}</script>'),
        (200, b"<h1>Officer</h1><p>This job is <b>no longer available</b>.</p>"),
    ],
)
def test_a_job_is_closed_when_its_page_says_so(server, status, page):
    source = a_window(server)
    server.says(200, PAGE, path="/jobs/2")
    server.says(200, PAGE, path="/jobs/1")
    ask(source, server, at(server, 1), at(server, 2), now=NOW)
    server.says(status, page, path="/jobs/1")
    ask(source, server, at(server, 2), now=NOW + DAY)
    assert statuses(source) == {"1": Status.WITHDRAWN, "2": Status.PUBLISHED}
    assert source.jobs.get(external_id="1").closed_because == Closed.GONE


@pytest.mark.parametrize(
    ("status", "page"),
    [
        (200, PAGE),
        (403, b""),
        (500, b""),
        (200, b"<div hidden>This job is closed.</div>"),
        (200, b"<script>var closed = 'This job is closed.'</script>"),
        (200, b"<p>Applicants ask whether this position is filled. It is not.</p>"),
        (200, b'<script type="application/ld+json">{"@type":"JobPosting"}</script><p>This job is closed.</p>'),
        (200, b'<script type="application/ld+json">{"@type":"JobPosting","validThrough":"soon"}</script>'),
    ],
)
def test_a_page_that_says_nothing_clear_closes_nothing(server, status, page):
    source = a_window(server)
    server.says(200, PAGE, path="/jobs/2")
    server.says(status, page, path="/jobs/1")
    ask(source, server, at(server, 1), at(server, 2), now=NOW)
    ask(source, server, at(server, 2), now=NOW + DAY)
    assert statuses(source) == {"1": Status.PUBLISHED, "2": Status.PUBLISHED}


def test_a_site_that_has_no_page_at_all_any_more_closes_nothing(server):
    source = a_window(server)
    server.says(404, path="/jobs/1")
    server.says(404, path="/jobs/2")
    ask(source, server, at(server, 1), at(server, 2), now=NOW)
    ask(source, server, at(server, 2), now=NOW + DAY)
    assert statuses(source) == {"1": Status.PUBLISHED, "2": Status.PUBLISHED}


def test_a_page_at_a_host_that_is_not_the_sources_is_not_asked(server):
    source = a_window(server)
    ask(source, server, entry(1, url="https://elsewhere.example/1"), now=NOW)
    ask(source, server, now=NOW + DAY)
    assert statuses(source) == {"1": Status.PUBLISHED}
    assert {path for path, _headers in server.requests} == {"/api/feed"}


def test_the_sources_own_answer_comes_before_the_page(server):
    source = a_window(server, path="/api/v2/remote-jobs")
    answer = {"jobs": [{"id": 1, "status": "closed"}, {"id": 2, "status": "active"}, {"id": 3, "status": "unknown"}]}
    server.says(200, json.dumps(answer).encode(), path="/api/v2/remote-jobs/status?ids=1,2,3")
    server.says(200, PAGE, path="/jobs/3")
    ask(source, server, *(at(server, number) for number in (1, 2, 3)), now=NOW)
    ask(source, server, now=NOW + DAY)
    assert statuses(source) == {"1": Status.WITHDRAWN, "2": Status.PUBLISHED, "3": Status.PUBLISHED}
    assert source.jobs.get(external_id="2").verified_at == NOW + DAY


def test_a_job_that_is_said_to_be_open_gets_more_time_unless_its_source_named_an_end(server):
    source = a_window(server, path="/api/v2/remote-jobs")
    answer = {"jobs": [{"id": 1, "status": "active"}, {"id": 2, "status": "active"}]}
    server.says(200, json.dumps(answer).encode(), path="/api/v2/remote-jobs/status?ids=1,2")
    ask(source, server, at(server, 1), at(server, 2), now=NOW)
    source.jobs.filter(external_id="2").update(end_is_stated=True)
    ask(source, server, now=NOW + OPEN_FOR - 3 * DAY)
    ends = dict(source.jobs.values_list("external_id", "expires_at"))
    assert ends == {"1": NOW + 2 * OPEN_FOR, "2": NOW + OPEN_FOR}


def test_a_closed_job_that_a_window_goes_on_to_show_is_not_opened_before_its_page_is_back(server):
    source = a_window(server)
    server.says(404, path="/jobs/1")
    server.says(200, PAGE, path="/jobs/2")
    both = at(server, 1), at(server, 2)
    ask(source, server, *both, now=NOW)
    for turn in range(4, 13):
        ask(source, server, *both, now=NOW + turn * 6 * HOUR)
        assert statuses(source)["1"] == Status.WITHDRAWN
    server.says(200, PAGE, path="/jobs/1")
    ask(source, server, *both, now=NOW + 5 * DAY)
    assert statuses(source)["1"] == Status.PUBLISHED


def test_a_job_that_is_missing_from_a_snapshot_stays_while_its_source_says_that_it_is_open(server):
    source = a_source(format="lever", coverage="", url=server.url("/v0/postings/northwind"), hosts=["127.0.0.1"])
    jobs = [
        {
            "id": f"a{number}",
            "text": f"Clerk {number}",
            "hostedUrl": server.url(f"/{number}"),
            "workplaceType": "remote",
        }
        for number in (1, 2, 3)
    ]
    for turn in range(5):
        shown = jobs[:1] if turn else jobs
        server.says(200, json.dumps(shown).encode(), path="/v0/postings/northwind")
        server.says(200, json.dumps(jobs[1]).encode(), path="/v0/postings/northwind/a2")
        server.says(404, path="/v0/postings/northwind/a3")
        source.refresh_from_db()
        pipeline.run(source=source, now=NOW + turn * DAY)
    assert statuses(source) == {"a1": Status.PUBLISHED, "a2": Status.PUBLISHED, "a3": Status.WITHDRAWN}


def test_when_most_jobs_are_missing_at_once_they_are_closed_only_if_that_lasts():
    source = a_source()
    import_feed(source, *(entry(number) for number in range(30)))
    for turn in range(1, 5):
        report = pipeline.run(source=source, body=feed_of(entry(1)), now=NOW + turn * HOUR)
    assert report.run.closed == 0
    assert "29 of 30 jobs are missing at once" in report.run.error
    assert pipeline.run(source=source, body=feed_of(entry(1)), now=NOW + 37 * HOUR).run.closed == 29


def test_a_feed_that_counts_more_than_it_shows_closes_nothing():
    source = a_source(format="greenhouse", coverage="")
    jobs = [
        {"id": number, "title": f"Clerk {number}", "company_name": "Northwind", "location": {"name": "Remote"},
         "absolute_url": f"https://boards.example/{number}", "content": "You write."}
        for number in (1, 2)
    ]  # fmt: skip
    for turn in range(6):
        body = json.dumps({"jobs": jobs[: 1 if turn else 2], "meta": {"total": 2}}).encode()
        pipeline.run(source=source, body=body, now=NOW + turn * DAY)
    assert set(statuses(source).values()) == {Status.PUBLISHED}


@pytest.mark.parametrize("coverage", ["snapshot", "window"])
def test_a_job_whose_id_changes_is_the_same_job(coverage):
    source = a_source(coverage=coverage)
    import_feed(source, entry(1), entry(2))
    before = source.jobs.get(external_id="1").pk
    renamed = {**entry(1), "id": 901}
    for day in range(1, 6):
        import_feed(source, renamed, entry(2), day=day)
    assert source.jobs.count() == 2
    assert source.jobs.get(external_id="901").pk == before


def test_an_end_given_as_a_day_lasts_until_that_day_is_over_everywhere():
    source = a_source(format="rss", coverage="")
    body = (
        b"<rss version='2.0'><channel><title>Jobs</title><item><title>Northwind: Clerk</title><guid>1</guid>"
        b"<link>https://b.example/1</link><expires_at>November 30, 2026</expires_at></item></channel></rss>"
    )
    pipeline.run(source=source, body=body, now=NOW)
    job = source.jobs.get()
    assert job.end_is_stated
    assert f"{job.expires_at:%Y-%m-%d %H:%M}" == "2026-12-01 12:00"


def test_a_window_is_read_back_to_what_is_known_and_no_further(server):
    source = a_window(server, path="/feed")
    server.says(200, PAGE, path="/jobs/1")

    def page(path, *numbers, cursor=None):
        body = {"jobs": [at(server, number) for number in numbers], "nextCursor": cursor}
        server.says(200, json.dumps(body).encode(), path=path)

    page("/feed", 6, 5, cursor="b")
    page("/feed?cursor=b", 4, 3, cursor="c")
    page("/feed?cursor=c", 2, 1)
    pipeline.run(source=source, now=NOW)
    assert source.jobs.count() == 6
    server.requests.clear()
    page("/feed", 8, 7, cursor="x")
    page("/feed?cursor=x", 6, 5, cursor="b")
    source.refresh_from_db()
    pipeline.run(source=source, now=NOW + HOUR)
    assert source.jobs.count() == 8
    assert [path for path, _headers in server.requests] == ["/feed", "/feed?cursor=x"]


def test_a_snapshot_that_stays_empty_closes_what_is_gone_at_its_own_address_as_well(server):
    source = a_source(url=server.url("/api/feed"), hosts=["127.0.0.1"])
    server.says(200, PAGE, path="/jobs/2")
    server.says(404, path="/jobs/1")
    ask(source, server, at(server, 1), at(server, 2), now=NOW)
    for hours in (12, 24, 35):
        ask(source, server, now=NOW + hours * HOUR)
    assert statuses(source) == {"1": Status.PUBLISHED, "2": Status.PUBLISHED}
    ask(source, server, now=NOW + 36 * HOUR)
    assert statuses(source) == {"1": Status.WITHDRAWN, "2": Status.PUBLISHED}
    server.says(404, path="/jobs/2")
    ask(source, server, now=NOW + 60 * HOUR)
    assert statuses(source) == {"1": Status.WITHDRAWN, "2": Status.WITHDRAWN}
