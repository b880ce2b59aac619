"""How often something may be tried is counted by the address that the nearest trusted proxy saw, for all processes together."""

import pytest
from django.test import Client

from tests.accounts.support import PASSWORD, is_signed_in
from tests.factories import a_user

pytestmark = pytest.mark.django_db
WRONG = {"login": "ada@example.com", "password": "wrong"}


def tries(client, number, **extra):
    """The statuses of so many wrong tries, each with another address so that the limit of one account does not count."""
    return [
        client.post("/accounts/login/", {**WRONG, "login": f"a{at}@example.com"}, **extra).status_code
        for at in range(number)
    ]


def is_stopped(client, **extra):
    answer = client.post("/accounts/login/", {**WRONG, "login": "last@example.com"}, **extra)
    return answer.status_code == 429 or "Too many attempts" in answer.content.decode()


def test_one_account_can_be_tried_five_times_in_five_minutes(client):
    a_user()
    for _try in range(5):
        client.post("/accounts/login/", WRONG)
    client.post("/accounts/login/", {**WRONG, "password": PASSWORD})
    assert not is_signed_in(client)


def test_one_address_is_stopped_and_another_is_not(client):
    assert tries(client, 10) == [200] * 10
    assert is_stopped(client)
    assert not is_stopped(Client(), REMOTE_ADDR="127.0.0.2")


def test_a_claimed_address_escapes_no_limit(client):
    for number in range(10):
        tries(client, 1, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert is_stopped(client, HTTP_X_FORWARDED_FOR="10.0.0.99")


def test_behind_a_proxy_two_visitors_share_no_limit_and_neither_escapes_its_own(client, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        tries(client, 1, HTTP_X_FORWARDED_FOR=f"10.9.9.{number}, 203.0.113.5", REMOTE_ADDR="10.0.0.1")
    assert is_stopped(client, HTTP_X_FORWARDED_FOR="10.8.8.8, 203.0.113.5", REMOTE_ADDR="10.0.0.1")
    assert not is_stopped(client, HTTP_X_FORWARDED_FOR="203.0.113.6", REMOTE_ADDR="10.0.0.1")


def test_who_sends_too_much_gets_the_page_that_says_so(client):
    for number in range(20):
        client.post("/accounts/signup/", {"email": f"a{number}@example.com", "password1": "short"})
    answer = client.post("/accounts/signup/", {"email": "ada@example.com", "password1": PASSWORD})
    assert answer.status_code == 429
    assert "Too many requests" in answer.content.decode()
