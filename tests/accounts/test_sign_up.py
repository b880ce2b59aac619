"""Whoever signs up proves the address by a code; who has an account already is nobody else's business."""

import datetime as dt
import re
import statistics
import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import OutgoingMail, User
from tests.accounts.support import PASSWORD, code_in, is_signed_in, mails
from tests.factories import a_user

pytestmark = pytest.mark.django_db
NEW = {"email": "Grace@Example.com", "password1": PASSWORD}
CONFIRM = "/accounts/confirm-email/"


def sign_up(client, **changes):
    return client.post("/accounts/signup/", {**NEW, **changes})


def test_a_new_member_types_in_the_mailed_code_and_is_signed_in(client):
    assert sign_up(client)["Location"] == CONFIRM
    assert not is_signed_in(client)
    [message] = mails()
    assert message.to == ["grace@example.com"]
    assert code_in(message) in message.alternatives[0][0]
    client.post(CONFIRM, {"code": code_in(message)})
    assert is_signed_in(client)
    assert EmailAddress.objects.get(user__email="grace@example.com").verified
    assert not OutgoingMail.objects.exists()


def test_a_wrong_code_is_said_and_three_end_it(client):
    sign_up(client)
    code = code_in(mails()[0])
    page = client.post(CONFIRM, {"code": "AAA-AAA"}).content.decode()
    assert "error-summary" in page
    for _try in range(2):
        client.post(CONFIRM, {"code": "AAA-AAA"})
    client.post(CONFIRM, {"code": code})
    assert not EmailAddress.objects.get(email="grace@example.com").verified


def test_a_code_is_good_for_fifteen_minutes(client, monkeypatch):
    sign_up(client)
    code = code_in(mails()[0])
    later = time.time() + dt.timedelta(minutes=15, seconds=2).total_seconds()
    monkeypatch.setattr("time.time", lambda: later)
    client.post(CONFIRM, {"code": code})
    assert not is_signed_in(client)


def test_another_code_can_be_had_after_a_minute(client, monkeypatch):
    sign_up(client)
    first = code_in(mails()[0])
    client.post(CONFIRM, {"action": "resend"})
    assert len(mails()) == 1
    later = time.time() + 61
    monkeypatch.setattr("time.time", lambda: later)
    client.post(CONFIRM, {"action": "resend"})
    assert len(mails()) == 2
    second = code_in(mails()[1])
    assert second != first
    client.post(CONFIRM, {"code": second})
    assert is_signed_in(client)


def normal(answer, *addresses):
    """The page without what is different each time."""
    page = answer.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    for address in addresses:
        page = page.replace(address, "ADDRESS")
    return page


FORMS = {
    "sign-up": ("/accounts/signup/", {"password1": PASSWORD}, "email"),
    "sign-in": ("/accounts/login/", {"password": "wrong password here"}, "login"),
    "code": ("/accounts/login/code/", {}, "email"),
    "new password": ("/accounts/password/reset/", {}, "email"),
}


@pytest.mark.parametrize("form", FORMS)
def test_known_and_unknown_addresses_get_the_same_answers(form):
    a_user("known@example.com")
    path, fields, name = FORMS[form]
    answers = {}
    for address in ("known@example.com", "other@example.com"):
        client = Client()
        first = client.post(path, {**fields, name: address})
        then = client.get(first["Location"]) if first.status_code == 302 else first
        answers[address] = (first.status_code, first.get("Location"), then.status_code, normal(then, address))
    assert answers["known@example.com"] == answers["other@example.com"]
    if form != "sign-in":
        assert {message.to[0] for message in mails()} == {"known@example.com", "other@example.com"}


@pytest.mark.parametrize("form", FORMS)
def test_known_and_unknown_addresses_take_the_same_time(form, settings):
    """Compared by the middle of many tries in turn; one password hash more would be several times the bound."""
    settings.ACCOUNT_RATE_LIMITS = {}
    path, fields, name = FORMS[form]
    for number in range(15):
        a_user(f"known{number}@example.com")
    spent = {"known": [], "other": []}
    for number in range(15):
        for kind in spent:
            address = f"{kind}{number}@example.com"
            client = Client()
            began = time.perf_counter()
            client.post(path, {**fields, name: address})
            spent[kind].append(time.perf_counter() - began)
    known, other = (statistics.median(times[2:]) for times in spent.values())
    assert 0.6 < known / other < 1.67, f"{known * 1000:.1f} ms known, {other * 1000:.1f} ms unknown"


def test_a_known_address_is_told_by_mail_and_nothing_changes(client):
    user = a_user("grace@example.com")
    before = user.password
    sign_up(client)
    [message] = mails()
    assert "already" in message.subject
    user.refresh_from_db()
    assert user.password == before
    assert User.objects.count() == 1


def test_a_mail_that_no_server_takes_is_tried_again_and_dropped_after_an_hour(client, settings):
    from django.utils import timezone

    from accounts import outbox

    sign_up(client)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError, match="refused"):
        outbox.send_all(now=timezone.now())
    assert OutgoingMail.objects.count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.send_all(now=timezone.now()) == 1
    assert len(mail.outbox) == 1
    sign_up(Client(), email="late@example.com")
    assert outbox.send_all(now=timezone.now() + dt.timedelta(hours=2)) == 0
    assert not OutgoingMail.objects.exists()
