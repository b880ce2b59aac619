"""A queryset that was compiled once gives what the queryset itself gives, for the values of each run."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from jobs.models import Company, Job
from jobs.models.job import cards_by_id
from tests.factories import a_job
from toolkit.database.compiled import Compiled, given

BY_NAME = Compiled(lambda: Company.objects.filter(name=given("name")).only("slug"))


@pytest.mark.django_db
def test_rows_are_loaded_as_by_the_queryset(django_assert_num_queries):
    now = timezone.now()
    jobs = [a_job(now=now - timedelta(hours=hour), company=f"Firm {hour}") for hour in range(3)]
    Company.objects.filter(pk=jobs[0].company_id).update(logo=b"png")
    cards_by_id([])
    with django_assert_num_queries(1):
        found = cards_by_id([job.pk for job in jobs[:2]])
        told = {pk: (job.title, job.company.name, job.source, job.has_logo, job.places) for pk, job in found.items()}
    expected = Job.objects.for_cards().in_bulk([job.pk for job in jobs[:2]])
    assert told == {
        pk: (job.title, job.company.name, job.source, job.has_logo, job.places) for pk, job in expected.items()
    }
    for pk, job in found.items():
        assert job.get_deferred_fields() == expected[pk].get_deferred_fields() != set()
        assert job.description == expected[pk].description  # loaded when it's asked for


@pytest.mark.django_db
def test_each_run_has_values_of_its_own():
    for name in ("Acme", "O'Neil & “Co” %s"):
        a_job(company=name)
    for name in ("Acme", "O'Neil & “Co” %s", "Nobody"):
        assert [one.name for one in BY_NAME.rows(name=name)] == ([] if name == "Nobody" else [name])
    with pytest.raises(KeyError):
        BY_NAME.rows()


@pytest.mark.django_db(transaction=True)
def test_threads_use_their_own_connections():
    a_job(company="Acme")
    found = []

    def read():
        found.extend(one.name for one in BY_NAME.rows(name="Acme"))
        connection.close()

    for _ in range(2):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert found == ["Acme", "Acme"]
