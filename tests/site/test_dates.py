"""Dates are written one way: for whoever reads the page or email, by one module."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from allauth.core import context
from babel.localedata import locale_identifiers
from django.conf import settings
from django.utils import timezone
from django.utils.formats import localize

from accounts.adapter import AccountAdapter
from alerts.models import Alert
from billing import emails
from billing.models import BillingMail
from mail.models import OutgoingMail
from tests.alerts.support import an_alert
from tests.billing.members import in_state
from tests.factories import NOW, a_job, a_published_guide, a_user
from toolkit import localization
from toolkit.localization import Reader, read_by

MORNING = dt.datetime(2026, 11, 30, 8, 0, tzinfo=dt.UTC)
BRITISH = Reader("en_GB", ZoneInfo("Europe/London"))
AUSTRIAN = Reader("de_AT", ZoneInfo("Europe/Vienna"))


@pytest.mark.parametrize(
    ("reader", "day", "moment", "clock"),
    [
        (Reader(), "November 30, 2026", "Mon, Nov 30, 8:00 AM", "5:05 PM"),
        (BRITISH, "30 Nov 2026", "Mon 30 Nov, 08:00", "17:05"),
        (AUSTRIAN, "30.11.2026", "Mo., 30. Nov., 09:00", "17:05"),
    ],
)
def test_dates_and_times_are_written_as_their_reader_does(reader, day, moment, clock):
    with read_by(reader):
        assert localization.day(MORNING) == day
        assert localization.moment(MORNING, now=NOW) == moment
        assert localization.clock(dt.time(17, 5)) == clock


def test_another_year_is_said_and_the_zone_where_it_is_asked_for():
    with read_by(Reader(zone=ZoneInfo("America/New_York"))):
        assert localization.moment(MORNING, now=NOW.replace(year=2027)) == "Mon, Nov 30, 2026, 3:00 AM"
        assert localization.moment_in_zone(MORNING, now=NOW) == "Mon, Nov 30, 3:00 AM EST"


def test_every_locale_can_be_read():
    for locale in locale_identifiers():
        with read_by(Reader(locale)):
            assert localization.day(MORNING)
            assert localization.short_day(MORNING)
            assert localization.moment_in_zone(MORNING, now=NOW)
            assert localization.ago(MORNING, now=NOW)


def test_no_page_or_email_has_a_date_format_of_its_own():
    """The staff site has Django's, in one place: see the next test."""
    own = re.compile(r"""\|\s*(date|time|naturaltime|naturalday|timesince|timeuntil)\b|\{%\s*now\b""")
    templates = settings.BASE_DIR / "templates"
    found = [
        f"{path.relative_to(templates)}: {line.strip()}"
        for path in sorted(templates.rglob("*.*"))
        if "admin" not in path.relative_to(templates).parts and path.suffix in (".html", ".txt", ".xml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if own.search(line)
    ]
    assert found == []


def test_the_staff_site_writes_dates_one_way():
    assert localize(MORNING) == "Mon, Nov 30, 2026, 8:00 AM UTC"
    assert localize(MORNING.date()) == "November 30, 2026"
    own = re.compile(r"""\|date:"(?!DATE)|strftime|%Y-%m-%d %H""")
    pages = (settings.BASE_DIR / "templates" / "admin").rglob("*.html")
    modules = settings.BASE_DIR.glob("*/admin/*.py")
    assert [str(path) for path in (*pages, *modules) if own.search(path.read_text(encoding="utf-8"))] == []


def a_briton(user):
    user.locale, user.time_zone = "en-GB", "Europe/London"
    user.save()
    return user


@pytest.mark.django_db
def test_the_plan_and_billing_emails_are_dated_as_the_member_writes(client):
    user = a_briton(in_state("running"))
    client.force_login(user)
    ends = user.billing_account.current.period_end.astimezone(ZoneInfo("Europe/London"))
    written = f"{ends.day} {ends:%b} {ends.year}"
    assert written in client.get("/account/billing/").content.decode()
    ending = BillingMail(account=user.billing_account, kind="ends_soon", facts={"ends_at": ends.isoformat()})
    assert written in emails.message(ending).body


@pytest.mark.django_db
def test_public_pages_are_dated_for_the_member_who_reads_them_and_for_americans_otherwise(client):
    job, guide = a_job(), a_published_guide()
    pages = (job.get_absolute_url(), guide.get_absolute_url())
    for page in pages:
        assert "November 20, 2026" in client.get(page).content.decode()
    client.force_login(a_briton(a_user()))
    for page in pages:
        html = client.get(page).content.decode()
        assert "20 Nov 2026" in html
        assert "November 20, 2026" not in html
    client.logout()
    for page in pages:
        assert "November 20, 2026" in client.get(page).content.decode()


@pytest.mark.django_db
def test_a_security_email_says_when_in_the_members_time(rf):
    user = a_briton(a_user())
    with context.request_context(rf.get("/")):
        AccountAdapter().send_notification_mail("account/email/password_changed", user)
    assert re.search(r"\b\w{3} \d+ \w{3}, \d\d:\d\d (GMT|BST)", OutgoingMail.objects.get().text)


@pytest.mark.django_db
def test_alerts_show_the_hour_they_are_set_to_before_and_after_their_member_moves(client):
    user = a_user(time_zone="Europe/Berlin", country="DE")
    an_alert(user, hour=8, now=timezone.now())
    client.force_login(user)
    assert "8:00 AM" in client.get("/account/alerts/").content.decode()
    before = Alert.objects.get().next_due_at
    moved = {"country": "US", "timezone": "America/New_York"}
    assert client.post("/jobs/place/", moved, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302
    assert "8:00 AM" in client.get("/account/alerts/").content.decode()
    assert Alert.objects.get().next_due_at != before
