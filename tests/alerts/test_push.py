"""Alerts as notifications: what they say, when they come, and that the same job is never told twice."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import services
from alerts.health import health, notifications_waiting
from alerts.models import Alert, Digest, Mailed, PushDelivery, PushDevice, Section
from alerts.push import devices, keys
from mail import suppression
from mail.models import Suppression
from tests.accounts.support import confirmed, staff
from tests.alerts.push_support import a_device, plan, push, run_both
from tests.alerts.support import DAY, HOUR, MONDAY, an_alert, has_plus, listed, make_due, run, text_of
from tests.factories import NOW, a_job, a_user

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
WEEK = 7 * DAY


@pytest.fixture
def browser(push_service):
    return push_service.browser()


@pytest.fixture
def member(browser):
    user = a_user()
    a_device(user, browser)
    return user


def test_a_notification_says_how_many_jobs_there_are_and_leads_to_them(member, browser, mailoutbox, client, settings):
    alert = an_alert(member, channel="push")
    listed(3, at=MONDAY)
    tally = run_both(MONDAY)
    assert tally.sent == 1
    [message] = browser.messages
    assert message.title == "3 new jobs for “Operations”"
    assert message.body == "Operations Officer 2 at Northwind, and 2 more"
    assert message.claims["k"] == keys.public_key()
    assert message.claims["sub"] == "mailto:hello@example.com"
    assert 0 < message.claims["exp"] - MONDAY.timestamp() <= 86_400
    assert message.size < 600
    assert not mailoutbox
    digest = Digest.objects.get(channel="push")
    assert (digest.state, digest.sent_at) == ("sent", MONDAY)
    assert message.tag == message.headers["Topic"] == f"alert-{digest.pk}"
    alert.refresh_from_db()
    assert alert.watermark >= MONDAY - HOUR
    assert PushDevice.objects.get().last_success_at == MONDAY
    client.force_login(member)
    page = client.get(message.url).content.decode()
    assert page.count("Operations Officer") >= 3


def test_without_a_notification_in_any_alert_nothing_is_asked_or_planned(member, browser, django_assert_num_queries):
    an_alert(member)
    listed(1, at=MONDAY)
    run_both(MONDAY)
    assert not browser.messages
    assert list(Digest.objects.values_list("channel", flat=True)) == ["email"]
    assert not PushDelivery.objects.exists()


def test_an_alert_sent_both_ways_tells_the_same_jobs_once_each_way(member, browser, mailoutbox):
    an_alert(member, channel="both")
    listed(2, at=MONDAY)
    run_both(MONDAY)
    assert len(mailoutbox) == 1
    [message] = browser.messages
    assert message.title == "2 new jobs for “Operations”"
    assert Section.objects.count() == 1
    assert Mailed.objects.count() == 1
    run_both(MONDAY + HOUR)
    run_both(MONDAY + WEEK)
    assert (len(mailoutbox), len(browser.messages)) == (1, 1)


def test_an_email_that_said_nothing_is_not_announced(member, browser, mailoutbox):
    an_alert(member, channel="both")
    run_both(MONDAY)
    assert not mailoutbox
    assert not browser.messages
    assert not Digest.objects.filter(channel="push").exists()


def test_what_one_channel_told_the_other_does_not_tell_again(member, browser, mailoutbox):
    an_alert(member, q="operations", name="By email")
    an_alert(member, q="officer", name="By notification", channel="push")
    listed(2, at=MONDAY)
    run_both(MONDAY)
    assert len(mailoutbox) == 1
    assert "Operations Officer 0" in text_of(mailoutbox[0])
    assert not browser.messages
    listed(1, at=MONDAY + WEEK, title="Operations Officer at Night")
    plan(MONDAY + WEEK)
    push(MONDAY + WEEK)  # this time the notification comes first
    run(MONDAY + WEEK)
    assert [one.title for one in browser.messages] == ["1 new job for “By notification”"]
    assert len(mailoutbox) == 1


def test_a_notification_waits_while_an_email_to_the_same_person_is_being_sent(member, browser):
    an_alert(member, q="operations", name="By email")
    an_alert(member, q="officer", name="By notification", channel="push")
    listed(1, at=MONDAY)
    plan(MONDAY)
    Digest.objects.filter(channel="email").update(state="sending", lease="0" * 32, leased_until=MONDAY + HOUR)
    push(MONDAY)
    assert not browser.messages
    Digest.objects.filter(channel="email").update(state="failed", lease=None, leased_until=None)
    push(MONDAY + MINUTE)
    assert len(browser.messages) == 1


def test_one_notification_tells_all_alerts_of_the_hour(member, browser, mailoutbox):
    member = has_plus(member)
    an_alert(member, q="nurse", name="Nurses", channel="push")
    an_alert(member, q="officer", name="Officers", channel="both")
    a_job(now=MONDAY - HOUR, title="Nurse", industries=("healthcare",))
    listed(2, at=MONDAY)
    run_both(MONDAY)
    assert not browser.messages  # it waits for the email, which it can announce too
    run_both(MONDAY + 3 * MINUTE)
    assert [one.title for one in browser.messages] == ["3 new jobs for 2 alerts"]
    assert len(mailoutbox) == 1


def test_without_a_device_alerts_come_by_email(browser, mailoutbox):
    user = a_user()
    an_alert(user, channel="push")
    listed(1, at=MONDAY)
    run_both(MONDAY)
    assert len(mailoutbox) == 1


def test_without_a_key_alerts_come_by_email(member, browser, mailoutbox, settings):
    an_alert(member, channel="push")
    an_alert(member, q="nurse", channel="both")
    listed(1, at=MONDAY)
    settings.VAPID_PRIVATE_KEY = ""
    run_both(MONDAY)
    assert len(mailoutbox) == 1
    assert not browser.messages


def test_a_key_that_is_taken_away_loses_nothing_that_was_planned(member, browser, mailoutbox, settings):
    an_alert(member, channel="push")
    listed(1, at=MONDAY)
    plan(MONDAY)
    settings.VAPID_PRIVATE_KEY = ""
    push(MONDAY)
    run(MONDAY)
    assert len(mailoutbox) == 1
    assert not browser.messages


def test_an_address_that_gets_no_email_gets_the_notification_alone(member, browser, mailoutbox):
    an_alert(member, channel="both")
    listed(1, at=MONDAY)
    suppression.suppress(member.email, Suppression.Reason.BOUNCE, now=NOW)
    run_both(MONDAY)
    assert len(browser.messages) == 1
    assert not mailoutbox


def test_ended_and_paused_alerts_and_switched_off_accounts_are_silent(member, browser):
    ended, paused = an_alert(member, channel="push"), an_alert(member, q="officer", channel="push")
    listed(1, at=MONDAY)
    plan(MONDAY)
    services.end(alert=ended, now=MONDAY)
    services.pause(alert=paused, until=None, now=MONDAY)
    push(MONDAY)
    assert not browser.messages
    services.resume(alert=paused, now=MONDAY)
    plan(MONDAY + WEEK)
    member.is_active = False
    member.save()
    push(MONDAY + WEEK)
    assert not browser.messages


def test_an_alert_that_ends_after_its_email_is_not_announced(member, browser, mailoutbox):
    alert = an_alert(member, channel="both")
    listed(1, at=MONDAY)
    run(MONDAY)
    plan(MONDAY)
    services.end(alert=alert, now=MONDAY)
    push(MONDAY)
    assert len(mailoutbox) == 1
    assert not browser.messages


def test_daily_needs_plus_and_a_member_who_loses_it_is_told_once(member, browser):
    has_plus(member, until=MONDAY + DAY / 2)
    alert = an_alert(member, cadence="daily", channel="push")
    listed(1, at=MONDAY, title="First")
    run_both(MONDAY)
    assert len(browser.messages) == 1
    for day in range(1, 8):
        listed(1, at=MONDAY + day * DAY, title=f"Job of day {day}")
        run_both(MONDAY + day * DAY)
    assert [one.title for one in browser.messages] == ["1 new job for “Operations”", "7 new jobs for “Operations”"]
    assert "Daily alerts come with Plus. You'll get this one weekly." in browser.messages[1].body
    listed(1, at=MONDAY + 14 * DAY, title="Later")
    run_both(MONDAY + 14 * DAY)
    assert "Plus" not in browser.messages[2].body
    alert.refresh_from_db()
    assert alert.is_held_weekly


# --- Quiet hours --------------------------------------------------------------------------------------------------------------


def test_at_night_a_notification_waits_until_the_morning_of_its_member(browser, mailoutbox):
    user = a_user(time_zone="America/New_York")
    a_device(user, browser)
    an_alert(user, channel="push", hour=23)
    evening = dt.datetime(2026, 11, 24, 4, 30, tzinfo=dt.UTC)  # Monday, 23:30 in New York
    listed(1, at=evening)
    run_both(evening)
    digest = Digest.objects.get()
    assert digest.not_before == digest.slot == dt.datetime(2026, 11, 24, 13, tzinfo=dt.UTC)
    run_both(digest.not_before - MINUTE)
    assert not browser.messages
    run_both(digest.not_before)
    assert len(browser.messages) == 1
    assert not mailoutbox


def test_an_alert_that_is_set_to_email_while_its_notification_waits_comes_by_email_alone(member, browser, mailoutbox):
    at = MONDAY.replace(hour=6)
    an_alert(member, channel="push", hour=6)
    listed(1, at=at)
    run_both(at)
    assert Digest.objects.get().channel == "push"
    Alert.objects.update(channel="email")
    run_both(at + 2 * HOUR)
    run_both(at + 2 * HOUR)
    assert not browser.messages
    assert len(mailoutbox) == 1
    run_both(at + 3 * HOUR)
    run_both(at + WEEK)
    assert (len(mailoutbox), len(browser.messages)) == (1, 0)


def test_an_email_at_night_is_announced_in_the_morning(member, browser, mailoutbox):
    an_alert(member, channel="both", hour=6)
    at = MONDAY.replace(hour=6)
    listed(1, at=at)
    run_both(at)
    assert len(mailoutbox) == 1
    assert not browser.messages
    run_both(at + 2 * HOUR)
    assert len(browser.messages) == 1


def test_quiet_hours_that_begin_meanwhile_count_and_equal_hours_are_none(member, browser):
    an_alert(member, channel="push")
    listed(1, at=MONDAY)
    plan(MONDAY)
    devices.set_quiet_hours(user=member, begin=7, end=20, now=MONDAY)
    push(MONDAY)
    assert not browser.messages
    assert Digest.objects.get().not_before == MONDAY.replace(hour=20, minute=0)
    devices.set_quiet_hours(user=member, begin=5, end=5, now=MONDAY)
    push(MONDAY.replace(hour=20))
    assert len(browser.messages) == 1


def test_one_notification_an_hour_and_what_is_due_later_joins_or_waits(member, browser):
    has_plus(member)
    early = {"now": MONDAY - HOUR, "channel": "push", "cadence": "daily"}
    an_alert(member, q="operations", hour=8, **early)
    alert = an_alert(member, q="nurse", name="Nurses", hour=9, **early)
    a_job(now=MONDAY - HOUR, title="Nurse", industries=("healthcare",))
    listed(1, at=MONDAY)
    run_both(MONDAY)
    Alert.objects.filter(pk=alert.pk).update(hour=8, next_due_at=MONDAY + MINUTE)
    run_both(MONDAY + 20 * MINUTE)
    assert len(browser.messages) == 1
    run_both(MONDAY + HOUR)
    assert [one.title for one in browser.messages] == ["1 new job for “Operations”", "1 new job for “Nurses”"]


# --- What it costs ------------------------------------------------------------------------------------------------------------


def members_with_devices(push_service, count, start=0, channel="push"):
    for number in range(start, start + count):
        user = a_user(f"m{number}@example.com")
        a_device(user, push_service.browser(f"b{number}"))
        an_alert(user, name=f"Alert {number}", channel=channel)


def queries_of_pushing(count, push_service, start):
    members_with_devices(push_service, count, start)
    at = MONDAY + start * WEEK
    listed(1, at=at)
    make_due(at)
    plan(at)
    with CaptureQueriesContext(connection) as queries:
        assert push(at).sent >= count
    return len(queries)


def test_a_notification_costs_a_claim_and_a_result(push_service):
    """A few queries for a round, and for each notification: the claim, the device's result in a transaction, and the digest's,
    which is sent below Django's counting."""
    few = queries_of_pushing(2, push_service, 0)
    Alert.objects.all().delete()
    more = queries_of_pushing(8, push_service, 10)
    assert more - few <= 5 * 6
    assert few <= 39 + 5 * 2


def queries_of_emailing(at):
    listed(1, at=at)
    make_due(at)
    with CaptureQueriesContext(connection) as queries:
        run(at)
    return len(queries)


def test_emails_cost_what_they_cost_without_notifications(push_service, mailoutbox, settings):
    members_with_devices(push_service, 4, channel="email")
    queries_of_emailing(MONDAY)  # prepares statements
    key, settings.VAPID_PRIVATE_KEY = settings.VAPID_PRIVATE_KEY, ""
    without = queries_of_emailing(MONDAY + WEEK)
    settings.VAPID_PRIVATE_KEY = key
    assert queries_of_emailing(MONDAY + 2 * WEEK) == without
    assert len(mailoutbox) == 12


# --- Whoever runs the site ----------------------------------------------------------------------------------------------------


def test_the_command_sends_both_and_explains_an_alert(member, browser, mailoutbox, capsys):
    alert = an_alert(member, channel="both")
    listed(2, at=MONDAY)
    call_command("alerts_run", "--at", "2026-11-23T08:30Z")
    assert "1 sent" in (said := capsys.readouterr().out)
    assert "1 notifications" in said
    assert (len(mailoutbox), len(browser.messages)) == (1, 1)
    call_command("alerts_explain", str(alert.pk))
    assert "Sent by: both; devices: 1\n" in capsys.readouterr().out
    PushDevice.objects.all().delete()
    call_command("alerts_explain", str(alert.pk))
    assert "devices: 0, so it goes by email" in capsys.readouterr().out


def test_figures_of_emails_count_emails_only(member, browser):
    an_alert(member, channel="push")
    listed(1, at=MONDAY)
    plan(MONDAY)
    assert health(MONDAY).planned == 0
    assert notifications_waiting(MONDAY + HOUR) == (1, HOUR)
    push(MONDAY)
    assert health(MONDAY).sent == 0
    assert notifications_waiting(MONDAY) == (0, None)


def test_staff_see_each_notification_with_its_devices(member, browser, client):
    alert = an_alert(member, channel="push")
    listed(1, at=MONDAY)
    plan(MONDAY)
    client = confirmed(client, staff("support@example.com", "Support"))
    assert "Notifications waiting" in client.get("/admin/alerts/sending/").content.decode()
    push(MONDAY)
    path = f"/admin/alerts/recipient/{alert.recipient_id}"
    assert "notification" in client.get(f"{path}/change/").content.decode()
    page = client.get(f"{path}/digests/{Digest.objects.get().pk}/").content.decode()
    assert "1 new job for “Operations”" in page
    assert "Firefox on Linux: sent" in page
