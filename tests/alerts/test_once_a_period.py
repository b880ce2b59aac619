"""One digest for each local day or week, whatever the clocks of members and servers do."""

import datetime as dt
import threading
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from alerts import delivery_state, planning, sending
from alerts.models import Alert, Digest, Section
from tests.alerts.support import DAY, HOUR, MONDAY, an_alert, has_plus, listed, run, text_of
from tests.factories import NOW, a_job, a_user

MINUTE = dt.timedelta(minutes=1)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo")


def plan_and_send(now):
    """As if every digest left at once."""
    planning.plan_due(now=now)
    Digest.objects.filter(state="planned").update(state="sent", sent_at=now)


@pytest.mark.django_db(transaction=True)
def test_three_beats_plan_each_digest_once():
    for number in range(40):
        an_alert(a_user(f"m{number}@example.com"))
    planned = []

    def beat():
        try:
            planned.append(planning.plan_due(now=MONDAY))
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(3)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()
    assert sum(planned) == 40 == Digest.objects.count() == Section.objects.count()
    assert not Alert.objects.due(MONDAY).exists()


@pytest.mark.django_db
def test_three_beats_for_a_day_give_one_mail_a_member(mailoutbox):
    members = [has_plus(a_user(f"m{hour}@example.com")) for hour in range(0, 24, 5)]
    for member, hour in zip(members, range(0, 24, 5), strict=True):
        an_alert(member, cadence="daily", hour=hour)
    listed(1, at=NOW)
    for minute in range(0, 24 * 60, 20):
        for _beat in range(3):
            run(MONDAY + dt.timedelta(minutes=minute))
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(member.email for member in members)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 2])
def test_both_days_on_which_the_clocks_change_have_one_digest(zone, hour):
    user = has_plus(a_user(time_zone=zone))
    local = ZoneInfo(zone)
    for year_day in _changes(local):
        Alert.objects.all().delete()
        begin = dt.datetime.combine(year_day - DAY, dt.time(12), local).astimezone(dt.UTC)
        alert = an_alert(user, cadence="daily", hour=hour, now=begin)
        for half_hour in range(2 * 48):
            plan_and_send(begin + half_hour * HOUR / 2)
        periods = list(alert.sections.order_by("period").values_list("period", flat=True))
        assert periods == [str(year_day), str(year_day + DAY)]


def _changes(zone):
    """The days of 2027 on which the clocks of a zone change."""
    days = [dt.date(2027, 1, 1) + number * DAY for number in range(365)]
    offset = lambda day: dt.datetime.combine(day, dt.time(12), zone).utcoffset()  # noqa: E731
    found = [day for day in days if offset(day) != offset(day - DAY)]
    assert len(found) == 2
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("cadence", ["daily", "weekly"])
def test_five_days_down_give_one_digest_to_catch_up(mailoutbox, cadence):
    an_alert(has_plus(a_user()), cadence=cadence, weekday=MONDAY.weekday())
    listed(3, at=MONDAY - DAY)
    back = MONDAY + 5 * DAY
    for minute in range(3):
        run(back + dt.timedelta(minutes=minute))
    assert [mail.subject for mail in mailoutbox] == [
        "3 new jobs for “Operations”: Operations Officer 2 at Northwind and 2 more"
    ]
    alert = Alert.objects.get()
    assert alert.next_due_at == MONDAY.replace(minute=0) + (6 if cadence == "daily" else 7) * DAY


@pytest.mark.django_db
def test_a_clock_that_jumps_a_day_and_back_sends_nothing_twice(mailoutbox):
    an_alert(has_plus(a_user()), cadence="daily")
    listed(1, at=MONDAY)
    for shift in (0, 1, 0, -1, 0, 1):
        run(MONDAY + shift * DAY)
    periods = Section.objects.order_by("period").values_list("period", flat=True)
    assert list(periods) == ["2026-11-23", "2026-11-24"]
    assert len(mailoutbox) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"),
    [("Asia/Tokyo", "America/Los_Angeles"), ("America/Los_Angeles", "Asia/Tokyo"), ("Europe/London", "Europe/Berlin")],
)
@pytest.mark.parametrize("is_noticed", [True, False])
def test_a_member_who_moves_gets_one_digest_a_local_day_at_their_hour(before, after, is_noticed):
    user = has_plus(a_user(time_zone=before))
    alert = an_alert(user, cadence="daily", hour=8)
    for hour in range(24 * 8):
        now = MONDAY + hour * HOUR
        if hour == 60:
            user.time_zone = after
            user.save()
            if is_noticed:
                assert planning.follow_zones(now) == 1
        plan_and_send(now)
    periods = list(alert.sections.values_list("period", flat=True))
    assert len(periods) == len(set(periods)) >= 7
    moved = alert.sections.order_by("pk").filter(digest__created_at__gt=MONDAY + 100 * HOUR)
    local = [section.digest.created_at.astimezone(ZoneInfo(after)).hour for section in moved]
    assert set(local) == {8}


@pytest.mark.django_db
def test_an_alert_that_is_due_while_the_mail_of_the_hour_is_gone_waits_for_the_next_hour(mailoutbox):
    user = a_user()
    an_alert(user, q="officer")
    listed(2, at=MONDAY)
    run(MONDAY)
    late = an_alert(user, q="operations")
    Alert.objects.filter(pk=late.pk).update(next_due_at=MONDAY)
    run(MONDAY + dt.timedelta(minutes=5))
    assert not late.sections.exists()
    late.refresh_from_db()
    assert late.next_due_at == MONDAY.replace(minute=0) + HOUR
    run(MONDAY + HOUR)
    assert late.sections.count() == 1
    assert len(mailoutbox) == 1  # everything in it was emailed an hour ago


@pytest.mark.django_db
def test_after_days_without_a_mail_server_there_is_one_mail_for_all_that_was_due(mailoutbox):
    user = has_plus(a_user())
    daily = an_alert(user, q="officer", cadence="daily")
    weekly = an_alert(user, q="pilot", name="Pilots", weekday=2)
    listed(1, at=MONDAY)
    delivery_state.pause(by=None, now=MONDAY)
    for day in range(5):
        a_job(now=MONDAY + day * DAY - HOUR, title=f"Harbor Pilot {day}", description="<p>Guides ships.</p>")
        run(MONDAY + day * DAY)
    assert Digest.objects.get().state == "planned"
    delivery_state.resume()
    run(MONDAY + 4 * DAY)
    [mail] = mailoutbox
    assert mail.subject == "6 new jobs in 2 alerts: Operations Officer 0 at Northwind and 5 more"
    assert [one.sections.get().period for one in (daily, weekly)] == ["2026-11-27", "2026-W48"]
    run(MONDAY + 5 * DAY)
    assert Digest.objects.order_by("pk").last().slot == (MONDAY + 5 * DAY).replace(minute=0)


@pytest.mark.django_db
def test_while_a_mail_is_in_doubt_nothing_else_goes_to_the_same_address(mailoutbox):
    user = a_user()
    first = an_alert(user, q="officer")
    listed(2, at=MONDAY)
    planning.plan_due(now=MONDAY)
    sending.take(uuid.uuid4(), most=1, now=MONDAY + 15 * MINUTE)  # and its sender dies
    second = an_alert(user, q="operations", hour=9)
    run(MONDAY + 35 * MINUTE)
    assert not mailoutbox
    run(MONDAY + 50 * MINUTE)
    assert [mail.subject for mail in mailoutbox] == [
        "2 new jobs for “Operations”: Operations Officer 1 at Northwind and 1 more"
    ]
    assert first.sections.get().job_ids
    run(MONDAY + 95 * MINUTE)
    assert len(mailoutbox) == 1
    second.refresh_from_db()
    assert second.watermark > second.created_at


@pytest.mark.django_db
def test_a_sender_with_a_clock_a_day_ahead_passes_over_nothing(mailoutbox):
    an_alert(has_plus(a_user()), cadence="daily")
    listed(1, at=MONDAY)
    run(MONDAY + DAY)
    a_job(title="Harbor Pilot", now=MONDAY + HOUR)
    run(MONDAY + 2 * DAY)
    assert "Harbor Pilot" in text_of(mailoutbox[1])
