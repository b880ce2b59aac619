"""What members and visitors do with their alerts."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from alerts import adoption, services
from alerts.models import Alert, Mailed, Recipient
from alerts.services import AlertRefused, Timing
from jobs.search.criteria import Criteria
from tests.alerts.support import DAY, HOUR, MONDAY, an_alert, has_plus, listed, run
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db


def a_visitors(email="Ada@Example.com", *, q="", **words):
    return services.create_for_address(email=email, criteria=Criteria(q=q), name="Mine", now=NOW, **words)


def test_a_members_alert_runs_at_their_hour():
    alert = an_alert(a_user(time_zone="America/New_York"), weekday=2, hour=7)
    assert alert.state == "active"
    assert alert.next_due_at == dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def test_the_same_search_again_is_the_same_alert():
    user = a_user()
    assert an_alert(user, q="Officer").pk == an_alert(user, q="officer", name="Again").pk


@pytest.mark.parametrize(("plan", "most"), [("free", 5), ("plus", 25)])
def test_there_are_as_many_alerts_as_the_plan_has_room_for(plan, most):
    user = a_user()
    if plan == "plus":
        has_plus(user)
    for number in range(most):
        alert = an_alert(user, q=f"word{number}")
    with pytest.raises(AlertRefused, match=f"includes {most} alerts"):
        an_alert(user, q="another")
    services.end(alert=alert, now=NOW)
    an_alert(user, q="another")
    with pytest.raises(AlertRefused):
        services.begin_again(alert=alert, now=NOW)


def test_daily_needs_plus():
    user = a_user()
    with pytest.raises(AlertRefused, match="Daily alerts come with Plus") as refused:
        an_alert(user, cadence="daily")
    assert refused.value.field == "cadence"
    assert an_alert(has_plus(user), cadence="daily").cadence == "daily"


def test_a_daily_alert_may_be_changed_after_plus_has_ended_and_stays_what_was_chosen():
    user = has_plus(a_user(), until=NOW + HOUR)
    alert = an_alert(user, cadence="daily")
    changed = services.edit(
        alert=alert, criteria=Criteria(q="x"), name="X", timing=Timing("daily", 1, 9), now=NOW + DAY
    )
    assert (changed.cadence, changed.hour, changed.search.querystring) == ("daily", 9, "q=x")
    other = an_alert(user, q="y")
    with pytest.raises(AlertRefused):
        services.edit(alert=other, criteria=Criteria(q="y"), name="Y", timing=Timing("daily"), now=NOW + DAY)


def test_two_alerts_of_one_search_cannot_be_edited_into_being():
    user = a_user()
    an_alert(user, q="one")
    other = an_alert(user, q="two")
    with pytest.raises(AlertRefused, match="already have an alert for this search"):
        services.edit(alert=other, criteria=Criteria(q="one"), name="", timing=Timing(), now=NOW)


def test_a_pause_ends_by_itself_and_one_without_an_end_does_not():
    alert = services.pause(alert=an_alert(), until=MONDAY + DAY, now=NOW)
    assert alert.next_due_at == MONDAY.replace(minute=0) + 7 * DAY
    forever = services.pause(alert=an_alert(a_user("b@example.com")), until=None, now=NOW)
    assert forever.next_due_at is None
    assert services.resume(alert=forever, now=NOW).next_due_at == MONDAY.replace(minute=0)
    for wrong in (NOW, NOW - DAY, NOW + 400 * DAY):
        with pytest.raises(AlertRefused):
            services.pause(alert=alert, until=wrong, now=NOW)


def test_a_visitors_alert_waits_for_a_yes(mailoutbox):
    alert = a_visitors()
    assert alert.state == "unconfirmed"
    listed(1, at=MONDAY)
    run(MONDAY)
    assert not mailoutbox
    services.confirm(alert=alert, now=MONDAY)
    run(MONDAY + 7 * DAY)
    assert [mail.to for mail in mailoutbox] == [["ada@example.com"]]


def test_a_confirmation_brings_back_nothing_that_was_ended():
    alert = services.confirm(alert=a_visitors(), now=NOW)
    services.end(alert=alert, now=NOW)
    assert services.confirm(alert=alert, now=NOW).state == "ended"


def test_an_address_is_one_recipient_however_it_is_written():
    assert a_visitors("ADA@example.com").recipient_id == a_visitors("ada@EXAMPLE.com ", q="x").recipient_id


def test_whoever_signs_up_with_the_address_finds_its_alerts():
    alert = services.confirm(alert=a_visitors(), now=NOW)
    user = a_user("ada@example.com")
    Client().force_login(user)
    assert services.get_alert_for(user, alert.pk).recipient.user == user


def test_an_adopted_alert_comes_at_the_hour_of_its_member():
    services.confirm(alert=a_visitors(time_zone="Asia/Tokyo"), now=NOW)
    adoption.adopt(user=a_user(time_zone="Europe/Berlin"), addresses=["ada@example.com"], now=NOW)
    alert = Alert.objects.get()
    assert (alert.zone, alert.next_due_at.hour) == ("Europe/Berlin", 7)


def test_an_address_that_is_not_proved_finds_nothing():
    services.confirm(alert=a_visitors("eve@example.com"), now=NOW)
    user = a_user()
    EmailAddress.objects.create(user=user, email="eve@example.com", verified=False)
    Client().force_login(user)
    assert not Alert.objects.of(user).exists()


def test_a_member_who_has_alerts_gets_those_of_the_address_beside_them_and_no_posting_again(mailoutbox):
    services.confirm(alert=a_visitors("second@example.com", q="officer"), now=NOW)
    listed(1, at=MONDAY)
    run(MONDAY)
    user = a_user()
    an_alert(user, q="operations")
    EmailAddress.objects.create(user=user, email="second@example.com", verified=True)
    assert adoption.adopt(user=user, addresses=["Second@example.com"], now=MONDAY) == 1
    assert Alert.objects.of(user).count() == 2
    assert Recipient.objects.count() == 1
    assert Mailed.objects.filter(recipient__user=user).count() == 1
    run(MONDAY + 7 * DAY)
    assert len(mailoutbox) == 1


def test_an_alert_of_somebody_else_is_not_there():
    alert = an_alert()
    with pytest.raises(Alert.DoesNotExist):
        services.get_alert_for(a_user("eve@example.com"), alert.pk)


def test_mutes_can_be_taken_back_and_are_not_without_end(monkeypatch):
    recipient = an_alert().recipient
    mute = services.mute(recipient=recipient, kind="word", value="  Senior  ", now=NOW)
    assert mute.value == "senior"
    assert services.mute(recipient=recipient, kind="word", value="senior", now=NOW) == mute
    services.unmute(recipient=recipient, pk=mute.pk)
    assert not recipient.mutes.exists()
    monkeypatch.setattr(services, "MOST_MUTES", 0)
    for kind, value in (("word", "x"), ("word", " "), ("place", "x"), ("word", "x" * 81)):
        with pytest.raises(AlertRefused):
            services.mute(recipient=recipient, kind=kind, value=value, now=NOW)
