"""When a source is asked, by whom, and how it is said to be doing."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from feeds.importing import pipeline, schedule
from jobs.models import ImportRun, Job, JobEvent, Source
from tests.factories import NOW
from tests.feeds.importing.support import a_source, counts, entry, feed_of, import_feed

Health, Outcome = Source.Health, ImportRun.Outcome
HOUR = dt.timedelta(hours=1)


def an_asked_source(board, **changes):
    return a_source(url=board.url, hosts=["127.0.0.1"], **changes)


def ask(source, at=NOW):
    source.refresh_from_db()
    report = pipeline.run(source=source, now=at)
    source.refresh_from_db()
    return report


# --- Leases ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_lease_is_held_by_one_and_ends_by_itself():
    source = a_source()
    lease = schedule.claim(source, now=NOW)
    with pytest.raises(schedule.AlreadyRunning, match="already being imported"):
        schedule.claim(source, now=NOW + schedule.LEASE - dt.timedelta(seconds=1))
    lease.extend(NOW + HOUR / 6)
    with pytest.raises(schedule.AlreadyRunning):
        schedule.claim(source, now=NOW + schedule.LEASE)
    later = schedule.claim(source, now=NOW + HOUR)
    with pytest.raises(schedule.AlreadyRunning, match="has taken over"):
        lease.extend(NOW + HOUR)
    later.end()
    schedule.claim(source, now=NOW + HOUR)


@pytest.mark.django_db
def test_what_a_dead_import_left_running_has_failed():
    source = a_source()
    left = ImportRun.objects.create(source=source, started_at=NOW)
    schedule.claim(source, now=NOW + HOUR)
    left.refresh_from_db()
    assert (left.outcome, left.error) == (Outcome.FAILED, "The import ended before it was finished.")
    assert left.finished_at == NOW + HOUR


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_once_one_runs_and_one_says_so():
    source = a_source()
    under_way, may_go_on = threading.Event(), threading.Event()
    reports = []

    def slowly(done, total):
        under_way.set()
        assert may_go_on.wait(20)

    def work():
        try:
            reports.append(import_feed(source, entry(1), progress=slowly))
        finally:
            under_way.set()
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert under_way.wait(20)
    try:
        with pytest.raises(schedule.AlreadyRunning):
            import_feed(Source.objects.get(pk=source.pk), entry(1))
    finally:
        may_go_on.set()
        worker.join(20)
    assert [counts(report) for report in reports] == [{"seen": 1, "added": 1}]
    assert ImportRun.objects.get().outcome == Outcome.GOOD


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_is_completed_by_the_next_one_and_nothing_is_there_twice(tmp_path):
    feed = tmp_path / "board.json"
    feed.write_bytes(feed_of(*(entry(number) for number in range(1, 101))))
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"]).geturl()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_jobs", "--source", "jobicy", str(feed)],
        cwd=settings.BASE_DIR, env={**os.environ, "DATABASE_URL": database}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert next(line for line in process.stderr if " of 100 items" in line)
        while not Job.objects.exists() and process.poll() is None:
            pass  # the first of them is about to be there
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    source = Source.objects.get(name="board")
    assert 0 < source.jobs.count() < 100
    assert ImportRun.objects.get().outcome == Outcome.RUNNING

    body = feed.read_bytes()
    with pytest.raises(schedule.AlreadyRunning):
        pipeline.run(source=source, body=body, now=timezone.now())
    report = pipeline.run(source=source, body=body, now=timezone.now() + schedule.LEASE)
    assert report.run.seen == 100
    assert report.run.added < 100
    assert sorted(int(name) for name in Job.objects.values_list("external_id", flat=True)) == list(range(1, 101))
    assert JobEvent.objects.filter(kind="first-seen").count() == 100
    assert ImportRun.objects.order_by("started_at").first().error == "The import ended before it was finished."


# --- What is due ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_due_is_handed_out_once_and_again_if_nobody_came_back():
    new = a_source(url="https://board.example/new")
    due = a_source(url="https://board.example/due", next_due_at=NOW)
    a_source(url="https://board.example/later", next_due_at=NOW + HOUR)
    a_source(url="https://board.example/off", is_active=False)
    a_source(url="")
    assert sorted(schedule.take_due(NOW)) == [new.pk, due.pk]
    assert schedule.take_due(NOW) == []
    assert sorted(schedule.take_due(NOW + schedule.LEASE)) == [new.pk, due.pk]


@pytest.mark.django_db(transaction=True)
def test_what_one_sweep_is_handing_out_another_passes_over():
    source = a_source(url="https://board.example/feed")
    handed_out, may_end = threading.Event(), threading.Event()
    taken = []

    def sweep():
        try:
            with transaction.atomic():
                taken.extend(schedule.take_due(NOW))
                handed_out.set()
                assert may_end.wait(20)
        finally:
            handed_out.set()
            connection.close()

    thread = threading.Thread(target=sweep)
    thread.start()
    assert handed_out.wait(20)
    try:
        assert schedule.take_due(NOW) == []
    finally:
        may_end.set()
        thread.join(20)
    assert taken == [source.pk]


@pytest.mark.django_db
def test_asking_now_leaves_sources_alone_that_cannot_be_asked():
    on = a_source(url="https://board.example/on", next_due_at=NOW + HOUR)
    off = a_source(url="https://board.example/off", is_active=False)
    by_hand = a_source(url="")
    assert schedule.ask_now([on.pk, off.pk, by_hand.pk], now=NOW) == 1
    assert schedule.take_due(NOW) == [on.pk]


# --- What a source answers ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_good_import_is_good_and_the_next_comes_after_the_usual_time(board):
    source = an_asked_source(board, every_minutes=120)
    board.will(feed_of(entry(1)), ETag='"one"', Last_Modified="Fri, 20 Nov 2026 10:00:00 GMT")
    assert ask(source).run.outcome == Outcome.GOOD
    assert (source.health, source.running_until) == (Health.GOOD, None)
    assert 0 <= (source.next_due_at - NOW - 2 * HOUR).total_seconds() < 60
    assert (source.etag, source.last_modified) == ('"one"', "Fri, 20 Nov 2026 10:00:00 GMT")


@pytest.mark.django_db
def test_not_changed_counts_as_seen(board):
    source = an_asked_source(board)
    board.will(feed_of(entry(1), entry(2)), ETag='"one"')
    ask(source)
    board.will(status=304)
    report = ask(source, NOW + HOUR)
    assert board.asked[1]["If-None-Match"] == '"one"'
    assert report.run.outcome == Outcome.UNCHANGED
    assert counts(report) == {"seen": 2, "same": 2}
    assert set(source.jobs.values_list("verified_at", flat=True)) == {NOW + HOUR}
    assert source.health == Health.GOOD
    assert source.etag == '"one"'


@pytest.mark.django_db
def test_a_posting_stays_missing_while_the_feed_does_not_change(board):
    source = an_asked_source(board)
    board.will(feed_of(entry(1), entry(2)), ETag='"one"')
    board.will(feed_of(entry(1)), ETag='"two"')
    board.will(status=304)
    board.will(status=304)
    reports = [ask(source, NOW + number * HOUR) for number in range(4)]
    assert [report.run.closed for report in reports] == [0, 0, 0, 1]
    assert source.jobs.get(external_id="2").closed_because == "gone"


@pytest.mark.django_db
def test_a_feed_with_something_left_to_read_is_asked_for_whole_again(board):
    source = an_asked_source(board)
    board.will(feed_of(entry(1), {"id": 2}), ETag='"one"')
    ask(source)
    board.will(feed_of(entry(1), entry(2)), ETag='"one"')
    ask(source, NOW + HOUR)
    assert "If-None-Match" not in board.asked[1]
    assert source.jobs.count() == 2


@pytest.mark.django_db
def test_the_whole_feed_is_asked_for_when_a_posting_is_about_to_end(board):
    source = an_asked_source(board)
    board.will(feed_of(entry(1)), ETag='"one"')
    ask(source)
    end = source.jobs.get().expires_at
    board.will(feed_of(entry(1)), ETag='"one"')
    ask(source, end - dt.timedelta(days=5))
    assert "If-None-Match" not in board.asked[1]
    assert source.jobs.get().expires_at > end


@pytest.mark.django_db
def test_an_empty_answer_is_remembered_as_such_and_never_as_unchanged(board):
    source = an_asked_source(board)
    board.will(feed_of(entry(1)), ETag='"one"')
    board.will(feed_of(), ETag='"none"')
    ask(source)
    assert ask(source, NOW + HOUR).run.outcome == Outcome.EMPTY
    assert (source.health, source.etag) == (Health.EMPTY, '"one"')


@pytest.mark.django_db
def test_failures_wait_longer_each_time_and_three_in_a_row_are_a_dead_source(board):
    source = an_asked_source(board, every_minutes=360)
    board.will(feed_of(entry(1)))
    ask(source)
    waits, health = [], []
    at = NOW
    for _turn in range(4):
        at += dt.timedelta(days=1)
        board.will(status=500)
        report = ask(source, at)
        assert report.run.outcome == Outcome.FAILED
        assert "500" in report.run.error
        waits.append(round((source.next_due_at - at) / HOUR))
        health.append(source.health)
    assert waits == [12, 24, 24, 24]
    assert health == [Health.GOOD, Health.GOOD, Health.DEAD, Health.DEAD]
    assert source.jobs.get().status == "published"
    board.will(feed_of(entry(1)))
    ask(source, at + HOUR)
    assert source.health == Health.GOOD
    assert round((source.next_due_at - at - HOUR) / HOUR) == 6


@pytest.mark.django_db
def test_a_source_that_asks_us_to_wait_is_given_the_time_it_names(board):
    source = an_asked_source(board)
    board.will(status=429, Retry_After="7200")
    report = ask(source)
    assert report.run.outcome == Outcome.THROTTLED
    assert source.health == Health.THROTTLED
    assert round((source.next_due_at - NOW) / HOUR) == 2


@pytest.mark.django_db
def test_an_address_that_must_not_be_asked_is_a_failure_that_says_why():
    source = a_source(url="https://169.254.169.254/latest", hosts=["169.254.169.254"])
    report = ask(source)
    assert report.run.outcome == Outcome.FAILED
    assert "isn't a public address" in report.run.error


@pytest.mark.django_db
def test_an_error_of_our_own_ends_the_run_and_gives_the_source_back():
    source = a_source()

    def stop(done, total):
        raise RuntimeError("out of paper")

    with pytest.raises(RuntimeError):
        import_feed(source, entry(1), progress=stop)
    run = ImportRun.objects.get()
    assert (run.outcome, run.error) == (Outcome.FAILED, "The import stopped: out of paper")
    source.refresh_from_db()
    assert source.running_until is None
