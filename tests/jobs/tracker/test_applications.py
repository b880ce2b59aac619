"""A member's applications: moving, writing down, removing, and that nobody sees another member's."""

import datetime as dt

import pytest
from django.utils import timezone

from jobs import services as postings
from jobs.lifecycle import Closed
from jobs.tracker import services
from jobs.tracker.models import Application, ApplicationEvent
from tests.factories import a_job, a_posting, a_user

pytestmark = pytest.mark.django_db
PAGES = ("", "move/", "remove/", "next-step.ics", "posting/")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def member(client):
    user = a_user(time_zone="Europe/Madrid")
    client.force_login(user)
    return user


@pytest.fixture
def application(member, now):
    return services.save(user=member, job=a_job(now=now), now=now)


def by_hand(user, now, **changes):
    named = {"title": "Harbor Pilot", "company": "Port of Cork", "url": "https://port.example/1", "notes": ""}
    return services.add_by_hand(user=user, **{**named, **changes}, now=now)


def write(client, application, **fields):
    return client.post(application.get_absolute_url(), fields)


def move(client, application, to, **more):
    return client.post(f"{application.get_absolute_url()}move/", {"to": to, **more})


# --- Whose it is --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_member_finds_nothing_there(client, application, now, page, method):
    services.edit(
        application=application,
        notes="",
        contact="",
        next_step="Call",
        next_step_at=now + dt.timedelta(days=1),
        now=now,
    )
    client.force_login(a_user("eve@example.com"))
    answer = getattr(client, method)(f"{application.get_absolute_url()}{page}", {"to": "offer", "notes": "x"})
    assert answer.status_code in (404, 405)
    assert Application.objects.get().stage == "interested"
    own = a_user("mia@example.com")
    client.force_login(own)
    for path in ("/account/", "/account/bookmarks/", "/account/applications/", "/account/applications/?view=board"):
        assert "Operations Officer" not in client.get(path).content.decode()
    assert b"Operations Officer" not in client.get("/account/applications/export.csv").content


@pytest.mark.parametrize(
    "path",
    [
        "",
        "applications/",
        "applications/add/",
        "applications/export.csv",
        *(f"applications/1/{page}" for page in PAGES),
    ],
)
def test_visitors_are_asked_to_sign_in_and_come_back(client, path):
    answer = client.get(f"/account/{path}")
    if path.endswith("/move/"):
        assert answer.status_code == 405
    else:
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next=/account/{path}")


def test_no_cache_keeps_a_members_page(client, application):
    for path in ("/account/", "/account/bookmarks/", "/account/applications/", application.get_absolute_url()):
        assert "no-store" in client.get(path)["Cache-Control"]


# --- Moving -------------------------------------------------------------------------------------------------------------


def test_a_move_is_written_into_the_history(client, application):
    answer = move(client, application, "applied", next="/account/applications/?view=board#application-1")
    assert answer["Location"] == "/account/applications/?view=board#application-1"
    move(client, application, "interview")
    move(client, application, "closed:no-reply")
    application.refresh_from_db()
    assert (application.stage, application.outcome) == ("closed", "no-reply")
    assert application.applied_at is not None
    history = [(event.stage, event.outcome) for event in application.events.all()]
    assert history == [("interested", ""), ("applied", ""), ("interview", ""), ("closed", "no-reply")]
    page = client.get(application.get_absolute_url()).content.decode()
    assert "Closed: No reply" in page


def test_a_move_to_where_it_is_changes_nothing(client, application):
    move(client, application, "interested")
    assert ApplicationEvent.objects.count() == 1


def test_a_move_to_nowhere_is_told_and_changes_nothing(client, application):
    page = client.get(move(client, application, "")["Location"]).content.decode()
    assert "Choose" in page
    assert Application.objects.get().stage == "interested"


@pytest.mark.parametrize("to", ["closed", "closed:", "hired", "closed:maybe", "applied:rejected"])
def test_a_move_to_no_stage_is_a_bad_request_and_changes_nothing(client, application, to):
    answer = move(client, application, to)
    assert answer.status_code == 400
    assert "choose a stage" in answer.content.decode()
    assert Application.objects.get().stage == "interested"


def test_moving_back_to_interested_takes_back_the_date_of_applying(client, application):
    move(client, application, "applied")
    move(client, application, "interested")
    application.refresh_from_db()
    assert application.applied_at is None


def test_any_stage_may_follow_any_and_only_a_closed_one_has_an_outcome(member, now):
    application = by_hand(member, now)
    changes = 1
    for origin in services.MOVES:
        for to in services.MOVES:
            for step in (origin, to):
                changes += services.move(application=application, to=step, now=now)
                application.refresh_from_db()
                assert (application.stage, application.outcome) == services.MOVES[step]
                assert (application.outcome != "") == (application.stage == "closed")
    assert application.events.count() == changes
    assert changes > len(services.MOVES) ** 2


def test_having_applied_moves_a_bookmark_and_nothing_that_is_further_on(application, member, now):
    job = application.job
    assert services.record_application(user=member, job=job, now=now).stage == "applied"
    services.move(application=application, to="offer", now=now)
    assert services.record_application(user=member, job=job, now=now).stage == "offer"
    assert Application.objects.count() == 1


# --- Writing down -------------------------------------------------------------------------------------------------------


def test_notes_contact_and_the_next_step_are_kept(client, application):
    answer = write(
        client, application, notes="Line\r\nLine", contact="Mia", next_step="Call", on="2026-12-01", at="10:30"
    )
    assert answer.status_code == 302
    application.refresh_from_db()
    assert (application.notes, application.contact) == ("Line\nLine", "Mia")
    assert application.next_step_at == dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)
    page = client.get(application.get_absolute_url()).content.decode()
    assert 'value="10:30"' in page
    assert "time zone, Madrid (UTC+" in page


def test_without_a_time_the_next_step_is_at_nine(client, application):
    write(client, application, next_step="Call", on="2026-07-01")
    assert Application.objects.get().next_step_at == dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC)


def test_a_time_that_clocks_go_over_is_told(client, application):
    page = write(client, application, next_step="Call", on="2027-03-28", at="02:30", notes="Kept")
    assert page.status_code == 400
    text = page.content.decode()
    assert "exist in Europe/Madrid on that date because clocks go forward" in text
    assert "Kept" in text
    assert Application.objects.get().next_step_at is None


def test_a_time_that_comes_twice_is_the_first_of_the_two(client, application):
    write(client, application, next_step="Call", on="2026-10-25", at="02:30")
    assert Application.objects.get().next_step_at == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe", "\x00"])
def test_an_unknown_time_zone_is_utc(client, application, member, zone):
    type(member).objects.filter(pk=member.pk).update(time_zone=zone.replace("\x00", "?"))
    write(client, application, next_step="Call", on="2026-07-01", at="07:00")
    assert Application.objects.get().next_step_at == dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"on": "2026-12-01"}, "Enter the next step"),
        ({"next_step": "Call", "at": "10:00"}, "Enter a date too"),
        ({"next_step": "Call", "on": "tomorrow"}, "Enter a date as year-month-day"),
        ({"next_step": "Call", "on": "9999-12-31", "at": "23:59"}, "Enter a date between 2000 and 2099"),
        ({"next_step": "Call", "on": "0001-01-01"}, "Enter a date between 2000 and 2099"),
        ({"next_step": "Call", "on": "2026-12-01", "at": "25:00"}, "Enter a time as hours and minutes"),
        ({"notes": "x" * 10_001}, "Your notes have 1 too many"),
        ({"contact": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_cannot_be_kept_is_told_and_not_lost(client, application, sent, told):
    page = write(client, application, **sent)
    text = page.content.decode()
    assert page.status_code == 400
    assert told in text
    assert "<title>Error:" in text
    assert Application.objects.get().notes == ""


def test_line_ends_do_not_count_twice(client, application):
    assert write(client, application, notes="\r\n".join("x" * 5000)).status_code == 302
    assert len(Application.objects.get().notes) == 9_999


def test_a_step_is_done_by_one_button(client, application, now):
    write(client, application, notes="Kept", next_step="Call", on="2026-12-01")
    client.post(application.get_absolute_url(), {"done": "1"})
    application.refresh_from_db()
    assert (application.next_step, application.next_step_at, application.notes) == ("", None, "Kept")


def test_what_members_write_is_shown_as_text(client, application):
    write(client, application, notes="<script>alert(1)</script>", next_step="<b>Call</b>", on="2026-12-01")
    for path in (
        application.get_absolute_url(),
        "/account/",
        "/account/applications/",
        f"{application.get_absolute_url()}remove/",
    ):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<b>Call" not in page


# --- Jobs from elsewhere ------------------------------------------------------------------------------------------------


def test_a_job_from_elsewhere_is_added_at_any_stage_and_can_be_corrected(client, member):
    form = {
        "title": " Harbor  Pilot ",
        "company": "Port",
        "url": "port.example/1",
        "to": "closed:rejected",
        "notes": "Short.",
    }
    answer = client.post("/account/applications/add/", form)
    application = Application.objects.get()
    assert answer["Location"] == application.get_absolute_url()
    assert (application.title, application.url) == ("Harbor Pilot", "https://port.example/1")
    assert (application.stage, application.outcome, application.snapshot) == ("closed", "rejected", None)
    assert client.get(f"{application.get_absolute_url()}posting/").status_code == 404
    write(client, application, title="Pilot", company="", url="", notes="Short.")
    application.refresh_from_db()
    assert (application.title, application.company, application.url) == ("Pilot", "", "")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"title": ""}, "Enter a job title."),
        ({"url": "javascript:alert(1)"}, "Enter a link"),
        ({"url": "ftp://port.example/1"}, "Enter a link"),
        ({"to": "hired"}, "Choose a stage from the list."),
        ({"to": "closed"}, "Choose a stage from the list."),
        ({"title": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_job_that_cannot_be_added_is_told(client, member, sent, told):
    form = {"title": "Pilot", "company": "Port", "url": "", "to": "applied", "notes": "Kept", **sent}
    page = client.post("/account/applications/add/", form)
    assert page.status_code == 400
    assert told in page.content.decode()
    assert "Kept" in page.content.decode()
    assert not Application.objects.exists()


def test_the_title_of_our_posting_is_not_the_members_to_change(client, application):
    write(client, application, title="Mine", notes="x")
    assert Application.objects.get().title == "Operations Officer"


# --- Removing -----------------------------------------------------------------------------------------------------------


def test_removing_asks_first(client, application):
    address = f"{application.get_absolute_url()}remove/"
    assert "undo this" in client.get(address).content.decode()
    assert Application.objects.exists()
    assert client.post(address)["Location"] == "/account/bookmarks/"
    assert not Application.objects.exists()


# --- The copy -----------------------------------------------------------------------------------------------------------


def copy_of(client, application):
    page = client.get(f"{application.get_absolute_url()}posting/")
    assert page.status_code == 200
    return page.content.decode()


def test_the_copy_shows_all_the_posting_showed(client, application):
    page = copy_of(client, application)
    for words in ("Operations Officer", "Northwind", "You keep the office running", "<li>Plan the week.</li>", "$72,000–$88,000",
                  "Anywhere", "Full-time", "Mid-level", "Excel", "https://northwind.example/apply/1", "Copied on"):  # fmt: skip
        assert words in page, words
    assert "This job is still open and hasn" in page


def test_the_copy_tells_what_the_employer_has_changed(client, application, now):
    postings.revise(job=application.job, posting=a_posting(pay=None, description="<p>Other.</p>"), now=now)
    page = copy_of(client, application)
    assert "has changed:" in page
    assert "Pay, Description" in page
    assert "You keep the office running" in page
    assert "Other." not in page


def test_the_copy_outlives_the_posting(client, application, now):
    postings.withdraw(job=application.job, because=Closed.GONE, now=now)
    page = copy_of(client, application)
    assert "no longer open" in page
    assert "no longer find it at its source" in page
    application.job.delete()
    page = copy_of(client, application)
    assert "no longer open" in page
    assert "You keep the office running" in page


def test_a_shared_copy_says_when_it_was_taken_and_when_the_posting_read_the_same(client, member, now):
    earlier = now - dt.timedelta(days=3)
    job = a_job(now=earlier)
    services.save(user=a_user("first@example.com"), job=job, now=earlier)
    page = copy_of(client, services.save(user=member, job=job, now=now))
    assert "The job was the same on" in page
