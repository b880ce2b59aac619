"""The table of applications and the calendar entry of a next step."""

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from jobs.tracker import services
from tests.factories import a_job, a_user
from toolkit import localization
from toolkit.text import FORMULA, escape_formula

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def member(client):
    user = a_user(time_zone="America/New_York")
    client.force_login(user)
    return user


def with_step(user, **changes):
    named = {"title": "Pilot, first; class", "company": "Port\\Cork", "url": "", "notes": ""}
    application = services.add_by_hand(user=user, **{**named, **changes}, now=NOW)
    services.edit(
        application=application, notes="", contact="Mia\n+353", next_step="Interview",
        next_step_at=dt.datetime(2026, 12, 1, 15, 30, tzinfo=dt.UTC), now=NOW,
    )  # fmt: skip
    return application


# --- Table --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_table_holds_everything_and_opens_in_spreadsheets(client, member):
    application = services.record_application(user=member, job=a_job(), now=NOW)
    services.edit(
        application=application, notes='Said "yes",\nor not', contact="Mia", next_step="Call",
        next_step_at=dt.datetime(2026, 12, 1, 15, 30, tzinfo=dt.UTC), now=NOW,
    )  # fmt: skip
    answer = client.get("/account/applications/export.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="applications-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert row.pop("Address").endswith(application.job.get_absolute_url())
    assert row == {
        "Job title": "Operations Officer", "Company": "Northwind", "Stage": "Applied", "Outcome": "", "Added": "2026-11-20T07:00-05:00",
        "Applied": "2026-11-20T07:00-05:00", "Changed": "2026-11-20T07:00-05:00", "Next step": "Call", "When": "2026-12-01T10:30-05:00",
        "Contact": "Mia", "Notes": 'Said "yes",\nor not', "Résumé": "", "Cover letter": "",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝"])
def test_no_cell_is_a_formula(client, member, start):
    services.add_by_hand(user=member, title=f"{start}1+1", company=f"{start}1", url="", notes=f"{start}cmd", now=NOW)
    text = client.get("/account/applications/export.csv").content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert [row["Job title"], row["Company"], row["Notes"]] == [f"'{start}1+1", f"'{start}1", f"'{start}cmd"]


@given(st.text())
def test_a_defused_text_only_ever_gains_an_apostrophe(value):
    safe = escape_formula(value)
    assert safe in (value, f"'{value}")
    assert not safe.startswith(FORMULA)


# --- Calendar -----------------------------------------------------------------------------------------------------------


def entry(client, application):
    answer = client.get(f"{application.get_absolute_url()}next-step.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return answer.content.decode(), event


@pytest.mark.django_db
def test_the_next_step_is_an_entry_with_a_reminder(client, member, settings):
    application = with_step(member)
    text, event = entry(client, application)
    assert "DTSTART:20261201T153000Z" in text
    assert event["summary"] == "Interview: Pilot, first; class at Port\\Cork"
    assert "Pilot\\, first\\; class at Port\\\\Cork" in text.replace("\r\n ", "")
    assert event["description"] == f"Mia\n+353\n{settings.SITE_URL}{application.get_absolute_url()}"
    [alarm] = event.walk("VALARM")
    assert alarm["trigger"].dt == -dt.timedelta(minutes=30)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


@pytest.mark.django_db
def test_an_entry_loaded_again_replaces_the_one_before(client, member):
    application = with_step(member)
    _text, before = entry(client, application)
    services.edit(
        application=application, notes="", contact="", next_step="Interview",
        next_step_at=dt.datetime(2026, 12, 2, 15, 30, tzinfo=dt.UTC), now=NOW + dt.timedelta(hours=1),
    )  # fmt: skip
    _text, after = entry(client, application)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt != before["dtstart"].dt


@pytest.mark.django_db
def test_lines_of_a_title_cannot_become_lines_of_the_calendar(client, member):
    application = with_step(member, title="Pilot\r\nATTENDEE:mailto:eve@example.com")
    _text, event = entry(client, application)
    assert "attendee" not in event


@pytest.mark.django_db
def test_without_a_time_there_is_no_entry(client, member):
    application = services.add_by_hand(user=member, title="Pilot", company="", url="", notes="", now=NOW)
    assert client.get(f"{application.get_absolute_url()}next-step.ics").status_code == 404


# --- Time zones ---------------------------------------------------------------------------------------------------------


@given(
    st.dates(localization.EARLIEST, localization.LATEST),
    st.times(),
    st.sampled_from(
        ["UTC", "Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]
    ),
)
@example(dt.date(2027, 3, 28), dt.time(2, 30), "Europe/Madrid")
@example(dt.date(2026, 10, 25), dt.time(2, 30), "Europe/Madrid")
@example(dt.date(2011, 12, 30), dt.time(12), "Pacific/Apia")  # a day that was left out
@example(dt.date(2026, 10, 4), dt.time(2, 15), "Australia/Lord_Howe")  # half an hour
def test_a_moment_reads_as_it_was_written_or_is_none(day, time, name):
    try:
        found = localization.utc_moment(day, time, ZoneInfo(name))
    except localization.NoSuchTime:
        return
    assert found.tzinfo is dt.UTC
    local = timezone.localtime(found, ZoneInfo(name))
    assert (local.date(), local.time()) == (day, time)
