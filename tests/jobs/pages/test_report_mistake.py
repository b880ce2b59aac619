"""A reader says that something on a job's page is wrong: each finding and the verdict, with or without an account."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import privacy
from jobs import finding_feedback
from jobs.finding_feedback import statement_of
from jobs.models import FindingFeedback
from jobs.screening.claims import Finding
from jobs.tasks import forget_feedback_senders
from tests.factories import a_job, a_user
from tests.jobs.pages.test_job_apply import HERE
from tests.jobs.pages.test_job_page import found, words_of

pytestmark = pytest.mark.django_db
LIMIT = Finding("country-only", "limit", "Residents of Spain only.", only=("es",))
DENIAL = Finding("office-days", "contradiction", "You come to Leeds on Mondays.")


@pytest.fixture
def job():
    job = a_job(now=timezone.now())
    found(job, LIMIT, DENIAL)
    job.refresh_from_db()
    return job


def page_for(job, finding=LIMIT):
    return reverse("jobs:mistake", args=[job.pk, statement_of(finding).key])


def test_every_finding_has_a_link_to_its_form(client, job):
    page = client.get(job.get_absolute_url()).content.decode()
    assert f'href="{page_for(job, LIMIT)}"' in page
    assert f'href="{page_for(job, DENIAL)}"' in page
    assert reverse("jobs:mistake", args=[job.pk, "verdict"]) not in page  # nobody has asked for one


def test_the_form_quotes_the_sentence(client, job):
    page = words_of(client.get(page_for(job)))
    assert "Only people in certain places can apply. Residents of Spain only." in page


def test_a_visitor_disagrees_and_is_thanked(client, job):
    response = client.post(page_for(job), {"comment": " That's about\r\ncustomers. "}, follow=True, **HERE)
    assert response.redirect_chain == [(job.get_absolute_url(), 302)]
    assert "We use your report to improve how we check jobs." in words_of(response)
    feedback = FindingFeedback.objects.get()
    assert (feedback.job, feedback.rule, feedback.quote, feedback.user) == (job, "country-only", LIMIT.quote, None)
    assert feedback.comment == "That's about\ncustomers."


def test_one_person_counts_once_per_finding(client, job):
    for comment in ("Customers.", "", "Customers, surely."):
        client.post(page_for(job), {"comment": comment}, **HERE)
    assert FindingFeedback.objects.get().comment == "Customers, surely."
    client.post(page_for(job), **HERE)
    assert FindingFeedback.objects.get().comment == "Customers, surely."
    client.post(page_for(job, DENIAL), **HERE)
    client.post(page_for(job), HTTP_USER_AGENT="Another browser", **HERE)
    assert FindingFeedback.objects.count() == 3


def test_a_verdict_is_reported_with_its_country_and_rule(client, job):
    client.cookies["place"] = "BR|America/Sao_Paulo"
    address = reverse("jobs:mistake", args=[job.pk, "verdict"])
    assert f'href="{address}"' in client.get(job.get_absolute_url()).content.decode()
    assert "Not open to Brazil Residents of Spain only." in words_of(client.get(address))
    client.post(address, **HERE)
    feedback = FindingFeedback.objects.get()
    assert (feedback.rule, feedback.country, feedback.verdict) == ("country-only", "BR", "no")


def test_a_verdict_by_the_label_has_no_rule(client):
    job = a_job(now=timezone.now())
    client.cookies["place"] = "BR|America/Sao_Paulo"
    client.post(reverse("jobs:mistake", args=[job.pk, "verdict"]), **HERE)
    feedback = FindingFeedback.objects.get()
    assert (feedback.rule, feedback.country, feedback.verdict) == (finding_feedback.BY_LABEL, "BR", "yes")


def test_what_is_too_long_is_said_and_kept(client, job):
    comment = "x" * 501
    response = client.post(page_for(job), {"comment": comment}, **HERE)
    assert response.status_code == 400
    assert words_of(response).startswith("Error: Report a mistake")
    assert words_of(response).count("Use at most 500 characters.") == 2  # in the summary and at the field
    assert comment in response.content.decode()
    assert not FindingFeedback.objects.exists()


def test_only_twenty_reports_an_hour_are_taken_from_one_address(client, job):
    for number in range(20):
        assert client.post(page_for(job), HTTP_USER_AGENT=f"Browser {number}", **HERE).status_code == 302
    response = client.post(page_for(job), {"comment": "Truly."}, **HERE)
    assert response.status_code == 400
    assert "You've sent many reports in the past hour." in words_of(response)
    assert "Truly." in response.content.decode()
    assert FindingFeedback.objects.count() == 20


@pytest.mark.parametrize("key", ["verdict", "0123456789abcdef"])
def test_what_we_no_longer_say_leads_back_to_the_job(client, job, key):
    response = client.post(reverse("jobs:mistake", args=[job.pk, key]), follow=True, **HERE)
    assert "This job has changed. We no longer say that." in words_of(response)
    assert not FindingFeedback.objects.exists()


def test_a_robot_is_thanked_and_forgotten(client, job):
    client.post(page_for(job), {"website": "https://spam.example"}, **HERE)
    assert not FindingFeedback.objects.exists()


def test_a_report_from_another_site_is_refused(client, job):
    assert client.post(page_for(job), HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert not FindingFeedback.objects.exists()


def test_a_members_reports_are_in_their_copy_and_go_with_them(client, job):
    ada = a_user()
    client.force_login(ada)
    client.post(page_for(job), {"comment": "Customers."}, **HERE)
    client.post(page_for(job), HTTP_USER_AGENT="Another browser", **HERE)
    tables = {name: rows for keeper in privacy.keepers() for name, rows in keeper.tables(ada).items()}
    assert [row["comment"] for row in tables["finding_feedback"]] == ["Customers."]
    ada.delete()
    assert not FindingFeedback.objects.exists()


def test_after_a_month_nobody_can_tell_who_disagreed(client, job):
    client.post(page_for(job), **HERE)
    forget_feedback_senders()
    assert FindingFeedback.objects.get().sender
    FindingFeedback.objects.update(at=timezone.now() - dt.timedelta(days=31))
    forget_feedback_senders()
    assert FindingFeedback.objects.get().sender == ""
