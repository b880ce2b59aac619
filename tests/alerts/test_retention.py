"""Nothing is kept for longer than it is of use, and nothing goes that somebody may still ask for."""

import pytest

from alerts import matching, retention, services
from alerts.models import Alert, Digest, Mailed, Match, Recipient, Search
from jobs.search.criteria import Criteria
from tests.alerts.support import DAY, MONDAY, an_alert, listed, run
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db


def a_visitors(q="", *, confirmed=True):
    alert = services.create_for_address(email="v@example.com", criteria=Criteria(q=q), name="Mine", now=NOW)
    return services.confirm(alert=alert, now=NOW) if confirmed else alert


def test_an_address_that_never_said_yes_is_forgotten_after_a_week():
    a_visitors(confirmed=False)
    retention.delete_expired(NOW + 6 * DAY)
    assert Recipient.objects.exists()
    retention.delete_expired(NOW + 8 * DAY)
    assert not Recipient.objects.exists()


def test_an_address_goes_a_month_after_its_last_alert_was_stopped():
    one, other = a_visitors("one"), a_visitors("other")
    services.end(alert=one, now=NOW)
    retention.delete_expired(NOW + 31 * DAY)
    assert [alert.pk for alert in Alert.objects.all()] == [other.pk]
    services.end(alert=other, now=NOW + 31 * DAY)
    services.end(alert=other, now=NOW + 60 * DAY)  # again is not later
    retention.delete_expired(NOW + 60 * DAY)
    assert Recipient.objects.exists()
    retention.delete_expired(NOW + 62 * DAY)
    assert not Recipient.objects.exists()


def test_what_a_member_stopped_stays_and_what_was_started_again_does_too():
    services.end(alert=an_alert(a_user()), now=NOW)
    again = a_visitors()
    services.begin_again(alert=services.end(alert=again, now=NOW), now=NOW)
    retention.delete_expired(NOW + 90 * DAY)
    assert Alert.objects.count() == 2


def test_mails_can_be_read_for_half_a_year_and_postings_had_are_known_for_longer(mailoutbox):
    an_alert()
    listed(1, at=MONDAY)
    run(MONDAY)
    retention.delete_expired(MONDAY + 179 * DAY)
    assert Digest.objects.exists()
    retention.delete_expired(MONDAY + 181 * DAY)
    assert not Digest.objects.exists()
    assert Mailed.objects.exists()
    retention.delete_expired(MONDAY + 399 * DAY)
    assert Mailed.objects.exists()
    retention.delete_expired(MONDAY + 401 * DAY)
    assert not Mailed.objects.exists()


def test_a_search_that_nobody_asks_any_more_goes_with_what_was_found_for_it():
    alert = an_alert(q="officer")
    kept = an_alert(a_user("b@example.com"), q="pilot")
    matching.ensure({alert.search_id: NOW - DAY, kept.search_id: NOW - DAY}, now=NOW)
    alert.delete()
    retention.delete_expired(NOW + 8 * DAY)
    assert [search.pk for search in Search.objects.all()] == [kept.search_id]
    assert [match.search_id for match in Match.objects.all()] == [kept.search_id]
