"""Links of mails: POST acts on just what the token names, GET changes nothing, and what nobody signed does nothing at all."""

import secrets

import pytest
from django.db.models import F
from django.test import Client

from alerts import tokens
from alerts.models import Alert
from tests.alerts.support import MONDAY, an_alert, listed, parsed, run
from tests.factories import a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def a_link(*alerts, kind="end"):
    return f"/alerts/{kind}/{tokens.make(kind, [(alert.pk, alert.version) for alert in alerts])}/"


def test_one_click_ends_just_that_alert(browser):
    user = a_user()
    one, other = an_alert(user, q="one"), an_alert(user, q="other")
    link = a_link(one)
    assert browser.get(link).status_code == browser.head(link).status_code == 200
    assert set(Alert.objects.values_list("state", flat=True)) == {"active"}
    answer = browser.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert (Alert.objects.get(pk=one.pk).state, Alert.objects.get(pk=other.pk).state) == ("ended", "active")
    assert browser.post(link).status_code == 200  # again is the same


def test_the_header_of_a_mail_ends_what_is_in_the_mail_and_nothing_else(browser, mailoutbox):
    user = a_user()
    an_alert(user, q="officer", name="Officers")
    an_alert(user, name="Friday", q="zzz", weekday=4)
    listed(1, at=MONDAY)
    run(MONDAY)
    header = parsed(mailoutbox[0])["List-Unsubscribe"].strip()
    link = header.split(">")[0].removeprefix("<http://127.0.0.1:8000")
    assert browser.post(link).status_code == 200
    assert dict(Alert.objects.values_list("name", "state")) == {"Officers": "ended", "Friday": "active"}


def test_an_old_version_is_gone(browser):
    alert = an_alert()
    link = a_link(alert)
    Alert.objects.update(version=F("version") + 1)
    assert browser.post(link).status_code == 410
    assert Alert.objects.get().state == "active"


def test_a_token_is_good_for_its_kind_and_its_alert_only(browser):
    alert = an_alert()
    other = an_alert(a_user("eve@example.com"))
    for_another_act = a_link(alert, kind="confirm").replace("confirm", "end")
    token = tokens.make("end", [(other.pk, 1)])
    with_another_name = f"/alerts/end/{token.replace(f'{other.pk}.1', f'{alert.pk}.1', 1)}/"
    for link in (for_another_act, with_another_name, "/alerts/end/x/", "/alerts/end/1.1~/"):
        assert browser.get(link).status_code == browser.post(link).status_code == 400
    assert set(Alert.objects.values_list("state", flat=True)) == {"active"}


def test_a_thousand_forged_tokens_change_nothing(browser):
    alert = an_alert()
    for _ in range(1000):
        assert browser.post(f"/alerts/end/{alert.pk}.1~{secrets.token_urlsafe(32)}/").status_code == 400
    assert Alert.objects.get().state == "active"
