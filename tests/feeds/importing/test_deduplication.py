"""The same opening at several sources is one card, and one posting leads it."""

import datetime as dt
import itertools
import threading

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jobs import deduplication, services
from jobs.models import Company, Job, Listing, Source
from jobs.search import indexing
from tests.factories import NOW, a_job
from tests.feeds.importing.support import a_source

DAY = dt.timedelta(days=1)
_ids = itertools.count(1)


def listed():
    """The postings that lists show, the oldest first."""
    return list(Listing.objects.order_by("job_id").values_list("job_id", flat=True))


def a_copy(source=None, **changes):
    return a_job(source=source, external_id=str(next(_ids)) if source else "", **changes)


def lead_of(job):
    return Job.objects.get(pk=job.pk).lead_id


@pytest.mark.django_db
class TestWhoLeads:
    def test_the_posting_seen_first_leads_and_the_copy_leaves_the_lists(self):
        first = a_copy(a_source(), now=NOW - DAY)
        copy = a_copy(a_source())
        assert (lead_of(first), lead_of(copy)) == (None, first.pk)
        assert listed() == [first.pk]

    def test_the_employers_own_feed_leads_however_late_it_comes(self):
        copy = a_copy(a_source(), now=NOW - DAY)
        own = a_copy(a_source(company=Company.objects.get(name="Northwind")))
        assert (lead_of(own), lead_of(copy)) == (None, own.pk)
        assert listed() == [own.pk]

    def test_a_format_that_only_employers_use_is_an_employers_own(self):
        copy = a_copy(a_source(format="rss"), now=NOW - DAY)
        assert lead_of(copy) is None
        own = a_copy(a_source(format="greenhouse"))
        assert lead_of(copy) == own.pk

    def test_a_posting_made_here_leads(self):
        copy = a_copy(a_source(), now=NOW - DAY)
        own = a_copy()
        assert lead_of(copy) == own.pk

    @pytest.mark.parametrize(
        ("title", "same"),
        [
            ("Senior Clerk", True),
            ("Sr. Clerk (Remote)", True),
            ("senior clerk - 100% remote", True),
            ("Senior Clerk (m/f/d)", True),
            ("Clerk", False),
            ("Senior Clerk II", False),
            ("Senior Clerk (EMEA)", False),
        ],
    )
    def test_titles_that_mean_the_same(self, title, same):
        first = a_copy(a_source(), title="Senior Clerk", now=NOW - DAY)
        other = a_copy(a_source(), title=title)
        assert lead_of(other) == (first.pk if same else None)

    @pytest.mark.parametrize(
        ("regions", "same"),
        [
            (("spain",), True),
            (("europe",), True),
            (("anywhere",), True),
            (("germany",), False),
            (("spain", "germany"), True),
            (("united-states", "latam"), False),
            ((), False),
        ],
    )
    def test_places_must_be_equal_or_lie_within_each_other(self, regions, same):
        first = a_copy(a_source(), regions=("spain",), now=NOW - DAY)
        other = a_copy(a_source(), regions=regions)
        assert lead_of(other) == (first.pk if same else None)

    def test_another_employer_has_another_opening(self):
        a_copy(a_source(), now=NOW - DAY)
        assert lead_of(a_copy(a_source(), company="Southwind")) is None

    def test_two_postings_of_one_source_are_never_the_same_opening(self):
        source = a_source()
        first, second = a_copy(source, now=NOW - DAY), a_copy(source)
        assert listed() == [first.pk, second.pk]
        # A copy elsewhere joins one of them, and the next copy of that source the other.
        elsewhere = a_source()
        third, fourth = a_copy(elsewhere), a_copy(elsewhere)
        assert {lead_of(third), lead_of(fourth)} == {first.pk, second.pk}

    def test_a_held_posting_neither_leads_nor_follows(self):
        held = a_copy(a_source(), now=NOW - DAY)
        services.submit(job=services.withdraw(job=held, because="staff", now=NOW), by=None, now=NOW)
        assert lead_of(a_copy(a_source())) is None


@pytest.mark.django_db
class TestHandingOver:
    def test_a_copy_takes_over_when_the_lead_is_filled(self):
        lead, copy = a_copy(a_source(), now=NOW - DAY), a_copy(a_source())
        services.fill(job=lead, now=NOW)
        assert lead_of(copy) is None
        assert listed() == [copy.pk]

    def test_a_copy_takes_over_when_the_clock_ends_the_lead(self):
        lead = a_copy(a_source(), expires_at=NOW + DAY, now=NOW - DAY)
        copy = a_copy(a_source())
        assert deduplication.sweep(NOW) == 0
        assert deduplication.sweep(NOW + DAY) == 1
        indexing.sweep(NOW + DAY)
        assert (lead_of(lead), lead_of(copy)) == (None, None)
        assert listed() == [copy.pk]
        assert deduplication.sweep(NOW + DAY) == 0

    def test_a_changed_title_leaves_the_opening(self):
        from tests.factories import a_posting

        lead, copy = a_copy(a_source(), now=NOW - DAY), a_copy(a_source())
        services.revise(job=lead, posting=a_posting(title="Night Watch"), now=NOW)
        assert (lead_of(lead), lead_of(copy)) == (None, None)
        services.revise(job=copy, posting=a_posting(title="Night Watch"), now=NOW)
        assert lead_of(copy) == lead.pk
        assert listed() == [lead.pk]

    def test_the_sources_of_an_opening_are_named_whichever_posting_is_asked(self, django_assert_num_queries):
        copy = a_copy(a_source(name="Board"), now=NOW - DAY)
        own = a_copy(a_source(name="Careers", company=Company.objects.get(name="Northwind")))
        for job in (own, copy):
            job.refresh_from_db()
            with django_assert_num_queries(1):
                named = [one.source.name for one in deduplication.sources_of(job, now=NOW)]
            assert named == ["Careers", "Board"]


SOURCES = st.integers(min_value=0, max_value=3)  # 0: posted here; 3: the employer's own feed
PLACES = st.sampled_from([("anywhere",), ("europe",), ("spain",), ("germany",), ("spain", "germany"), ()])
POSTINGS = st.lists(st.tuples(SOURCES, PLACES, st.integers(min_value=0, max_value=5)), min_size=1, max_size=6)


class TestAnyOrder(TestCase):
    def setUp(self):
        company = services.company_named("Northwind")
        names = ("one", "two")
        self.sources = [None, *(Source.objects.create(name=name, format="rss") for name in names)]
        self.sources.append(Source.objects.create(name="own", format="rss", company=company))

    @settings(max_examples=40, deadline=None)
    @given(POSTINGS, st.randoms(use_true_random=False))
    def test_the_order_of_arrival_does_not_matter(self, postings, random):
        results = []
        for _attempt in range(2):
            with transaction.atomic():
                results.append(self._leads(postings, random))
                transaction.set_rollback(True)
        assert results[0] == results[1]

    def _leads(self, postings, random):
        """Adds the postings in some order; answers which of them leads which."""
        order = list(enumerate(postings))
        random.shuffle(order)
        made = {}
        for number, (source, regions, day) in order:
            at = NOW - DAY + dt.timedelta(hours=day, microseconds=number)
            external_id = str(number) if source else ""
            made[number] = a_job(source=self.sources[source], external_id=external_id, regions=regions, now=at)
        for job in made.values():
            deduplication.elect_lead(job, now=NOW)
        numbers = {job.pk: number for number, job in made.items()}
        leads = {numbers[pk]: lead and numbers[lead] for pk, lead in Job.objects.values_list("pk", "lead")}
        self._check(postings, leads)
        assert {numbers[pk] for pk in listed()} == {number for number, lead in leads.items() if lead is None}
        return leads

    def _check(self, postings, leads):
        """Openings are flat, and no source stands twice in one."""
        for lead in leads.values():
            assert lead is None or leads[lead] is None
        for number, lead in leads.items():
            if lead is None:
                sources = [postings[n][0] for n, of in leads.items() if of == number or n == number]
                assert len(sources) == len(set(sources))


@pytest.mark.django_db(transaction=True)
def test_two_changes_of_one_opening_at_once_wait_for_each_other():
    """Each begins by touching its own posting; without ``hold`` each would then wait for the other's row."""
    lead, copy = a_copy(a_source(), now=NOW - DAY), a_copy(a_source(company=Company.objects.get(name="Northwind")))
    jobs = [Job.objects.get(pk=lead.pk), Job.objects.get(pk=copy.pk)]
    errors, together = [], threading.Barrier(2)

    def work(job):
        try:
            for _turn in range(15):
                together.wait(20)
                services.withdraw(job=job, because="staff", now=NOW)
                services.submit(job=job, by=None, now=NOW)
                services.publish(job=job, by=None, now=NOW)
        except Exception as error:
            errors.append(error)
            together.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert Job.objects.filter(lead__isnull=True).count() == 1
    indexing.refresh([lead.pk, copy.pk], now=NOW)
    assert len(listed()) == 1
