"""Links of emails: POST acts on just what the token names, GET changes nothing, and what nobody signed does nothing at all."""

import secrets
from html import unescape

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from alerts import services, tokens
from alerts.models import Alert
from jobs.search.criteria import Criteria
from tests.alerts.support import DAY, MONDAY, an_alert, has_plus, listed, parsed, run
from tests.factories import a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def a_link(*alerts, kind="end"):
    return f"/alerts/{kind}/{tokens.make_token(kind, [(alert.pk, alert.version) for alert in alerts])}/"


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
    token = tokens.make_token("end", [(other.pk, 1)])
    with_another_name = f"/alerts/end/{token.replace(f'{other.pk}.1', f'{alert.pk}.1', 1)}/"
    for link in (for_another_act, with_another_name, "/alerts/end/x/", "/alerts/end/1.1~/"):
        assert browser.get(link).status_code == browser.post(link).status_code == 400
    assert set(Alert.objects.values_list("state", flat=True)) == {"active"}


def test_a_thousand_forged_tokens_change_nothing(browser):
    alert = an_alert()
    for _ in range(1000):
        assert browser.post(f"/alerts/end/{alert.pk}.1~{secrets.token_urlsafe(32)}/").status_code == 400
    assert Alert.objects.get().state == "active"


# --- Instead of an end ------------------------------------------------------------------------------------------------------


def test_the_page_of_a_link_offers_a_pause_and_a_weekly_mail_and_takes_an_end_back(browser):
    alert = an_alert(has_plus(a_user()), cadence="daily", now=timezone.now())
    link = a_link(alert)
    page = browser.get(link).content.decode()
    for words in ("Pause for 2 weeks", "Switch to weekly", "Manage Plus"):
        assert words in page

    def after(act):
        assert browser.post(link, {"act": act} if act else {}).status_code == 200
        alert.refresh_from_db()
        return alert.state, alert.cadence

    assert after("weekly") == ("active", "weekly")
    assert after("pause14") == ("paused", "weekly")
    assert alert.paused_until - timezone.now() < 14 * DAY
    assert after("undo") == ("active", "weekly")
    assert after("") == ("ended", "weekly")
    assert "Restart alert" in browser.get(link).content.decode()
    assert after("undo") == ("active", "weekly")


def test_an_end_that_cannot_be_taken_back_says_why(browser):
    user = a_user()
    alert = an_alert(user)
    link = a_link(alert)
    browser.post(link)
    for number in range(5):
        an_alert(user, q=f"word{number}")
    answer = browser.post(link, {"act": "undo"})
    assert answer.status_code == 409
    assert "Your plan includes 5 alerts" in answer.content.decode()


# --- The page says what is true, whichever button was pressed -------------------------------------------------------------------


@pytest.mark.parametrize("act", ["pause7", "pause", "weekly"])
def test_a_button_of_an_old_page_changes_nothing_of_an_alert_that_is_stopped(browser, act):
    alert = an_alert(has_plus(a_user()), cadence="daily", now=timezone.now())
    link = a_link(alert)
    browser.post(link)
    page = " ".join(browser.post(link, {"act": act}).content.decode().split())
    alert.refresh_from_db()
    assert (alert.state, alert.cadence) == ("ended", "daily")
    assert "<h1>You're unsubscribed</h1>" in unescape(page)
    assert "Nothing has changed. Restart the alert first." in page
    assert "Restart alert" in page
    assert "<h1>This alert is paused</h1>" not in page
    assert "You now get weekly emails" not in page


@pytest.mark.parametrize("act", ["junk", "PAUSE7", "pause8", "pauseX", "end ", "delete"])
def test_an_unknown_act_changes_nothing(browser, act, caplog):
    alert = an_alert(now=timezone.now())
    link = a_link(alert)
    assert browser.post(link, {"act": act}).status_code == 400
    alert.refresh_from_db()
    assert alert.state == "active"


def test_a_page_of_several_alerts_says_how_each_of_them_is(browser):
    user = a_user()
    one, other = (an_alert(user, q=word, name=word, now=timezone.now()) for word in ("one", "other"))
    browser.post(a_link(one))
    page = " ".join(browser.post(a_link(one, other), {"act": "pause7"}).content.decode().split())
    assert "<h1>Your alerts</h1>" in page
    assert "<b>one</b> · Stopped" in page
    assert "<b>other</b> · Paused until" in page


def test_a_confirmation_of_an_alert_that_was_stopped_since_does_not_say_that_it_is_on(browser):
    alert = an_alert(now=timezone.now())
    browser.post(a_link(alert))
    page = Client().post(a_link(alert, kind="confirm")).content.decode()
    assert "Your alert is on" not in page
    assert "This alert is off" in page


def test_confirming_what_a_member_has_already_says_that_it_is_on(client):
    user = a_user()
    mine = an_alert(user, q="officer", name="Mine", now=timezone.now())
    other = services.create_for_address(
        email=user.email, criteria=Criteria(q="officer"), name="Theirs", now=timezone.now()
    )
    page = client.post(a_link(other, kind="confirm")).content.decode()
    assert "Your alert is on" in page
    assert "Mine" in page
    assert list(Alert.objects.values_list("pk", "state")) == [(mine.pk, "active")]


@pytest.mark.parametrize(
    ("acts", "said"),
    [
        (["stop", "pause"], "is stopped."),
        (["stop", "resume"], "is stopped."),
        (["pause", "begin-again"], "is paused."),
        (["stop", "confirm"], "is stopped."),
        (["pause", "stop"], "is stopped. You can restart it below"),
    ],
)
def test_a_members_list_says_what_is_true_after_a_button_of_an_old_page(client, acts, said):
    user = a_user()
    alert = an_alert(user, name="Officers", now=timezone.now())
    client.force_login(user)
    for act in acts:
        client.get("/account/alerts/")
        answer = client.post(f"/account/alerts/{alert.pk}/{act}/", follow=True)
    assert f"“Officers” {said}" in answer.content.decode()


def test_a_pause_of_days_that_are_no_choice_changes_nothing(client):
    user = a_user()
    alert = an_alert(user, now=timezone.now())
    client.force_login(user)
    assert client.post(f"/account/alerts/{alert.pk}/pause/", {"days": "8"}).status_code == 400
    alert.refresh_from_db()
    assert alert.state == "active"


def test_an_unknown_theme_changes_nothing(client):
    same_origin = {"HTTP_SEC_FETCH_SITE": "same-origin"}
    client.post("/theme/", {"theme": "dark"}, **same_origin)
    assert client.post("/theme/", {"theme": "junk"}, **same_origin).status_code == 400
    assert client.cookies["theme"].value == "dark"
