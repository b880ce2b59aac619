"""Pay that isn't certain is shown in the employer's words, everywhere, and no filter or machine reads a figure in it."""

import datetime as dt

import pytest
from django.utils import timezone

from alerts.mail.cards import words_of as email_words_of
from jobs import history, services
from jobs.machine_readers.structured_data import structured_data_of
from jobs.models import Job
from jobs.pay import Pay
from jobs.tracker import snapshots
from tests.factories import a_job, a_posting
from tests.jobs.pages.test_job_page import words, words_of

pytestmark = pytest.mark.django_db
WRITTEN = "$90k - $120k per year"


@pytest.fixture
def job():
    return a_job(now=timezone.now(), pay=None, pay_text=WRITTEN)


def test_the_page_quotes_it_and_says_why(client, job):
    page = words(client, job)
    assert f"Pay “{WRITTEN}” In the employer's words." in page
    assert "Pay not stated" not in page


def test_rows_emails_and_feeds_quote_it(client, job):
    assert f"“{WRITTEN}”" in words_of(client.get("/jobs/"))
    assert f"“{WRITTEN}”" in words_of(client.get("/"))
    assert f"“{WRITTEN}”" in email_words_of(Job.objects.for_mail().get(), timezone.now())["facts"]
    assert f"Pay: “{WRITTEN}”" in client.get("/jobs/feed/").content.decode()


def test_no_filter_and_no_machine_reads_a_figure(client, job):
    assert "baseSalary" not in structured_data_of(job)
    assert "Operations Officer" not in words_of(client.get("/jobs/?pay=1000&currency=USD&period=year"))
    assert "Operations Officer" in words_of(client.get("/jobs/?pay=1000&currency=USD&period=year&no_pay=1"))


def test_what_the_employer_wrote_is_escaped(client):
    job = a_job(now=timezone.now(), pay=None, pay_text="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in client.get(job.get_absolute_url()).content
    assert b"<script>alert(1)" not in client.get("/jobs/").content


def test_a_change_is_in_the_history_and_in_the_copy(job):
    copy = snapshots.take(job, now=timezone.now())
    assert snapshots.as_job(copy).pay_text == WRITTEN
    pay = Pay(9_000_000, 12_000_000, "USD", "year")
    later = timezone.now() + dt.timedelta(hours=1)
    job = services.revise(job=job, posting=a_posting(pay=pay, pay_text=WRITTEN), now=later)
    assert job.pay_text == ""
    [change] = [change for line in history.history_of(job, now=later).lines for change in line.changes]
    assert (str(change.name), change.before, change.after) == ("Pay", f"“{WRITTEN}”", "$90,000–$120,000 a year")
