"""Who is sent from a numeric address to localhost, and who isn't."""

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import RequestFactory

from toolkit.middleware import OneHostMiddleware

NAVIGATION = {"HTTP_SEC_FETCH_MODE": "navigate"}


@pytest.fixture
def middleware(settings):
    settings.LOCAL, settings.SITE_URL = True, "http://localhost:8000"
    return OneHostMiddleware(lambda _request: HttpResponse("here"))


def location(middleware, method="get", path="/jobs/?q=a%20b", **headers):
    return middleware(getattr(RequestFactory(), method)(path, **headers)).get("Location")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "127.0.0.1", "[::1]:8000"])
def test_a_browser_at_a_numeric_address_is_sent_to_the_same_page_of_localhost(middleware, host):
    assert location(middleware, HTTP_HOST=host, **NAVIGATION) == "http://localhost:8000/jobs/?q=a%20b"
    assert location(middleware, path="//evil.example/", HTTP_HOST=host, **NAVIGATION).startswith(
        "http://localhost:8000/"
    )


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("get", {"HTTP_HOST": "localhost:8000", **NAVIGATION}),
        ("post", {"HTTP_HOST": "127.0.0.1:8000", **NAVIGATION}),
        ("get", {"HTTP_HOST": "127.0.0.1:8000"}),
        ("get", {"HTTP_HOST": "127.0.0.1:8000", "HTTP_SEC_FETCH_MODE": "cors"}),
        ("get", {"HTTP_HOST": "127.0.0.1.example:8000", **NAVIGATION}),
    ],
)
def test_forms_programs_and_localhost_itself_are_answered_where_they_ask(middleware, method, headers):
    assert location(middleware, method, **headers) is None


@pytest.mark.parametrize(
    ("local", "url"),
    [(False, "http://localhost:8000"), (True, "http://127.0.0.1:8000"), (True, "http://localhost.example")],
)
def test_elsewhere_it_is_not_there(settings, local, url):
    settings.LOCAL, settings.SITE_URL = local, url
    with pytest.raises(MiddlewareNotUsed):
        OneHostMiddleware(None)
