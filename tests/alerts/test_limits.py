"""The limit of a plan counts at every way in: what is made, confirmed, taken over, resumed, taken back, and what a smaller plan leaves."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from alerts import adoption, services, tokens
from alerts.models import Alert, Recipient
from alerts.services import AlertRefused
from jobs.search.criteria import Criteria
from tests.alerts.support import DAY, HOUR, MONDAY, an_alert, has_plus, listed, parsed, run
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db
FREE = 5


def full(user, now=NOW):
    return [an_alert(user, q=f"word{number}", name=f"Word {number}", now=now) for number in range(FREE)]


def visitors(count, email="ada@example.com", *, confirmed=False):
    found = [
        services.create_for_address(email=email, criteria=Criteria(q=f"other{number}"), name=f"Other {number}", now=NOW)
        for number in range(count)
    ]
    return [services.confirm(alert=one, now=NOW) for one in found] if confirmed else found


def running(user):
    return Alert.objects.of(user).filter(next_due_at__isnull=False)


def link(alert):
    return f"/alerts/confirm/{tokens.make_token('confirm', [(alert.pk, alert.version)])}/"


def test_confirming_a_visitors_alert_counts_for_the_member_whose_address_it_is(client):
    user = a_user("ada@example.com")
    full(user)
    for alert in visitors(FREE):
        answer = client.post(link(alert))
        assert answer.status_code == 409
        assert "Your plan includes 5 alerts. You have 5. Stop one first. Plus includes 25." in answer.content.decode()
    assert Alert.objects.of(user).counted().count() == running(user).count() == FREE
    assert Alert.objects.of(user).filter(state="unconfirmed").count() == FREE  # nothing is lost
    services.end(alert=running(user).first(), now=NOW)
    waiting = Alert.objects.of(user).filter(state="unconfirmed").first()
    assert "Your alert is on" in client.post(link(waiting)).content.decode()


def test_alerts_that_come_along_with_an_address_run_as_far_as_the_plan_goes(client):
    user = a_user("grace@example.com")
    own = full(user)
    visitors(FREE, "second@example.com", confirmed=True)
    EmailAddress.objects.create(user=user, email="second@example.com", verified=True)
    client.force_login(user)
    assert Alert.objects.of(user).count() == 2 * FREE
    assert set(running(user).values_list("pk", flat=True)) == {alert.pk for alert in own}
    page = client.get("/account/alerts/").content.decode()
    assert "Your plan includes 5 alerts, so we paused 5 more" in page
    assert page.count("Paused: over your plan") == FREE


def test_a_paused_alert_is_resumed_only_where_there_is_room_and_they_can_be_swapped():
    user = a_user()
    own = full(user)
    visitors(2, "second@example.com", confirmed=True)
    adoption.adopt(user=user, addresses=["second@example.com"], now=NOW)
    held = Alert.objects.filter(is_over_limit=True).first()
    with pytest.raises(AlertRefused, match="5 are on. Pause or stop one first"):
        services.resume(alert=held, now=NOW)
    with pytest.raises(AlertRefused, match="5 are on"):  # which would go on by itself
        services.pause(alert=held, until=NOW + 7 * DAY, now=NOW)
    services.pause(alert=own[0], until=None, now=NOW)
    assert services.resume(alert=held, now=NOW).is_over_limit is False
    assert running(user).count() == FREE
    with pytest.raises(AlertRefused):
        services.resume(alert=own[0], now=NOW)


def test_a_pause_with_an_end_keeps_its_room():
    user = a_user()
    own = full(user)
    services.pause(alert=own[0], until=NOW + 7 * DAY, now=NOW)
    with pytest.raises(AlertRefused):
        an_alert(user, q="another")
    assert services.resume(alert=own[0], now=NOW).state == "active"


def test_what_was_stopped_is_taken_back_only_where_there_is_room():
    user = a_user()
    own = full(user)
    services.end(alert=own[0], now=NOW)
    an_alert(user, q="another")
    with pytest.raises(AlertRefused, match="You have 5"):
        services.begin_again(alert=own[0], now=NOW)


def test_when_plus_ends_the_oldest_go_on_and_nothing_is_deleted(mailoutbox):
    user = has_plus(a_user(), until=MONDAY - 2 * HOUR)
    for number in range(8):
        an_alert(user, q=f"officer {number}", name=f"Officer {number}", now=NOW + number * HOUR)
    listed(8, at=MONDAY)
    run(MONDAY)
    assert Alert.objects.count() == 8
    assert list(running(user).order_by("created_at").values_list("name", flat=True)) == [
        f"Officer {number}" for number in range(FREE)
    ]
    html = parsed(mailoutbox[0]).get_body(("html",)).get_content()
    assert "Officer 4" in html
    assert "“Officer 7”" not in html
    has_plus(user, until=MONDAY + 30 * DAY)
    assert services.resume_held(now=MONDAY + HOUR) == 3
    assert running(user).count() == 8


def test_whoever_has_found_a_job_gets_nothing_again_by_itself():
    user = has_plus(a_user(), until=NOW + HOUR)
    for number in range(6):
        an_alert(user, q=f"word{number}")
    run(MONDAY)
    services.pause_all(user=user, now=MONDAY)
    has_plus(user, until=MONDAY + 30 * DAY)
    assert services.resume_held(now=MONDAY) == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit_together():
    user = a_user()
    full(user)
    services.end(alert=running(user).first(), now=NOW)
    ready, refused = threading.Barrier(4), []

    def make(number):
        ready.wait()
        try:
            an_alert(user, q=f"late{number}")
        except AlertRefused:
            refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Alert.objects.of(user).counted().count() == FREE
    assert len(refused) == 3


def test_a_search_that_the_member_has_already_is_not_taken_over_twice(client):
    user = a_user("ada@example.com")
    an_alert(user, q="other0")
    [alert] = visitors(1)
    assert client.post(link(alert)).status_code == 200
    assert Alert.objects.of(user).count() == 1
    assert Recipient.objects.count() == 1


def test_the_list_says_how_many_are_used(client):
    user = a_user()
    full(user, timezone.now())
    client.force_login(user)
    assert "5 of 5 alerts used" in client.get("/account/alerts/").content.decode()
