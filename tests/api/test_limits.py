"""Programs are told what is left to them, and when to come back."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from api.limits import spend, tell_limit

pytestmark = pytest.mark.django_db


def ask(address, **options):
    return spend(RequestFactory().get("/", REMOTE_ADDR=address), **options)


def test_requests_of_a_network_are_counted_together(settings):
    settings.API_NETWORK_MINUTE = 2
    assert [ask("2001:db8::1").remaining, ask("2001:db8::2").remaining] == [1, 0]
    refused = ask("2001:db8::3")
    assert (refused.is_over, refused.remaining) == (True, 0)
    assert not ask("192.0.2.1").is_over


def test_a_token_has_a_limit_of_its_own(settings):
    settings.API_NETWORK_MINUTE, settings.API_TOKEN_MINUTE = 1, 3
    ask("192.0.2.1")
    with_token = ask("192.0.2.1", token="7")
    assert (with_token.limit, with_token.remaining, with_token.is_over) == (3, 2, False)


def test_headers_say_what_is_left_and_when_to_come_back(settings):
    settings.API_NETWORK_MINUTE = 1
    first = tell_limit(HttpResponse(), ask("192.0.2.1"))
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("1", "0")
    assert 1 <= int(first["RateLimit-Reset"]) <= 60
    assert "Retry-After" not in first
    refused = tell_limit(HttpResponse(), ask("192.0.2.1"))
    assert refused["Retry-After"] == refused["RateLimit-Reset"]


def test_a_request_whose_view_is_called_again_counts_once(settings):
    """The primary answers what the replica couldn't (`toolkit.database.middleware`)."""
    settings.API_NETWORK_MINUTE = 3
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    assert [spend(request).remaining, spend(request).remaining] == [2, 2]
    assert ask("192.0.2.1").remaining == 1
