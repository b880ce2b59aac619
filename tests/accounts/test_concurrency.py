"""What several do at the same moment ends as if they had done it one after the other, and is never an error."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from accounts.models import User
from alerts.models import Alert, Recipient
from mail.models import OutgoingMail
from tests.accounts.support import PASSWORD, code_in, confirmed, mails
from tests.factories import a_user

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def at_once(act, number=MANY):
    """What ``act(0)``, ``act(1)`` … return when they run together."""
    barrier = Barrier(number)

    def one(index):
        try:
            barrier.wait(10)
            return act(index)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.mark.parametrize(
    ("path", "fields"), [("/accounts/signup/", {"password1": PASSWORD}), ("/accounts/signup/passkey/", {})]
)
def test_eight_sign_ups_of_one_address_make_one_account_and_get_one_answer(path, fields):
    def sign_up(index):
        answer = Client(raise_request_exception=False).post(path, {**fields, "email": "eve@example.com"})
        return answer.status_code, answer.get("Location")

    assert set(at_once(sign_up)) == {(302, "/accounts/confirm-email/")}
    assert User.objects.count() == EmailAddress.objects.count() == 1
    assert OutgoingMail.objects.count() == MANY


def test_two_members_who_confirm_one_address_leave_it_to_one_of_them():
    clients = [
        confirmed(Client(raise_request_exception=False), a_user(f"m{number}@example.com")) for number in range(2)
    ]
    codes = []
    for client in clients:
        client.post("/accounts/email/", {"action_add": "", "email": "both@example.com"})
        codes.append(code_in(mails()[-1]))

    def confirm(index):
        return clients[index].post("/accounts/confirm-email/", {"code": codes[index]}).status_code

    assert set(at_once(confirm, 2)) <= {200, 302}
    assert EmailAddress.objects.filter(email="both@example.com", verified=True).count() == 1


def test_a_code_that_is_sent_twice_at_once_confirms_once():
    client = confirmed(Client(), a_user())
    client.post("/accounts/email/", {"action_add": "", "email": "both@example.com"})
    code = code_in(mails()[-1])

    def confirm(index):
        same = Client(raise_request_exception=False)
        same.cookies = client.cookies
        return same.post("/accounts/confirm-email/", {"code": code}).status_code

    assert set(at_once(confirm, 4)) <= {200, 302}
    assert EmailAddress.objects.filter(email="both@example.com", verified=True).count() == 1


def test_one_code_of_a_sign_up_that_is_sent_twice_at_once_signs_in():
    client = Client()
    client.post("/accounts/signup/", {"email": "eve@example.com", "password1": PASSWORD})
    code = code_in(mails()[-1])

    def confirm(index):
        same = Client(raise_request_exception=False)
        same.cookies = client.cookies
        return same.post("/accounts/confirm-email/", {"code": code}).status_code

    assert set(at_once(confirm, 4)) <= {200, 302}
    assert EmailAddress.objects.get().verified
    assert User.objects.get().check_password(PASSWORD)


def test_visitors_who_ask_for_the_same_alert_make_one():
    form = {"search": "q=cook", "name": "Cooks", "weekday": "0", "hour": "8", "cadence": "weekly"}

    def ask(index):
        client = Client(raise_request_exception=False, REMOTE_ADDR=f"192.0.2.{index}")
        return client.post("/alerts/new/", {**form, "email": "eve@example.com"}).status_code

    assert set(at_once(ask, 6)) == {200}
    assert Recipient.objects.count() == Alert.objects.count() == 1
