"""The commands for whoever runs the site."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command

from alerts import delivery_state, services
from alerts.models import Alert, Digest
from mail import suppression
from tests.alerts.support import DAY, HOUR, MONDAY, an_alert, has_plus, listed, run
from tests.factories import NOW, a_job, a_user

pytestmark = pytest.mark.django_db
AT = "2026-11-23T08:30Z"


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)


@pytest.fixture
def told(capsys):
    def call(*words):
        call_command(*words)
        return capsys.readouterr().out

    return call


# --- alerts_due ----------------------------------------------------------------------------------------------------------------


def test_due_says_each_figure_in_a_line(told):
    an_alert(hour=7)
    delivery_state.beat(MONDAY - dt.timedelta(seconds=90))
    assert told("alerts_due").splitlines() == [
        "due, not queued yet: 1",
        "queued: 0",
        "sending: 0",
        "longest wait: 1:30:00",
        "sent in the last 24 hours: 0",
        "failed in the last 24 hours: 0",
        "sent per minute: 0.0",
        "since the last scheduler run: 0:01:30",
        "blocked by: -",
    ]
    delivery_state.pause(by=None, now=MONDAY)
    assert told("alerts_due").splitlines()[-1] == "blocked by: staff"


def test_due_for_programs_is_json_with_seconds(told):
    an_alert(hour=7)
    found = json.loads(told("alerts_due", "--json"))
    assert (found["due"], found["oldest"], found["beat"], found["held_up"]) == (1, 5400, None, "")


# --- alerts_run ----------------------------------------------------------------------------------------------------------------


def test_run_plans_and_sends_what_is_due_and_the_second_time_nothing(told, mailoutbox):
    for name in ("ada", "bob"):
        an_alert(a_user(f"{name}@example.com"))
    an_alert(a_user("cyd@example.com"), q="zzz")
    listed(1, at=MONDAY)
    assert told("alerts_run", "--until-empty") == "3 queued, 2 sent, 1 empty, 0 postponed, 0 unconfirmed, 0 failed\n"
    assert told("alerts_run", "--until-empty") == "0 queued, 0 sent, 0 empty, 0 postponed, 0 unconfirmed, 0 failed\n"
    assert sorted(mail.to[0] for mail in mailoutbox) == ["ada@example.com", "bob@example.com"]


def test_run_as_if_it_were_another_day(told, mailoutbox):
    an_alert()
    listed(1, at=MONDAY)
    assert told("alerts_run", "--at", (MONDAY - DAY).isoformat()).startswith("0 queued")
    assert told("alerts_run", "--at", (MONDAY + 7 * DAY).isoformat()).startswith("1 queued, 1 sent")
    assert Digest.objects.get().sent_at == MONDAY + 7 * DAY


@pytest.mark.parametrize("wrong", ["tomorrow", "2026-13-45T99:00Z"])
def test_run_at_a_time_that_is_none_says_so(wrong):
    with pytest.raises(CommandError, match=f"“{wrong}” isn't a date and time"):
        call_command("alerts_run", "--at", wrong)


def test_run_says_that_sending_is_held_up_and_fails(capsys):
    an_alert()
    listed(1, at=MONDAY)
    delivery_state.pause(by=None, now=MONDAY)
    with pytest.raises(CommandError, match="Delivery is blocked. Run alerts_due"):
        call_command("alerts_run", "--until-empty")
    assert capsys.readouterr().out.startswith("1 queued, 0 sent")
    assert Digest.objects.get().state == "planned"


# --- alerts_explain ------------------------------------------------------------------------------------------------------------


def test_explain_says_what_becomes_of_each_posting_and_changes_nothing(told):
    user = a_user("ada@example.com", time_zone="Europe/Berlin")
    alert = an_alert(user, q="officer", name="Officers")
    [had] = listed(1, at=MONDAY, title="Officer One")
    run(MONDAY)
    Alert.objects.update(watermark=NOW)
    listed(1, at=MONDAY, title="Officer Two")
    a_job(now=MONDAY - HOUR, title="Senior Officer Three")
    services.mute(recipient=alert.recipient, kind="word", value="senior", now=MONDAY)
    before = Alert.objects.values().get()
    lines = told("alerts_explain", str(alert.pk)).splitlines()
    assert lines[0] == f"Alert {alert.pk} “Officers” for ada@example.com: q=officer"
    assert "State: active" in lines
    assert "Chosen: weekly, weekday 0, 8:00 in Europe/Berlin; plan: free" in lines
    assert "Next check: 2026-11-30 08:00 Europe/Berlin; checked until 2026-11-20 12:00 UTC" in lines
    assert "Period 2026-W48: sent, 1 of 1" in lines
    assert f"  {had.pk} Officer One at Northwind: already emailed" in lines
    assert [line.rpartition(": ")[2] for line in lines if "Officer Two" in line or "Three" in line] == [
        "muted",
        "would be emailed",
    ]
    assert Alert.objects.values().get() == before


def test_explain_says_why_nothing_comes(told):
    user = has_plus(a_user("ada@example.com"), until=NOW + HOUR)
    alert = an_alert(user, cadence="daily")
    services.pause(alert=alert, until=MONDAY + 7 * DAY, now=NOW)
    suppression.suppress("ada@example.com", "bounce", now=NOW)
    lines = told("alerts_explain", str(alert.pk)).splitlines()
    assert "State: paused until 2026-11-30 08:30 UTC" in lines
    assert "Daily alerts need Plus, so this one is weekly." in lines
    assert "The address is suppressed (bounce), so no email goes out." in lines


def test_explain_of_an_alert_that_is_not_there():
    with pytest.raises(CommandError, match="Alert 404 doesn't exist"):
        call_command("alerts_explain", "404")
