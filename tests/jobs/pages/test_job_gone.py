import datetime as dt

import pytest
from django.utils import timezone

from jobs import services
from jobs.lifecycle import Closed
from jobs.models import Job, Source
from tests.factories import a_job, a_user
from tests.jobs.pages.test_job_page import words_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def gone(client, job):
    response = client.get(job.get_absolute_url())
    assert response.status_code == 410
    return response


@pytest.mark.parametrize(
    ("because", "said"),
    [
        (Closed.GONE, "We could no longer find it at its source on"),
        (Closed.EMPLOYER, "The employer withdrew it on"),
        (Closed.STAFF, "We removed it on"),
    ],
)
def test_a_withdrawn_posting_says_who_withdrew_it(client, now, because, said):
    job = a_job(now=now)
    services.withdraw(job=job, because=because, now=now)
    page = words_of(gone(client, job))
    assert "This job is closed." in page
    assert said in page


def test_a_filled_posting_says_so(client, now):
    job = a_job(now=now)
    services.fill(job=job, now=now)
    assert "It was marked as filled" in words_of(gone(client, job))


def test_a_refused_posting_says_so(client, now):
    job = a_job(now=now)
    services.reject(job=job, by=None, note="Known fraud", now=now)
    page = words_of(gone(client, job))
    assert "Our moderators rejected it on" in page
    assert "Known fraud" not in page  # the note is for moderators


def test_an_expired_posting_says_until_when_it_was_open(client, now):
    job = a_job(now=now - 10 * DAY, expires_at=now - DAY, published_at=now - 10 * DAY)
    page = words_of(gone(client, job))
    assert "It expired on" in page
    assert "Expired" in page


def test_a_posting_held_after_it_was_published_says_that_it_is_checked(client, now):
    job = a_job(now=now)
    Job.objects.filter(pk=job.pk).update(status="pending")
    page = words_of(gone(client, job))
    assert "This job is under review. Our moderators are checking it." in page


def test_a_closed_posting_has_no_way_to_apply_no_text_and_no_markup_and_is_not_indexed(client, now):
    job = a_job(now=now)
    services.fill(job=job, now=now)
    response = gone(client, job)
    html = response.content.decode()
    assert "/apply/" not in html
    assert "JobPosting" not in html
    assert "You keep the office running" not in html
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
    assert words_of(response).startswith("Closed: Operations Officer at Northwind")


def test_a_closed_posting_keeps_its_ledger_and_shows_open_postings_like_it(client, now):
    job = a_job(now=now)
    a_job(now=now, company="Kestrel", title="Operations Analyst")
    services.fill(job=job, now=now)
    page = words_of(gone(client, job))
    assert "Job history" in page
    assert "Closed: Position filled" in page
    assert "Operations Analyst" in page


def test_a_closed_posting_leads_to_the_same_job_in_another_posting(client, now):
    first = Source.objects.create(name="One", format="rss")
    second = Source.objects.create(name="Two", format="rss")
    lead = a_job(now=now, source=first, external_id="1")
    other = a_job(now=now, source=second, external_id="2")
    services.withdraw(job=lead, because=Closed.GONE, now=now)
    html = gone(client, lead).content.decode()
    assert "The same job is still open here:" in html
    assert f'href="{other.get_absolute_url()}"' in html


def test_a_member_who_kept_it_is_led_to_the_copy(client, now):
    job = a_job(now=now)
    client.force_login(a_user())
    client.post("/jobs/save/", {"job": job.pk})
    services.fill(job=Job.objects.get(pk=job.pk), now=now)
    page = words_of(gone(client, job))
    assert "You saved this job, so we kept a copy." in page


def test_anybody_else_is_promised_no_copy(client, now):
    job = a_job(now=now)
    client.cookies["saved"] = str(job.pk)
    services.fill(job=job, now=now)
    assert "we kept a copy" not in words_of(gone(client, job))


def test_a_wrong_slug_of_a_closed_posting_leads_to_its_page(client, now):
    job = a_job(now=now)
    services.fill(job=job, now=now)
    response = client.get(f"/jobs/{job.pk}-x/")
    assert (response.status_code, response["Location"]) == (301, job.get_absolute_url())
