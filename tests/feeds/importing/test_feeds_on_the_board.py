"""Pay, ids, employers and skipped items of feeds, as they reach the board."""

import datetime as dt
from types import SimpleNamespace

import pytest

from feeds.importing import availability, pipeline
from feeds.sources.base import Availability
from jobs.models import Job
from jobs.pay import Pay
from tests.factories import NOW
from tests.feeds.importing.support import a_source, entry, import_feed

HOUR = dt.timedelta(hours=1)


def item(number, title="Support Agent", text="Answer emails.", company="Acme", **fields):
    said = {"region": "Europe", "link": f"https://b.example/{number}", "guid": number, "title": title, **fields}
    said |= {"company": company} if company else {}
    elements = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    return f"<item>{elements}<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"


def rss(source, *found, at=NOW):
    body = f'<rss version="2.0"><channel><title>B</title>{"".join(found)}</channel></rss>'
    return pipeline.run(source=source, body=body.encode(), now=at)


@pytest.fixture
def source(db):
    return a_source(format="rss", coverage="")


def test_a_new_id_and_link_of_a_window_are_the_same_job_at_once(source):
    rss(source, item("a/1"), item("a/2", title="Sales Lead"))
    before = source.jobs.get(title="Support Agent").pk
    report = rss(source, item("b/1"), item("a/2", title="Sales Lead"), at=NOW + HOUR)
    job = source.jobs.get(title="Support Agent")
    assert (job.pk, job.external_id, job.source_url) == (before, "b/1", "https://b.example/b/1")
    assert (report.run.added, source.jobs.count()) == (0, 2)


def test_equal_jobs_with_new_ids_stay_as_many_as_they_are(source):
    rss(source, item("a/1"), item("a/2"))
    rss(source, item("b/1"), item("b/2"), at=NOW + HOUR)
    assert sorted(source.jobs.values_list("external_id", flat=True)) == ["b/1", "b/2"]


@pytest.mark.parametrize(
    "change", [{"text": "Drive a van."}, {"region": "Spain"}, {"title": "Night Agent"}, {"company": "Zinc"}]
)
def test_another_job_under_another_id_is_another_job(source, change):
    rss(source, item("a/1"))
    rss(source, item("b/1", **change), at=NOW + HOUR)
    assert source.jobs.count() == 2


def test_an_item_without_an_employer_is_reported_and_the_feed_is_none(source):
    report = rss(
        source,
        item("a/1", company=""),
        item("a/2", title="Cook at Pan Ltd", company=""),
        item("a/3", title="Cook at Pot Ltd", company=""),
    )
    assert sorted(Job.objects.values_list("company__name", flat=True)) == ["Pan Ltd", "Pot Ltd"]
    [problem] = report.problems
    assert (problem.position, problem.reason) == (
        1,
        "company: the feed names no employer, neither in a field nor in the title",
    )


def test_pay_in_words_is_read_or_kept(source):
    certain = item("a/1", title="One", salary="$90,000 - $120,000 usd per year")
    by_place = item("a/2", title="Two", salary="$90k - $120k", region="USA")
    unclear = item("a/3", title="Three", salary="$90k - $120k per year")
    report = rss(source, certain, by_place, unclear)
    jobs = {job.title: (job.pay, job.pay_text) for job in source.jobs.all()}
    dollars = Pay(9_000_000, 12_000_000, "USD", "year")
    assert jobs == {"One": (dollars, ""), "Two": (dollars, ""), "Three": (None, "$90k - $120k per year")}
    assert [problem.reason for problem in report.problems] == [
        "pay doesn't have a single currency: “$90k - $120k per year”; shown as written."
    ]


@pytest.mark.django_db
def test_pay_in_fields_that_cannot_be_read_is_shown_as_written():
    source = a_source()
    import_feed(source, entry(1, salaryMin=50, salaryMax=60, salaryCurrency="GOLD", salaryPeriod="hourly"))
    assert source.jobs.get().pay_text == "50 – 60 GOLD hourly"


@pytest.mark.django_db
def test_skipped_items_have_title_and_reason():
    report = import_feed(a_source(), entry(1), entry(2, jobTitle="Cook", workplace="onsite"))
    [skipped] = report.as_json()["left_out"]
    assert (skipped["position"], skipped["name"]) == (2, "Cook")
    assert skipped["reason"]
    assert f"Left out:\n  2. Cook: {skipped['reason']}" in report.as_text()


def missing(pk, runs, hours):
    return SimpleNamespace(pk=pk, missing_runs=runs, verified_at=NOW - hours * HOUR)


def test_jobs_that_are_missing_together_wait_longer_unless_they_are_gone():
    jobs = [missing(pk, 3, 36) for pk in range(4)]
    answers = {0: Availability.GONE, 1: Availability.OPEN}
    assert [job.pk for job in availability.ended(jobs, answers, now=NOW)] == [0]
    later = [missing(pk, 4, 48) for pk in range(4)]
    assert [job.pk for job in availability.ended(later, answers, now=NOW)] == [0, 2, 3]
    alone = [missing(1, 3, 18), missing(2, 3, 24)]
    assert len(availability.ended(alone, {}, now=NOW)) == 2
