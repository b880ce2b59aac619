"""Back from paying, a member is told what is true, whatever the address says."""

import re
from urllib.parse import urlsplit

import pytest

from tests.billing.support import a_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    client.force_login(a_member())
    return client


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page.content.decode())[1]


def test_who_has_paid_is_thanked(signed_in, stand_in):
    sent = signed_in.post("/billing/checkout/")
    back = urlsplit(stand_in.pay(sent["Location"]))
    page = signed_in.get(f"{back.path}?{back.query}")
    assert heading(page) == "Welcome to Plus"
    assert "http-equiv" not in page.content.decode()


def test_who_has_not_paid_yet_waits_and_the_page_looks_again_by_itself_and_by_a_link(signed_in, stand_in):
    signed_in.post("/billing/checkout/")
    page = signed_in.get("/billing/done/")
    assert heading(page) == "Confirming your payment"
    assert '<meta http-equiv="refresh" content="3; url=/billing/done/?look=2">' in page.content.decode()
    assert 'href="/billing/done/?look=2"' in page.content.decode()


def test_the_page_stops_looking_and_says_whom_to_write_to(signed_in, stand_in, settings):
    signed_in.post("/billing/checkout/")
    page = signed_in.get("/billing/done/?look=10")
    assert heading(page) == "We haven't received a payment yet"
    assert f"mailto:{settings.CONTACT_EMAIL}" in page.content.decode()
    assert "http-equiv" not in page.content.decode()


@pytest.mark.parametrize("path", ["/billing/checkout/", "/billing/portal/"])
def test_when_stripe_is_away_the_page_says_that_nothing_was_charged(signed_in, stand_in, path):
    stand_in.control("fail", times=20)
    page = signed_in.post(path)
    stand_in.control("fail", times=0)
    assert page.status_code == 503
    assert heading(page) == "Payments are unavailable right now"
    assert "Nothing was charged or changed" in page.content.decode()
