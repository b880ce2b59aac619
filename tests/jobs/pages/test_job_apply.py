import pytest
from django.test import Client
from django.utils import timezone

from jobs import services
from jobs.models import Job, JobReport, Source
from jobs.tracker import services as tracker
from jobs.tracker.models import Application
from tests.factories import a_job, a_user
from tests.jobs.pages.test_job_page import words_of

pytestmark = pytest.mark.django_db
HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def now():
    return timezone.now()


def asks(client, job):
    return "Did you apply?" in client.get(job.get_absolute_url()).content.decode()


# --- Going there --------------------------------------------------------------------------------------------------------


def test_applying_leads_to_the_address_in_the_database_whatever_the_link_says(client, now):
    job = a_job(now=now, apply_url="https://northwind.example/apply/1?a=1&b=2")
    response = client.get(f"/jobs/{job.pk}/apply/", {"url": "https://evil.example/", "next": "https://evil.example/"})
    assert (response.status_code, response["Location"]) == (302, "https://northwind.example/apply/1?a=1&b=2")
    assert response["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response["X-Robots-Tag"]


def test_going_there_changes_nothing(client, now):
    job = a_job(now=now)
    client.force_login(a_user())
    client.get(f"/jobs/{job.pk}/apply/")
    assert not Application.objects.exists()


def test_without_an_address_of_its_own_the_page_at_the_source_is_where_one_applies(client, now):
    source = Source.objects.create(name="One", format="rss")
    job = a_job(now=now, source=source, external_id="1", apply_url="", source_url="https://one.example/1")
    assert client.get(f"/jobs/{job.pk}/apply/")["Location"] == "https://one.example/1"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example/", "https://[bad", "ftp://x.example/"]
)
def test_what_is_no_web_address_is_followed_nowhere(client, now, address):
    job = a_job(now=now, apply_url=address)
    assert client.get(f"/jobs/{job.pk}/apply/").status_code == 404
    assert "/apply/" not in client.get(job.get_absolute_url()).content.decode()


def test_an_application_by_e_mail_has_a_page_with_the_address(client, now):
    job = a_job(now=now, apply_url="", apply_email="jobs@northwind.example", title="R&D “Lead”")
    response = client.get(f"/jobs/{job.pk}/apply/")
    assert response.status_code == 200
    html = response.content.decode()
    assert 'href="mailto:jobs@northwind.example?subject=R%26D%20%E2%80%9CLead%E2%80%9D"' in html
    assert "jobs@northwind.example" in words_of(response)


def test_a_closed_posting_leads_nowhere(client, now):
    job = a_job(now=now)
    services.fill(job=job, now=now)
    response = client.get(f"/jobs/{job.pk}/apply/")
    assert response.status_code == 410
    assert "Location" not in response
    assert "It was marked as filled" in words_of(response)


def test_a_posting_that_never_was_public_leads_nowhere(client, now):
    draft = services.duplicate(job=a_job(now=now), by=None, now=now)
    assert client.get(f"/jobs/{draft.pk}/apply/").status_code == 404


# --- Coming back --------------------------------------------------------------------------------------------------------


def test_whoever_comes_back_is_asked_on_that_posting_alone(client, now):
    job, other = a_job(now=now), a_job(now=now, title="Cook")
    assert not asks(client, job)
    client.get(f"/jobs/{job.pk}/apply/")
    assert asks(client, job)
    assert not asks(client, other)


def test_whoever_went_there_by_a_copy_is_asked_on_the_page_they_come_back_to(client, now):
    lead = a_job(now=now, source=Source.objects.create(name="One", format="rss"), external_id="1")
    copy = a_job(now=now, source=Source.objects.create(name="Two", format="rss"), external_id="2")
    client.get(f"/jobs/{copy.pk}/apply/")
    assert asks(client, lead)


def test_the_question_is_asked_after_the_posting_has_closed_too(client, now):
    job = a_job(now=now)
    client.get(f"/jobs/{job.pk}/apply/")
    services.fill(job=job, now=now)
    assert asks(client, job)


def test_a_cookie_that_somebody_has_changed_asks_nothing(client, now):
    job = a_job(now=now)
    for value in ("", "x", "1-2", "<b>", "9" * 5000):
        client.cookies["applied-ask"] = value
        assert not asks(client, job)


def test_a_yes_of_a_member_goes_among_their_applications_once(client, now):
    job = a_job(now=now)
    user = a_user()
    client.force_login(user)
    client.get(f"/jobs/{job.pk}/apply/")
    for _ in range(2):
        response = client.post(f"/jobs/{job.pk}/applied/", {"applied": "yes"}, follow=True)
    assert "Added to your applications." in words_of(response)
    application = Application.objects.of(user).get()
    assert (application.job, application.stage) == (job, Application.Stage.APPLIED)
    assert application.snapshot.data["title"] == "Operations Officer"
    assert not asks(client, job)


def test_a_no_is_kept_nowhere_and_not_asked_again(client, now):
    job = a_job(now=now)
    client.force_login(a_user())
    client.get(f"/jobs/{job.pk}/apply/")
    response = client.post(f"/jobs/{job.pk}/applied/", {"applied": "no"})
    assert response["Location"] == job.get_absolute_url()
    assert not Application.objects.exists()
    assert not asks(client, job)


def test_a_yes_of_somebody_else_is_offered_to_be_kept_and_asked_again_once_signed_in(client, now):
    job = a_job(now=now)
    client.get(f"/jobs/{job.pk}/apply/")
    response = client.post(f"/jobs/{job.pk}/applied/", {"applied": "yes"})
    assert response.status_code == 200
    assert "Sign in to save your application" in words_of(response)
    assert f"?next=%2Fjobs%2F{job.pk}-operations-officer%2F" in response.content.decode()
    client.force_login(a_user())
    assert asks(client, job)


def test_an_account_that_is_full_says_so(client, now, monkeypatch):
    monkeypatch.setattr(tracker, "LIMIT", 0)
    job = a_job(now=now)
    client.force_login(a_user())
    response = client.post(f"/jobs/{job.pk}/applied/", {"applied": "yes"}, follow=True)
    assert "You can keep up to" in words_of(response)


@pytest.mark.parametrize("answer", ["", "maybe", "YES"])
def test_other_answers_are_refused(client, now, answer):
    job = a_job(now=now)
    client.force_login(a_user())
    assert client.post(f"/jobs/{job.pk}/applied/", {"applied": answer}).status_code == 400
    assert not Application.objects.exists()


def test_nothing_of_a_refused_posting_is_asked_or_kept(client, now):
    job = a_job(now=now)
    client.force_login(a_user())
    client.get(f"/jobs/{job.pk}/apply/")
    services.reject(job=job, by=None, now=now)
    assert not asks(client, job)
    assert client.post(f"/jobs/{job.pk}/applied/", {"applied": "yes"}).status_code == 404


def test_answers_are_posts_with_a_token(now):
    job = a_job(now=now)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(a_user())
    assert strict.post(f"/jobs/{job.pk}/applied/", {"applied": "yes"}).status_code == 403
    assert strict.get(f"/jobs/{job.pk}/applied/").status_code == 405
    assert not Application.objects.exists()


# --- Reports ------------------------------------------------------------------------------------------------------------


def test_a_report_reaches_the_moderators(client, now):
    job = a_job(now=now)
    assert client.get(f"/jobs/{job.pk}/report/").status_code == 200
    response = client.post(
        f"/jobs/{job.pk}/report/", {"reason": "scam", "note": " They ask\r\nfor money. "}, follow=True, **HERE
    )
    assert "A moderator will review it." in words_of(response)
    report = JobReport.objects.get()
    assert (report.job, report.reason, report.note) == (job, "scam", "They ask\nfor money.")


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Choose a reason."),
        ({"reason": "boring"}, "Choose a reason from the list."),
        ({"reason": "wrong"}, "Tell us what's wrong."),
        ({"reason": "scam", "note": "x" * 1001}, "Use at most 1,000 characters."),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, now, sent, message):
    job = a_job(now=now)
    response = client.post(f"/jobs/{job.pk}/report/", sent, **HERE)
    assert response.status_code == 400
    page = words_of(response)
    assert page.startswith("Error: Report a job")
    assert page.count(message) == 2  # in the summary and at the field
    if "note" in sent:
        assert sent["note"] in response.content.decode()
    assert not JobReport.objects.exists()


def test_only_five_reports_an_hour_are_taken_from_one_address(client, now):
    job = a_job(now=now)
    for _ in range(5):
        assert client.post(f"/jobs/{job.pk}/report/", {"reason": "closed"}, **HERE).status_code == 302
    response = client.post(f"/jobs/{job.pk}/report/", {"reason": "closed", "note": "Truly."}, **HERE)
    assert response.status_code == 400
    assert "You've sent several reports in the past hour." in words_of(response)
    assert "Truly." in response.content.decode()
    assert JobReport.objects.count() == 5


def test_a_robot_is_thanked_and_forgotten(client, now):
    job = a_job(now=now)
    client.post(f"/jobs/{job.pk}/report/", {"reason": "scam", "website": "https://spam.example"}, **HERE)
    assert not JobReport.objects.exists()


def test_a_report_from_another_site_is_refused(client, now):
    job = a_job(now=now)
    response = client.post(f"/jobs/{job.pk}/report/", {"reason": "scam"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert response.status_code == 403
    assert not JobReport.objects.exists()


def test_a_report_that_was_begun_while_the_posting_was_open_is_taken_after_it_closed(client, now):
    job = a_job(now=now)
    services.fill(job=job, now=now)
    assert client.post(f"/jobs/{job.pk}/report/", {"reason": "closed"}, **HERE).status_code == 302
    assert JobReport.objects.count() == 1


def test_postings_never_public_cannot_be_reported(client, now):
    draft = services.duplicate(job=a_job(now=now), by=None, now=now)
    assert client.get(f"/jobs/{draft.pk}/report/").status_code == 404
    assert Job.objects.was_public().count() == 1
