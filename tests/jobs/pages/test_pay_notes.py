"""Where a range begins lower than what was asked for or what the text promises, the page says so."""

import time

import pytest
from django.utils import timezone

from jobs.pay import Pay, promised
from tests.factories import a_job

EUROS = Pay(7_000_000, 9_000_000, "EUR", "year")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We pay at least €80,000 a year.", "at least €80,000"),
        ("Starting at EUR 85k, more with years.", "Starting at EUR 85k"),
        ("At least €60,000.", ""),
        ("At least $80,000.", ""),
        ("We raised at least €80,000,000.", ""),
        ("Fewer than at least 80,000 people know us.", ""),
    ],
)
def test_a_text_that_promises_more_than_the_range_begins_at_is_found(text, words):
    assert promised(text, EUROS) == words


def test_promises_are_looked_for_in_linear_time():
    began = time.perf_counter()
    for piece in ("at least ", "at least €", "at least €1,", "minimum of   "):
        promised(piece * (100_000 // len(piece)), EUROS)
    assert time.perf_counter() - began < 2


@pytest.mark.django_db
def test_a_job_says_that_its_text_promises_more(client):
    job = a_job(now=timezone.now(), pay=EUROS, description="<p>You earn at least <b>€80,000</b> a year.</p>")
    assert (
        "The description says “at least €80,000”, but this range starts lower."
        in client.get(job.get_absolute_url()).content.decode()
    )


@pytest.mark.django_db
def test_a_search_by_pay_marks_ranges_that_begin_lower(client):
    a_job(now=timezone.now(), pay=EUROS)
    asked = client.get("/jobs/?pay=80000&currency=EUR&period=year").content.decode()
    assert "Operations Officer" in asked
    assert "Starts below your minimum" in asked
    assert "Starts below your minimum" not in client.get("/jobs/?pay=70000&currency=EUR&period=year").content.decode()
