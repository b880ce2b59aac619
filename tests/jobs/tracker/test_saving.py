"""Saving jobs: members in their account, everybody else in a cookie that signing in takes along."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from jobs import services as postings
from jobs.lifecycle import Closed
from jobs.models import Job
from jobs.tracker import services
from jobs.tracker.bookmarks import MOST
from jobs.tracker.models import Application, Snapshot
from tests.factories import a_job, a_posting, a_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def job(now):
    return a_job(now=now)


@pytest.fixture
def member(client):
    user = a_user()
    client.force_login(user)
    return user


def press(client, job, wanted="save", **headers):
    return client.post("/jobs/save/", {wanted: job.pk, "next": "/about/"}, headers=headers)


def saved_by(user):
    return list(Application.objects.of(user).values_list("job", flat=True))


def sign_in(client, email="ada@example.com"):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD, "next": "/about/"})


# --- Members ------------------------------------------------------------------------------------------------------------


def test_a_member_saves_and_unsaves_and_comes_back_where_they_were(client, member, job):
    answer = press(client, job)
    assert (answer.status_code, answer["Location"]) == (302, "/about/")
    assert saved_by(member) == [job.pk]
    press(client, job, "unsave")
    assert saved_by(member) == []


def test_a_bookmark_is_an_application_in_the_first_stage_with_a_copy(client, member, job):
    press(client, job)
    application = Application.objects.get()
    assert (application.stage, application.title, application.company) == (
        "interested",
        "Operations Officer",
        "Northwind",
    )
    assert application.snapshot.data["description"] == job.description
    assert [event.stage for event in application.events.all()] == ["interested"]


def test_a_click_never_loses_notes(client, member, job, now):
    application = services.save(user=member, job=job, now=now)
    services.edit(application=application, notes="Ask Mia.", contact="", next_step="", next_step_at=None, now=now)
    assert press(client, job, "unsave")["Location"] == f"/account/applications/{application.pk}/remove/"
    assert (
        press(client, job, "unsave", hx_request="true")["HX-Redirect"]
        == f"/account/applications/{application.pk}/remove/"
    )
    assert saved_by(member) == [job.pk]


def test_the_button_of_an_application_that_is_further_on_leads_to_it(client, member, job, now):
    application = services.record_application(user=member, job=job, now=now)
    assert press(client, job)["Location"] == application.get_absolute_url()
    application.refresh_from_db()
    assert application.stage == "applied"


@pytest.mark.parametrize("signed_in", [True, False])
def test_htmx_gets_the_new_button_and_nothing_else(client, job, signed_in):
    if signed_in:
        client.force_login(a_user())
    on = press(client, job, hx_request="true").content.decode().strip()
    off = press(client, job, "unsave", hx_request="true").content.decode().strip()
    assert on.startswith("<button")
    assert "Saved" in on
    assert "<html" not in on
    assert off.startswith("<button")
    assert "Saved" not in off


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "////evil.example"]
)
def test_saving_never_leads_off_the_site(client, job, target):
    assert client.post("/jobs/save/", {"job": job.pk, "next": target})["Location"] == "/account/bookmarks/"


def test_without_a_next_it_leads_back_to_the_page_it_was_on(client, job):
    answer = client.post("/jobs/save/", {"job": job.pk}, headers={"referer": "http://testserver/jobs/?q=a#x"})
    assert answer["Location"] == "/jobs/?q=a#x"
    answer = client.post("/jobs/save/", {"job": job.pk}, headers={"referer": "https://evil.example/jobs/"})
    assert answer["Location"] == "/account/bookmarks/"


@pytest.mark.parametrize("asked", ["", "x", "-1", "0", "²", "99", "9" * 30, "9" * 5000, "1; drop"])
def test_only_postings_can_be_saved(client, asked):
    assert client.post("/jobs/save/", {"job": asked}).status_code == 404


def test_postings_that_were_never_public_or_that_moderators_hold_cannot_be_saved(client, now):
    held = a_job(now=now)
    Job.objects.filter(pk=held.pk).update(status="pending")
    never = postings.duplicate(job=held, by=None, now=now)
    for job in (held, never):
        assert press(client, job).status_code == 404
    assert "saved" not in client.cookies


def test_a_job_that_staff_removed_cannot_be_saved_but_let_go(client, member, job, now):
    press(client, job)
    postings.withdraw(job=job, because=Closed.STAFF, now=now)
    other = a_job(now=now)
    postings.withdraw(job=other, because=Closed.STAFF, now=now)
    assert press(client, other).status_code == 404
    assert client.post("/jobs/save/", {"unsave": job.pk}).status_code == 302
    assert not Application.objects.exists()


def test_saving_needs_the_token_of_a_page_of_ours(job):
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user())
    assert press(client, job).status_code == 403
    assert not Application.objects.exists()


def test_nothing_is_saved_by_looking(client, member, job):
    assert client.get("/jobs/save/", {"job": job.pk}).status_code == 405


def test_an_account_holds_a_limited_number_and_says_so(client, member, job, now, monkeypatch):
    monkeypatch.setattr(services, "LIMIT", 1)
    services.save(user=member, job=job, now=now)
    other = a_job(now=now, title="Second")
    client.get(press(client, other)["Location"])
    assert saved_by(member) == [job.pk]
    with pytest.raises(services.TooMany, match="You can keep up to 1 jobs"):
        services.record_application(user=member, job=other, now=now)
    with pytest.raises(services.TooMany):
        services.add_by_hand(user=member, title="T", company="", url="", notes="", now=now)
    assert services.record_application(user=member, job=job, now=now).stage == "applied"


# --- Copies -------------------------------------------------------------------------------------------------------------


def test_equal_states_of_a_posting_share_one_copy(job, now):
    services.save(user=a_user("a@example.com"), job=job, now=now)
    Job.objects.filter(pk=job.pk).update(verified_at=now + dt.timedelta(days=2))
    job.refresh_from_db()
    services.save(user=a_user("b@example.com"), job=job, now=now + dt.timedelta(days=3))
    assert Snapshot.objects.count() == 1


def test_applying_copies_a_posting_anew_when_it_has_changed(job, now):
    application = services.save(user=a_user(), job=job, now=now)
    postings.revise(job=job, posting=a_posting(description="<p>Other words.</p>"), now=now)
    application = Application.objects.get()
    services.move(application=application, to="applied", now=now)
    application.refresh_from_db()
    assert application.snapshot.data["description"] == "<p>Other words.</p>"
    assert Snapshot.objects.count() == 2


def test_what_moderators_hold_is_not_copied_on_applying(job, now):
    services.save(user=a_user(), job=job, now=now)
    Job.objects.filter(pk=job.pk).update(status="pending", description="<p>Pay us first.</p>")
    application = Application.objects.get()
    services.move(application=application, to="applied", now=now)
    application.refresh_from_db()
    assert application.snapshot.data["description"] == job.description


# --- Everybody else -----------------------------------------------------------------------------------------------------


def test_a_visitor_saves_in_a_cookie_that_scripts_cannot_read(client, job, now):
    press(client, job)
    cookie = client.cookies["saved"]
    assert cookie.value == str(job.pk)
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["max-age"]) == ("Lax", 365 * 24 * 60 * 60)
    second = a_job(now=now, title="Second")
    press(client, second)
    assert client.cookies["saved"].value == f"{job.pk}-{second.pk}"
    press(client, job, "unsave")
    assert client.cookies["saved"].value == str(second.pk)
    press(client, second, "unsave")
    assert client.cookies["saved"].value == ""
    assert not Application.objects.exists()


def test_a_full_browser_loses_nothing_and_says_so(client, job):
    client.cookies["saved"] = full = "-".join(str(10_000 + number) for number in range(MOST))
    answer = client.post("/jobs/save/", {"job": job.pk, "next": "/account/bookmarks/"}, follow=True)
    assert "You can save up to 50 jobs" in answer.content.decode()
    assert client.cookies["saved"].value == full


@pytest.mark.parametrize(
    "value", ["", "x", "1' or 1=1", "-", "--", "0", "-5-", "1e5", "9" * 400, "1-2-3" * 900, "\xb2", "<script>"]
)
def test_a_tampered_cookie_is_read_for_the_ids_it_holds(client, job, value):
    client.cookies["saved"] = value
    page = client.get("/account/bookmarks/")
    assert page.status_code == 200
    press(client, job)
    assert client.cookies["saved"].value.split("-")[-1] == str(job.pk)


def test_visitors_see_what_they_saved_and_are_offered_to_keep_it(client, job):
    press(client, job)
    page = client.get("/account/bookmarks/").content.decode()
    assert job.get_absolute_url() in page
    assert "/accounts/login/?next=%2Faccount%2Fbookmarks%2F" in page
    assert "Sign in to save them" in page


# --- Signing in ---------------------------------------------------------------------------------------------------------


def test_signing_in_takes_the_cookie_into_the_account(client, job, now):
    user, second = a_user(), a_job(now=now, title="Second")
    press(client, job)
    press(client, second)
    answer = sign_in(client)
    assert answer["Location"] == "/about/"
    assert client.cookies["saved"].value == ""
    assert saved_by(user) == [second.pk, job.pk]
    assert "Your 2 saved jobs are now in your account." in client.get("/account/bookmarks/").content.decode()


def test_what_a_member_removes_never_comes_back(client, job):
    user = a_user()
    press(client, job)
    sign_in(client)
    Application.objects.of(user).delete()  # on another device, say
    client.post("/accounts/logout/")
    sign_in(client)
    assert saved_by(user) == []


def test_the_next_person_at_the_browser_does_not_get_them(client, job):
    a_user()
    other = a_user("bob@example.com")
    press(client, job)
    sign_in(client)
    client.post("/accounts/logout/")
    sign_in(client, "bob@example.com")
    assert saved_by(other) == []


def test_taking_over_what_is_there_already_changes_nothing(client, job, now):
    user = a_user()
    services.record_application(user=user, job=job, now=now)
    press(client, job)
    sign_in(client)
    assert Application.objects.get().stage == "applied"


def test_a_failed_sign_in_leaves_the_cookie(client, job):
    a_user()
    press(client, job)
    client.post("/accounts/login/", {"login": "ada@example.com", "password": "wrong"})
    assert client.cookies["saved"].value == str(job.pk)


def test_what_does_not_fit_into_the_account_stays_in_the_cookie(client, job, monkeypatch):
    user = a_user()
    monkeypatch.setattr(services, "LIMIT", 0)
    press(client, job)
    sign_in(client)
    assert saved_by(user) == []
    assert client.cookies["saved"].value == str(job.pk)
    assert "You can keep up to 0 jobs" in client.get("/account/bookmarks/").content.decode()


def test_closed_postings_are_taken_over_and_unknown_ones_left_out(client, job, now):
    user = a_user()
    postings.withdraw(job=job, because=Closed.EMPLOYER, now=now)
    client.cookies["saved"] = f"{job.pk}-999999"
    sign_in(client)
    assert saved_by(user) == [job.pk]


# --- The list -----------------------------------------------------------------------------------------------------------


def test_a_closed_bookmark_is_marked_and_leads_to_the_copy(client, member, job, now):
    application = services.save(user=member, job=job, now=now)
    postings.withdraw(job=job, because=Closed.EMPLOYER, now=now)
    page = client.get("/account/bookmarks/").content.decode()
    assert "Closed" in page
    assert f"/account/applications/{application.pk}/posting/" in page
    assert job.get_absolute_url() not in page


def test_a_saved_job_that_moderators_hold_is_not_called_closed(client, member, job, now):
    services.save(user=member, job=job, now=now)
    Job.objects.update(status="pending")
    page = client.get("/account/bookmarks/").content.decode()
    assert "Under review" in page
    assert "Closed</span>" not in page


def test_saved_jobs_cost_the_same_queries_whatever_their_number(client, member, now, django_assert_num_queries):
    client.get("/account/bookmarks/")
    services.save(user=member, job=a_job(now=now, title="First"), now=now)
    client.get("/account/bookmarks/")
    with django_assert_num_queries(4):  # user, count, page, jobs
        client.get("/account/bookmarks/")
    for number in range(12):
        services.save(user=member, job=a_job(now=now, title=f"Job {number}", company=f"Company {number}"), now=now)
    with django_assert_num_queries(4):
        client.get("/account/bookmarks/")


def test_an_empty_list_says_what_to_do(client, member):
    assert "No saved jobs yet" in client.get("/account/bookmarks/").content.decode()
    assert client.get("/account/bookmarks/?page=2").status_code == 404
    assert client.get("/account/bookmarks/?page=x").status_code == 404


def test_htmx_is_sent_to_a_page_that_tells_why_nothing_was_saved(client, member, job, monkeypatch):
    monkeypatch.setattr(services, "LIMIT", 0)
    answer = press(client, job, hx_request="true")
    assert answer["HX-Redirect"] == "/about/"
    assert "You can keep up to 0 jobs" in client.get("/account/bookmarks/").content.decode()
