"""The listing has a row for each visible leading job, and only for those."""

import datetime as dt
import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from jobs.models import Job, Listing
from jobs.search import indexing, lexemes, results, spelling
from jobs.search.criteria import Criteria
from jobs.search.query import JOB_ID, position
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db


def listed():
    return list(Listing.objects.order_by("position").values_list("job_id", flat=True))


def test_a_position_holds_time_and_posting():
    job = a_job(published_at=NOW - dt.timedelta(days=2))
    row = Listing.objects.get()
    assert row.position == position(job.published_at, job.pk)
    assert row.position & JOB_ID == job.pk
    assert row.position >> 31 == int(job.published_at.timestamp())


def test_copies_and_held_and_closed_postings_are_not_listed():
    job = a_job()
    assert listed() == [job.pk]
    Job.objects.filter(pk=job.pk).update(status="pending")
    indexing.refresh([job.pk], now=NOW)
    assert listed() == []


def test_a_posting_that_moves_in_time_keeps_one_row():
    job = a_job()
    Job.objects.filter(pk=job.pk).update(published_at=NOW - dt.timedelta(days=9))
    indexing.refresh([job.pk], now=NOW)
    assert Listing.objects.get().position == position(NOW - dt.timedelta(days=9), job.pk)


def test_a_change_keeps_the_time_since_when_it_is_listed():
    job = a_job()
    Job.objects.filter(pk=job.pk).update(title="Changed")
    indexing.refresh([job.pk], now=NOW + dt.timedelta(days=1))
    row = Listing.objects.get()
    assert "'chang':1" in row.words
    assert "'~jchanged'" in row.words
    assert row.listed_at == NOW


def test_what_has_not_changed_is_not_written():
    job = a_job()

    def version():
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin, ctid FROM jobs_listing")
            return cursor.fetchall()

    before = version()
    indexing.refresh([job.pk], now=NOW + dt.timedelta(days=1))
    assert version() == before


def test_refreshing_takes_three_statements_whatever_the_number(django_assert_num_queries):
    jobs = [a_job().pk for _ in range(5)]
    with django_assert_num_queries(3):
        indexing.refresh(jobs, now=NOW)
    with django_assert_num_queries(0):
        indexing.refresh([], now=NOW)


def test_the_sweep_takes_out_what_is_over():
    short = a_job(expires_at=NOW + dt.timedelta(days=1))
    long = a_job(expires_at=NOW + dt.timedelta(days=2))
    assert indexing.sweep(NOW + dt.timedelta(days=1)) == 1
    assert listed() == [long.pk]
    assert short.pk not in listed()


def test_rebuilding_brings_back_what_was_lost_and_takes_out_what_is_stale():
    lost, stale, good = a_job(), a_job(), a_job()
    Listing.objects.filter(job=lost).delete()
    Job.objects.filter(pk=stale.pk).update(status="filled")
    assert indexing.rebuild(NOW) == 2
    assert listed() == sorted([lost.pk, good.pk])


def test_a_huge_description_is_listed():
    a_job(title="Long", description="<p>" + " ".join(f"word{number}" for number in range(60_000)) + "</p>")
    assert Listing.objects.count() == 1


def test_the_row_has_the_words_of_its_filters():
    a_job(regions=("spain", "japan"), timezone=(-60, 60), pay=None, company="Kestrel Ltd", level="senior")
    row = Listing.objects.get()
    for word in (
        "~iadmin",
        "~tfull-time",
        "~lsenior",
        "~rspain",
        "~rjapan",
        "~z-60",
        "~z60",
        "~pnone",
        "~okestrel-ltd",
    ):
        assert f"'{word}'" in row.words
    assert "'~z90'" not in row.words
    assert row.labels == "~iadmin ~tfull-time ~lsenior"


@pytest.mark.parametrize("amount", [0, 1, 999_999, 1_000_000, 7_500_000, 10**12])
@pytest.mark.parametrize("paid", [0, 999_999, 1_000_000, 7_499_999, 7_500_000, 10**13])
def test_pay_words_never_lose_a_posting_that_pays_enough(amount, paid):
    has = {word for word in of_posting(currency="USD", pay=paid) if word.startswith("~p")}
    asked = {word.strip("'") for word in lexemes.paying("USD", amount, or_unstated=True).split(" | ")}
    if paid >= amount:
        assert has & asked


def of_posting(**changes):
    fields = {
        "industries": [], "types": [], "level": "any", "regions": [], "timezone": None, "company": "x", "currency": "",
        "pay": None,
    }  # fmt: skip
    return lexemes.lexemes_of(**{**fields, **changes})


def test_every_clock_of_today_has_its_word():
    from zoneinfo import ZoneInfo, available_timezones

    summer = NOW - dt.timedelta(days=150)
    zones = [ZoneInfo(name) for name in available_timezones() if "/" in name and not name.startswith("Etc")]
    used = {int(at.astimezone(zone).utcoffset().total_seconds() // 60) for zone in zones for at in (NOW, summer)}
    assert used <= set(lexemes.OFFSETS)


@pytest.mark.parametrize("last", [0, 1024, 40_000, 600_000, 90_000_000])
@pytest.mark.parametrize("first", [0, 5, 1023, 1_800_000_000])
def test_buckets_hold_a_stretch_of_time_and_are_few(first, last):
    last += first
    with connection.cursor() as cursor:
        cursor.execute("SELECT jobs_buckets(%s, %s, jobs_bucket_bits(%s))::text", [first, last, last - first])
        found = [word.strip("'") for word in cursor.fetchone()[0].split(" | ")]
    bits = {lexemes.BUCKETS[word[:2]] for word in found}
    assert len(bits) == 1
    size = bits.pop()
    assert [int(word[2:]) for word in found] == list(range(first >> size, (last >> size) + 1))
    assert len(found) <= max(17, 2 + (last - first >> 18))


def test_words_are_read_in_one_go(django_assert_num_queries):
    a_job()
    with django_assert_num_queries(5):  # read, begin, write, take out, end
        assert spelling.refresh(NOW) > 3


def test_a_board_of_the_release_before_is_listed_anew():
    job = a_job(title="Accountant", skills=("K8s",))
    with connection.cursor() as cursor:  # as it was: no names among the words
        cursor.execute(
            "UPDATE jobs_listing SET words = ts_delete(words, ARRAY(SELECT l FROM unnest(tsvector_to_array(words)) l WHERE l ~ '^~[js]'))"
        )
    assert results.search(Criteria(q="kubernetes"), now=timezone.now()).jobs == []
    Job.objects.update(expires_at=timezone.now() + dt.timedelta(days=9))
    importlib.import_module("jobs.migrations.0027_list_anew_with_names_of_skills").list_anew(apps, None)
    assert results.search(Criteria(q="kubernetes"), now=timezone.now()).jobs == [job]
