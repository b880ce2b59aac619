"""Members sign in and out."""

import pytest
from django.test import Client

from tests.factories import a_user

pytestmark = pytest.mark.django_db
GOOD = {"username": "Ada@Example.com", "password": "correct horse battery"}


def is_signed_in(client):
    return client.get("/account/applications/").status_code == 200


def test_a_member_signs_in_and_out(client):
    a_user()
    answer = client.post("/accounts/login/", GOOD)
    assert answer["Location"] == "/account/"
    assert is_signed_in(client)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not is_signed_in(client)


def test_nobody_is_signed_out_by_a_link(client):
    client.force_login(a_user())
    assert client.get("/accounts/logout/").status_code == 405
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "sent",
    [
        {"username": "nobody@example.com"},
        {"password": "wrong"},
        {"username": "closed@example.com"},
        {"username": "x" * 400},
    ],
)
def test_the_answer_to_wrong_words_never_says_who_has_an_account(client, sent):
    a_user()
    a_user("closed@example.com", is_active=False)
    page = client.post("/accounts/login/", {**GOOD, **sent}).content.decode()
    assert "<title>Error:" in page
    assert page.count("do not belong together") == 1
    assert not is_signed_in(client)


def test_empty_fields_are_named(client):
    page = client.post("/accounts/login/", {"username": "", "password": ""}).content.decode()
    assert "Enter your e-mail address." in page
    assert "Enter your password." in page
    assert "Sign in – Wayfarer</title>" in page


def test_signing_in_comes_back_to_where_it_was_asked_for(client):
    a_user()
    page = client.get("/accounts/login/?next=/account/bookmarks/").content.decode()
    assert 'name="next" value="/account/bookmarks/"' in page
    assert client.post("/accounts/login/", {**GOOD, "next": "/account/bookmarks/"})["Location"] == "/account/bookmarks/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_off_the_site(client, target):
    a_user()
    assert client.post("/accounts/login/", {**GOOD, "next": target})["Location"] == "/account/"


def test_passwords_can_be_tried_twenty_times_an_hour_from_one_address(client):
    a_user()
    for _attempt in range(20):
        assert client.post("/accounts/login/", {"username": "ada@example.com"}).status_code == 200
    assert client.post("/accounts/login/", GOOD).status_code == 429
    assert client.get("/accounts/login/").status_code == 200
    assert client.post("/accounts/login/", GOOD, REMOTE_ADDR="127.0.0.2").status_code == 302


def test_signing_in_and_out_needs_the_token_of_a_page_of_ours():
    a_user()
    client = Client(enforce_csrf_checks=True)
    assert client.post("/accounts/login/", GOOD).status_code == 403
    assert client.post("/accounts/logout/").status_code == 403


def test_the_page_is_in_no_index_and_no_cache(client):
    answer = client.get("/accounts/login/")
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex"' in answer.content.decode()
