"""``manage.py demo_jobs``: what it leaves in the database."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from demo.jobs import loading
from demo.jobs.invention import draft
from jobs import services
from jobs.models import Company, ImportRun, Job, JobEvent, Listing, SearchWord, Source
from tests.factories import NOW

pytestmark = pytest.mark.django_db
Kind = JobEvent.Kind


def load(count, seed=1, now=NOW):
    return loading.load(count=count, seed=seed, now=now, progress=lambda done, of: None)


def test_the_command_adds_what_is_missing_and_says_so():
    said = io.StringIO()
    call_command("demo_jobs", count=60, stdout=said)
    assert "Added 60 invented jobs of seed 1." in said.getvalue()
    call_command("demo_jobs", count=60, stdout=said)
    assert said.getvalue().splitlines()[-1] == "Added 0 invented jobs of seed 1."
    assert Job.objects.count() == 60
    call_command("demo_jobs", count=90, stdout=said)
    assert Job.objects.count() == 90


def test_what_was_deleted_comes_back():
    load(30)
    Job.objects.get(external_id="demo-1-7").delete()
    assert load(30) == 1


@pytest.mark.parametrize("count", ["0", "-5", "many", "99999999999"])
def test_a_count_that_is_none_is_refused(count):
    with pytest.raises(CommandError, match="whole number"):
        call_command("demo_jobs", "--count", count)


def test_mistyped_words_are_known_at_once():
    load(60)
    assert SearchWord.objects.filter(word="marketing").exists()


def test_the_others_are_accused_of_nothing():
    for number in range(400):
        one = draft(number, seed=1, now=NOW)
        if not one.fault:
            job = Job(company=Company(name=one.posting.company), **one.posting.columns())
            accused = [finding for finding in services.examine(job) if finding.kind in ("contradiction", "scam")]
            assert not accused, (number, accused)


def test_its_sources_are_never_asked():
    load(60)
    assert Source.objects.count() >= 10
    assert not Source.objects.filter(is_active=True).exists()
    assert ImportRun.objects.count() == 4 * Source.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_large_number_leaves_the_index_of_the_listing_in_place(monkeypatch):
    monkeypatch.setattr(loading, "REBUILD_FROM", 30)
    load(40)
    with connection.cursor() as cursor:
        assert "listing_words" in connection.introspection.get_constraints(cursor, Listing._meta.db_table)
