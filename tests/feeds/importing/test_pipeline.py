"""What an import does to the postings of its source."""

import datetime as dt
import json

import pytest
from django.db import connection

from feeds.importing import pipeline
from jobs import services
from jobs.lifecycle import OPEN_FOR, Closed, Status
from jobs.models import Company, ImportRun, Job, JobEvent, Source
from tests.factories import NOW
from tests.feeds.importing.support import a_source, counts, entry, feed_of, import_feed

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def states(source):
    return dict(source.jobs.values_list("external_id", "status"))


def ledger(job):
    return list(job.events.values_list("kind", flat=True))


def test_a_feed_becomes_postings_that_are_open():
    source = a_source()
    report = import_feed(source, entry(1), entry(2))
    assert counts(report) == {"seen": 2, "added": 2}
    assert report.run.outcome == ImportRun.Outcome.GOOD
    assert Job.objects.visible(NOW).filter(source=source).count() == 2
    job = source.jobs.get(external_id="1")
    assert (job.title, job.company.name, job.regions) == ("Operations Officer 1", "Northwind", ["anywhere"])
    assert job.verified_at == job.first_seen_at == NOW
    assert job.published_at == dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)


def test_the_same_feed_again_changes_nothing_but_when_it_was_seen():
    source = a_source()
    entries = (entry(1), entry(2, annualSalaryMin="50000", annualSalaryMax="60000", salaryCurrency="USD"))
    import_feed(source, *entries)
    before = list(source.jobs.order_by("pk").values())
    events = list(JobEvent.objects.values())
    report = import_feed(source, *entries, day=1)
    assert counts(report) == {"seen": 2, "same": 2}
    after = list(source.jobs.order_by("pk").values())
    assert {row["verified_at"] for row in after} == {NOW + DAY}
    assert [{**row, "verified_at": None} for row in after] == [{**row, "verified_at": None} for row in before]
    assert list(JobEvent.objects.values()) == events


def test_a_change_is_taken_over_and_told():
    source = a_source()
    import_feed(source, entry(1), entry(2))
    report = import_feed(source, entry(1, jobTitle="Chief of Operations"), entry(2), day=1)
    assert counts(report) == {"seen": 2, "changed": 1, "same": 1}
    job = source.jobs.get(external_id="1")
    assert job.title == "Chief of Operations"
    assert job.events.get(kind="changed").changes["title"] == ["Operations Officer 1", "Chief of Operations"]


def test_a_posting_is_gone_when_three_good_imports_have_missed_it():
    source = a_source()
    import_feed(source, entry(1), entry(2))
    for day in (1, 2):
        assert counts(import_feed(source, entry(1), day=day)) == {"seen": 1, "same": 1}
    assert states(source) == {"1": Status.PUBLISHED, "2": Status.PUBLISHED}
    assert counts(import_feed(source, entry(1), day=3)) == {"seen": 1, "same": 1, "closed": 1}
    gone = source.jobs.get(external_id="2")
    assert (gone.status, gone.closed_because, gone.closed_at) == (Status.WITHDRAWN, Closed.GONE, NOW + 3 * DAY)
    assert counts(import_feed(source, entry(1), day=4)) == {"seen": 1, "same": 1}


def test_the_misses_must_be_in_a_row():
    source = a_source()
    import_feed(source, entry(1), entry(2))
    for day, there in enumerate([False, False, True, False, False], 1):
        import_feed(source, entry(1), *([entry(2)] if there else []), day=day)
    assert states(source)["2"] == Status.PUBLISHED


def test_an_empty_feed_is_suspect_and_closes_nothing():
    source = a_source()
    import_feed(source, entry(1))
    for day in range(1, 6):
        report = import_feed(source, day=day)
    assert report.run.outcome == ImportRun.Outcome.EMPTY
    assert states(source) == {"1": Status.PUBLISHED}
    source.refresh_from_db()
    assert source.health == Source.Health.EMPTY


def test_a_feed_with_more_broken_items_than_usable_ones_closes_nothing():
    source = a_source()
    import_feed(source, entry(1), entry(2))
    for day in range(1, 5):
        report = import_feed(source, entry(1), {"id": 8}, {"id": 9}, day=day)
    assert counts(report) == {"seen": 1, "same": 1, "broken": 2}
    assert "no jobs were closed" in report.run.error
    assert states(source)["2"] == Status.PUBLISHED


def test_a_posting_whose_item_is_broken_is_not_missing():
    source = a_source()
    import_feed(source, entry(1), entry(2))
    for day in range(1, 5):
        import_feed(source, entry(1), entry(2, jobTitle=""), day=day)
    assert states(source)["2"] == Status.PUBLISHED
    assert source.jobs.get(external_id="2").verified_at == NOW


def test_a_posting_that_is_back_is_the_same_one_and_readers_are_told():
    source = a_source()
    import_feed(source, entry(1), entry(2))
    for day in (1, 2, 3):
        import_feed(source, entry(1), day=day)
    gone = source.jobs.get(external_id="2")
    report = import_feed(source, entry(1), entry(2), day=4)
    assert counts(report) == {"seen": 2, "same": 1, "changed": 1}
    back = source.jobs.get(external_id="2")
    assert (back.pk, back.status, back.missing_runs) == (gone.pk, Status.PUBLISHED, 0)
    assert "reposted" in ledger(back)
    assert Job.objects.visible(NOW + 4 * DAY).filter(pk=back.pk).exists()
    assert counts(import_feed(source, entry(1), entry(2), day=5)) == {"seen": 2, "same": 2}


@pytest.mark.parametrize("close", [services.fill, services.reject])
def test_what_was_closed_here_stays_closed_whatever_the_source_says(close):
    source = a_source()
    import_feed(source, entry(1), entry(2))
    job = source.jobs.get(external_id="2")
    close(job=job, by=None, now=NOW)
    before = states(source)["2"]
    assert counts(import_feed(source, entry(1), entry(2, jobTitle="Other"), day=1)) == {"seen": 2, "same": 2}
    assert states(source)["2"] == before
    assert source.jobs.get(external_id="2").title == "Operations Officer 2"


def test_an_item_that_is_over_is_not_added():
    source = a_source(format="greenhouse")
    both = [
        {"id": number, "title": "Clerk", "company_name": "Northwind", "absolute_url": "https://boards.example/1",
         "content": "You write.", "location": {"name": "Remote"}, "application_deadline": end}
        for number, end in ((1, "2026-11-19T00:00:00Z"), (2, "2026-11-30T00:00:00Z"))
    ]  # fmt: skip
    report = pipeline.run(source=source, body=json.dumps({"jobs": both}).encode(), now=NOW)
    assert counts(report) == {"seen": 1, "added": 1}
    assert report.skipped == 1
    assert source.jobs.get().expires_at == dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


def test_a_posting_that_its_source_still_has_does_not_end_by_our_time_alone():
    source = a_source()
    import_feed(source, entry(1))
    import_feed(source, entry(1), day=OPEN_FOR.days - 20)
    assert source.jobs.get().expires_at == NOW + OPEN_FOR
    later = OPEN_FOR.days - 3
    assert counts(import_feed(source, entry(1), day=later)) == {"seen": 1, "same": 1}
    assert source.jobs.get().expires_at == NOW + 2 * OPEN_FOR
    assert ledger(source.jobs.get()).count("relisted") == 1


def test_one_broken_item_loses_no_other_and_is_listed_with_its_reason():
    source = a_source()
    report = import_feed(source, entry(1), entry(2, jobTitle=""), entry(3), "nonsense")
    assert counts(report) == {"seen": 2, "added": 2, "broken": 2}
    assert [problem.position for problem in report.problems] == [2, 4]
    kept = ImportRun.objects.get().problems
    assert kept[0]["position"] == 2
    assert "jobTitle" in kept[0]["reason"]


def test_of_two_items_with_one_id_the_first_counts_every_time():
    source = a_source()
    entries = (entry(1), entry(1, jobTitle="Another"), entry(2))
    assert counts(import_feed(source, *entries)) == {"seen": 2, "added": 2, "broken": 1}
    assert counts(import_feed(source, *entries, day=1)) == {"seen": 2, "same": 2, "broken": 1}
    assert source.jobs.get(external_id="1").title == "Operations Officer 1"


def test_an_item_that_the_database_refuses_loses_no_other():
    source = a_source()
    Company.objects.create(name="Taken", slug="taken", name_key="taken")
    longest = "https://board.example/" + "x" * 950
    report = import_feed(source, entry(1), entry(2, url=longest + "y" * 200), entry(3, url=longest))
    assert counts(report) == {"seen": 2, "added": 2, "broken": 1}


def test_a_feed_of_which_nothing_can_be_used_has_failed():
    source = a_source()
    import_feed(source, entry(1))
    report = import_feed(source, {"id": 1}, day=1)
    assert report.run.outcome == ImportRun.Outcome.FAILED
    assert states(source) == {"1": Status.PUBLISHED}


def test_what_is_no_feed_fails_and_says_what_it_is():
    source = a_source()
    report = pipeline.run(source=source, body=b"<!doctype html><html></html>", now=NOW)
    assert report.run.outcome == ImportRun.Outcome.FAILED
    assert "web page" in report.run.error.lower() or "html" in report.run.error.lower()
    run = ImportRun.objects.get()
    assert run.finished_at is not None


def test_a_preview_reports_the_same_and_keeps_nothing():
    source = a_source()
    import_feed(source, entry(1), entry(2), entry(3))
    for day in (1, 2):
        import_feed(source, entry(1), entry(3), day=day)
    before = list(Job.objects.order_by("pk").values())
    body = feed_of(entry(1), entry(3, jobTitle="New title"), entry(4, companyName="Newcomer"), {"id": 5})
    at = NOW + 3 * DAY
    seen = pipeline.preview(source=source, body=body, now=at)
    assert list(Job.objects.order_by("pk").values()) == before
    assert ImportRun.objects.count() == 3
    assert not Company.objects.filter(name="Newcomer").exists()
    done = pipeline.run(source=source, body=body, now=at)
    assert counts(seen) == counts(done) == {"seen": 3, "added": 1, "changed": 1, "same": 1, "closed": 1, "broken": 1}
    assert seen.problems == done.problems


def test_a_preview_holds_the_lock_of_no_opening_while_it_goes_on():
    held = []

    def look(done, total):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            held.append(cursor.fetchone()[0])

    body = feed_of(*(entry(number) for number in range(pipeline.CHUNK + 1)))
    pipeline.preview(source=a_source(), body=body, now=NOW, progress=look)
    assert held == [0, 0, 0]


def test_a_preview_of_a_new_source_leaves_no_source_behind():
    source = Source(name="Unsaved", format="jobicy")
    report = pipeline.preview(source=source, body=feed_of(entry(1)), now=NOW)
    assert counts(report) == {"seen": 1, "added": 1}
    assert not Source.objects.exists()


def test_a_feed_without_news_takes_few_statements(django_assert_max_num_queries):
    source = a_source()
    entries = [entry(number) for number in range(1, 131)]
    import_feed(source, *entries)
    with django_assert_max_num_queries(32):
        report = import_feed(source, *entries, day=1)
    assert counts(report) == {"seen": 130, "same": 130}
