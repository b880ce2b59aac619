"""The address of a visitor: read as our own proxy saw it, in one form, and counted as one household."""

import ipaddress

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accounts.adapter import AccountAdapter
from accounts.models import AuditEntry
from tests.factories import a_user
from toolkit import rate_limits
from toolkit.client import UNKNOWN, client_address, client_network, parse_address
from toolkit.environment import Environment, SettingError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9:51234 ", "203.0.113.9"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:DB8:0:0::1]", "2001:db8::1"),
        ("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%eth0]:80", "fe80::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:8080", "203.0.113.9"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("unknown", ""),
        ("_hidden", ""),
        ("", ""),
        ("203.0.113.9:port", ""),
        ("203.0.113.999", ""),
        ("[]", ""),
        ("<script>", ""),
        ("1.2.3.4, 5.6.7.8", ""),
    ],
)
def test_an_address_has_one_form(text, address):
    assert parse_address(text) == address


@given(st.one_of(st.ip_addresses().map(str), st.text(max_size=60)))
def test_whatever_is_said_the_answer_is_an_address_or_nothing(text):
    found = parse_address(text)
    assert found == "" or str(ipaddress.ip_address(found)) == found


def asking(forwarded, peer="10.0.0.9", **meta):
    return RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded, **meta)


def test_what_no_proxy_knows_is_counted_by_the_peer(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    assert client_address(asking("unknown")) == "10.0.0.9"
    assert client_address(asking("203.0.113.9:51234")) == "203.0.113.9"
    assert client_address(asking("unknown", peer="")) == UNKNOWN


def test_one_network_of_ipv6_is_counted_as_one(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    assert client_network(asking("2001:db8:1:2:aaaa::1")) == client_network(asking("[2001:db8:1:2:bbbb::2]:99"))
    assert client_network(asking("2001:db8:1:3::1")) != client_network(asking("2001:db8:1:2::1"))


def test_a_header_set_by_the_proxy_is_the_only_one_that_counts(settings):
    settings.CLIENT_ADDRESS_HEADER = "Clientaddress"
    assert client_address(asking("6.6.6.6", HTTP_CLIENTADDRESS="203.0.113.9")) == "203.0.113.9"
    assert client_address(asking("6.6.6.6")) == "10.0.0.9"


@pytest.mark.parametrize("name", ["X-Real-IP", "X_Real_IP", "Client Address", "Ключ"])
def test_a_header_that_has_a_second_spelling_is_refused(name):
    with pytest.raises(SettingError, match="letters and digits"):
        Environment({"CLIENT_ADDRESS_HEADER": name}).undashed("CLIENT_ADDRESS_HEADER", "")


@pytest.mark.django_db
def test_signing_in_behind_a_proxy_that_adds_ports_writes_the_address_down(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    user = a_user()
    client = Client(HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9:51234")
    answer = client.post("/accounts/login/", {"login": user.email, "password": "correct horse battery"})
    assert answer.status_code == 302
    assert user.usersession_set.get().ip == "203.0.113.9"
    assert AuditEntry.objects.latest("pk").address == "203.0.113.9"
    assert AccountAdapter().get_client_ip(asking("203.0.113.9:51234")) == "203.0.113.9"


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["unknown", "", "nonsense:1", "fe80::1%eth0", "[::ffff:203.0.113.9]:1"])
def test_signing_in_works_whatever_a_proxy_says(settings, said):
    settings.TRUSTED_PROXY_COUNT = 1
    user = a_user()
    client = Client(HTTP_X_FORWARDED_FOR=said, REMOTE_ADDR="")
    answer = client.post("/accounts/login/", {"login": user.email, "password": "correct horse battery"})
    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.django_db
def test_two_hundred_addresses_of_one_network_share_one_limit(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    allowed = [
        rate_limits.allow(asking(f"[2001:db8::{number:x}]:{number}"), "report", "20/hour") for number in range(1, 201)
    ]
    assert sum(allowed) == 20
