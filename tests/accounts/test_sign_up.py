"""Whoever signs up proves the address by a code; who has an account already is nobody else's business."""

import datetime as dt
import time

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from mail.models import OutgoingMail
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


def test_a_known_address_is_told_by_mail_and_nothing_changes(client):
    user = a_user("grace@example.com")
    before = user.password
    sign_up(client)
    [message] = mails()
    assert "already" in message.subject
    user.refresh_from_db()
    assert user.password == before
    assert User.objects.count() == 1
