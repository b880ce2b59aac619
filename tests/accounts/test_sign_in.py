"""Members sign in by password or emailed code, and out."""

import datetime as dt
import time

import pytest
from django.test import Client

from accounts.models import AuditEntry
from tests.accounts.support import PASSWORD, code_in, is_signed_in, mails
from tests.factories import a_user

pytestmark = pytest.mark.django_db
GOOD = {"login": "Ada@Example.com", "password": PASSWORD}


def test_a_member_signs_in_and_out(client):
    a_user()
    assert client.post("/accounts/login/", GOOD)["Location"] == "/account/"
    assert is_signed_in(client)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not is_signed_in(client)
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"signin.done", "signin.ended"}


def test_nobody_is_signed_out_by_a_link(client):
    client.force_login(a_user())
    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "sent",
    [
        {"login": "nobody@example.com"},
        {"password": "wrong"},
        {"login": "closed@example.com", "password": "wrong"},
        {"login": "x" * 200 + "@example.com"},
    ],
)
def test_the_answer_to_wrong_words_never_says_who_has_an_account(client, sent):
    a_user()
    a_user("closed@example.com", is_active=False)
    page = client.post("/accounts/login/", {**GOOD, **sent}).content.decode()
    assert "Error:" in page[: page.index("</title>")]
    assert page.count("error-summary") == 1
    assert not is_signed_in(client)


def test_empty_fields_are_named_and_what_was_typed_is_kept(client):
    page = client.post("/accounts/login/", {"login": "ada@example.com", "password": ""}).content.decode()
    assert 'href="#id_password"' in page
    assert 'value="ada@example.com"' in page


def test_signing_in_comes_back_to_where_it_was_asked_for(client):
    a_user()
    page = client.get("/accounts/login/?next=/account/bookmarks/").content.decode()
    assert 'name="next" value="/account/bookmarks/"' in page
    assert client.post("/accounts/login/", {**GOOD, "next": "/account/bookmarks/"})["Location"] == "/account/bookmarks/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_off_the_site(client, target):
    a_user()
    assert client.post("/accounts/login/", {**GOOD, "next": target})["Location"] == "/account/"


def test_signing_in_and_out_needs_the_token_of_a_page_of_ours():
    a_user()
    client = Client(enforce_csrf_checks=True)
    assert client.post("/accounts/login/", GOOD).status_code == 403
    assert client.post("/accounts/logout/").status_code == 403


def test_the_page_is_in_no_index_and_no_cache(client):
    answer = client.get("/accounts/login/")
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex"' in answer.content.decode()


class TestCode:
    def test_a_mailed_code_signs_in(self, client):
        a_user()
        asked = client.post("/accounts/login/code/", {"email": "ada@example.com"})
        assert asked["Location"].startswith("/accounts/login/code/confirm/")
        [message] = mails()
        assert message.to == ["ada@example.com"]
        client.post("/accounts/login/code/confirm/", {"code": code_in(message)})
        assert is_signed_in(client)

    def test_a_wrong_code_does_not_and_three_end_it(self, client):
        a_user()
        client.post("/accounts/login/code/", {"email": "ada@example.com"})
        code = code_in(mails()[0])
        for _try in range(3):
            client.post("/accounts/login/code/confirm/", {"code": "AAA-AAA"})
        client.post("/accounts/login/code/confirm/", {"code": code})
        assert not is_signed_in(client)

    def test_a_code_is_good_for_fifteen_minutes(self, client, monkeypatch):
        a_user()
        client.post("/accounts/login/code/", {"email": "ada@example.com"})
        code = code_in(mails()[0])
        later = time.time() + dt.timedelta(minutes=15, seconds=2).total_seconds()
        monkeypatch.setattr("time.time", lambda: later)
        client.post("/accounts/login/code/confirm/", {"code": code})
        assert not is_signed_in(client)


class TestNewPassword:
    def test_a_mailed_code_gives_a_new_password_and_a_notice(self, client):
        user = a_user()
        client.post("/accounts/password/reset/", {"email": "ada@example.com"})
        code = code_in(mails()[0])
        confirmed = client.post("/accounts/password/reset/confirm/", {"code": code}, follow=True)
        choose = confirmed.redirect_chain[-1][0]
        client.post(choose, {"password1": "a new horse battery", "password2": "a new horse battery"})
        user.refresh_from_db()
        assert user.check_password("a new horse battery")
        assert "changed" in mails()[-1].subject

    @pytest.mark.parametrize("weak", ["short", "password123", "ada@example.com"])
    def test_weak_passwords_are_refused(self, client, weak):
        page = client.post("/accounts/signup/", {"email": "ada@example.com", "password1": weak}).content.decode()
        assert 'href="#id_password1"' in page
        assert not mails()
