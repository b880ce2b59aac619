import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jobs import history, services
from jobs.lifecycle import Closed
from jobs.models import Job, JobEvent, Source
from jobs.pay import Pay
from tests.factories import NOW, a_job, a_posting

DAY = dt.timedelta(days=1)


def lines(job, *, now=NOW + 30 * DAY):
    return [line.what for line in history.history_of(Job.objects.get(pk=job.pk), now=now).lines]


def changes(job, *, now=NOW + 30 * DAY):
    """Newest first: (fact, before, after)."""
    found = history.history_of(Job.objects.get(pk=job.pk), now=now).lines
    return [(str(change.name), change.before, change.after) for line in found for change in line.changes]


@pytest.fixture
def source(db):
    return Source.objects.create(name="Remote Harbor", format="rss")


def test_it_begins_with_where_the_posting_was_first_seen(source):
    job = a_job(source=source, external_id="1")
    assert lines(job) == ["Published", "First seen on Remote Harbor"]


@pytest.mark.django_db
def test_a_change_names_the_facts_in_words_with_what_they_were(source):
    job = a_job()
    services.revise(
        job=job,
        posting=a_posting(
            title="Head of Operations",
            regions=("spain", "portugal"),
            timezone=(0, 120),
            level="director",
            types=("part-time",),
            industries=("hr",),
            skills=(),
            workplace="hybrid",
        ),
        now=NOW + DAY,
    )
    assert changes(job) == [
        ("Title", "Operations Officer", "Head of Operations"),
        ("Workplace label", "Remote", "Hybrid"),
        ("Who can apply", "Anywhere", "Spain, Portugal"),
        ("Time zones", "not stated", "UTC to UTC+2"),
        ("Job type", "Full-time", "Part-time"),
        ("Level", "Mid-level", "Director"),
        ("Industry", "Administration", "Human resources"),
        ("Skills", "Excel", "not stated"),
    ]


@pytest.mark.django_db
def test_a_change_of_pay_is_told_whole_although_only_one_end_of_it_changed():
    job = a_job()
    services.revise(job=job, posting=a_posting(pay=Pay(7_200_000, 9_000_000, "USD", "year")), now=NOW + DAY)
    services.revise(job=job, posting=a_posting(pay=Pay(7_200_000, 9_000_000, "EUR", "year")), now=NOW + 2 * DAY)
    services.revise(job=job, posting=a_posting(pay=None), now=NOW + 3 * DAY)
    assert changes(job) == [
        ("Pay", "€72,000–€90,000 a year", "not stated"),
        ("Pay", "$72,000–$90,000 a year", "€72,000–€90,000 a year"),
        ("Pay", "$72,000–$88,000 a year", "$72,000–$90,000 a year"),
    ]


@pytest.mark.django_db
def test_of_the_text_and_of_the_way_to_apply_only_the_change_is_told():
    job = a_job()
    services.revise(
        job=job,
        posting=a_posting(description="<p>New words.</p>", apply_url="https://elsewhere.example/"),
        now=NOW + DAY,
    )
    assert changes(job) == [("How to apply", "", ""), ("Description", "", "")]


@pytest.mark.django_db
def test_going_and_coming_back_is_told_with_the_reason(source):
    job = a_job(source=source, external_id="1")
    services.withdraw(job=job, because=Closed.GONE, now=NOW + DAY)
    services.reopen(job=job, posting=a_posting(), now=NOW + 2 * DAY)
    services.fill(job=Job.objects.get(pk=job.pk), now=NOW + 3 * DAY)
    assert lines(job) == [
        "Closed: Position filled", "Published", "Reposted", "Closed: Removed from its source", "Published",
        "First seen on Remote Harbor",
    ]  # fmt: skip
    assert history.history_of(Job.objects.get(pk=job.pk), now=NOW + 4 * DAY).reposted == 1


@pytest.mark.django_db
def test_a_longer_listing_says_until_when():
    job = a_job()
    services.relist(job=job, now=NOW + DAY)
    assert lines(job)[0] == "Extended to March 20, 2027"


@pytest.mark.django_db
def test_the_end_of_its_time_is_a_line_once_the_clock_has_passed_it():
    job = a_job()
    assert lines(job, now=job.expires_at - DAY)[0] == "Published"
    assert lines(job, now=job.expires_at)[0] == "Expired"
    found = history.history_of(Job.objects.get(pk=job.pk), now=job.expires_at)
    assert found.lines[0].at == job.expires_at
    assert "It expired on" in found.closed


@pytest.mark.django_db
def test_an_open_posting_is_not_called_closed_and_knows_its_last_change():
    job = a_job()
    assert history.history_of(job, now=NOW).closed == ""
    assert history.history_of(job, now=NOW).changed_at is None
    services.revise(job=job, posting=a_posting(level="senior"), now=NOW + DAY)
    assert history.history_of(Job.objects.get(pk=job.pk), now=NOW + DAY).changed_at == NOW + DAY


@pytest.mark.django_db
def test_values_that_our_vocabulary_no_longer_knows_do_no_harm():
    job = a_job()
    JobEvent.objects.create(
        job=job,
        at=NOW + DAY,
        kind=JobEvent.Kind.CHANGED,
        changes={"industries": [["alchemy"], ["admin"]], "types": [["gig"], []], "regions": [["atlantis"], []]},
    )
    assert [name for name, _before, _after in changes(job)] == ["Who can apply", "Job type", "Industry"]


postings = st.builds(
    a_posting,
    title=st.sampled_from(["Operations Officer", "Cook"]),
    regions=st.sampled_from([("anywhere",), ("spain", "portugal"), ()]),
    timezone=st.sampled_from([None, (0, 120), (60, 120)]),
    level=st.sampled_from(["any", "senior"]),
    pay=st.sampled_from([None, Pay(1_000, None, "USD", "hour"), Pay(5_000_000, 6_000_000, "EUR", "year")]),
    skills=st.sampled_from([(), ("Excel",)]),
)


class TheLedgerWalksBack(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(postings, min_size=1, max_size=6))
    def test_each_change_ends_where_the_next_one_begins(self, revisions):
        job = a_job()
        for at, posting in enumerate(revisions, start=1):
            services.revise(job=Job.objects.get(pk=job.pk), posting=posting, now=NOW + at * DAY)
        by_fact = {}
        for name, before, after in changes(job):
            by_fact.setdefault(name, []).append((before, after))
        for steps in by_fact.values():
            for (before, _after), (_earlier, reached) in pairwise(steps):
                assert before == reached
            assert all(before != after for before, after in steps)
