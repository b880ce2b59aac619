"""Apps sign in without cookies: the same rules as on the pages, and sessions that open nothing else."""

import datetime as dt
import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from accounts import app_sessions
from accounts.models import AuditEntry, User
from tests.accounts.support import PASSWORD, authenticated, code_in, is_signed_in, mails
from tests.accounts.test_factors import code_of
from tests.factories import a_user

pytestmark = pytest.mark.django_db
AUTH = "/api/v1/auth/"
WRONG = {"email": "ada@example.com", "password": "wrong password here"}


class App:
    """An app: it keeps the token that it's told, and no cookies."""

    def __init__(self, token=""):
        self.token = token

    def ask(self, path, data=None, method="POST"):
        client = Client(enforce_csrf_checks=True, headers={"X-Session-Token": self.token} if self.token else {})
        answer = client.generic(method, AUTH + path, "" if data is None else json.dumps(data), "application/json")
        assert not answer.cookies
        told = answer.json()
        self.token = (told.get("meta") or {}).get("session_token", self.token)
        return answer

    def sign_in(self, email="ada@example.com", password=PASSWORD):
        return self.ask("login", {"email": email, "password": password})

    @property
    def member(self):
        return app_sessions.member_of(self.token)


def flows(answer):
    return [flow["id"] for flow in answer.json()["data"]["flows"]]


@pytest.fixture
def ada():
    return a_user()


def test_an_app_signs_in_with_a_password_until_it_signs_out(ada):
    app = App()
    answer = app.sign_in(email=" ADA@Example.com ")
    assert (answer.status_code, app.member) == (200, ada)
    assert answer.json()["data"]["user"]["email"] == "ada@example.com"
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(action="signin.done", member_id=ada.pk).exists()
    assert UserSession.objects.filter(user=ada).count() == 1
    assert app.ask("session", method="GET").status_code == 200
    app.ask("session", method="DELETE")
    assert app.member is None


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(ada):
    known, unknown = App().ask("login", WRONG), App().ask("login", WRONG | {"email": "nobody@example.com"})
    assert known.status_code == unknown.status_code == 400
    assert known.json() == unknown.json()
    assert "Wrong email or password." in known.content.decode()
    for address in ("ada@example.com", "nobody@example.com"):
        answer = App().ask("code/request", {"email": address})
        assert (answer.status_code, flows(answer)) == (401, ["login", "login_by_code"])


def test_guessing_is_limited_together_with_the_pages(ada, client):
    for _ in range(5):
        client.post("/accounts/login/", {"login": WRONG["email"], "password": WRONG["password"]})
    answer = App().sign_in()
    assert answer.status_code == 400
    assert "Too many attempts" in answer.content.decode()


def test_too_many_tries_from_one_network_are_429(ada):
    statuses = {App().ask("login", WRONG | {"email": f"{number}@example.com"}).status_code for number in range(31)}
    assert 429 in statuses


def test_asking_who_is_signed_in_is_limited_too():
    statuses = [App().ask("session", method="GET").status_code for _ in range(61)]
    assert statuses == [401] * 60 + [429]


def test_an_app_signs_in_with_a_code_from_an_email(ada):
    app = App()
    app.ask("code/request", {"email": "ada@example.com"})
    assert app.ask("code/confirm", {"code": "WRONG-CODE"}).status_code == 400
    assert app.member is None
    assert app.ask("code/confirm", {"code": code_in(mails()[-1])}).status_code == 200
    assert app.member == ada


def test_a_second_factor_is_asked_for_and_its_code_works_once(ada):
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    RecoveryCodes.activate(ada)
    first, second = App(), App()
    for app in (first, second):
        answer = app.sign_in()
        assert (answer.status_code, flows(answer)) == (401, ["login", "login_by_code", "mfa_authenticate"])
        assert app.member is None
    code = code_of(secret)
    assert first.ask("2fa/authenticate", {"code": code}).status_code == 200
    cache.clear()  # allauth remembers the code there only
    assert second.ask("2fa/authenticate", {"code": code}).status_code == 400
    assert (first.member, second.member) == (ada, None)


def test_an_address_that_is_not_confirmed_does_not_sign_in(ada):
    EmailAddress.objects.filter(user=ada).update(verified=False)
    app = App()
    assert "verify_email" in flows(app.sign_in())
    assert app.member is None


def test_who_made_an_account_and_waits_is_not_let_in_by_the_owner_of_the_address(ada):
    """A sign-in that began before somebody else was the first to confirm the address comes to nothing."""
    app = App()
    app.ask("code/request", {"email": "ada@example.com"})
    code = code_in(mails()[-1])
    User.objects.filter(pk=ada.pk).update(proved_at=dt.datetime.now(dt.UTC))
    assert app.ask("code/confirm", {"code": code}).status_code == 409
    assert app.member is None


@pytest.mark.parametrize("end", ["closed", "deleted", "new password", "ended under devices"])
def test_a_session_dies_with_what_it_rests_on(ada, end, client):
    app = App()
    app.sign_in()
    if end == "closed":
        User.objects.filter(pk=ada.pk).update(is_active=False)
    elif end == "deleted":
        ada.delete()
    elif end == "new password":
        ada.set_password("another horse battery")
        ada.save()
    else:
        client.force_login(ada)
        client.post("/accounts/sessions/")
    assert app.member is None


def test_a_browsers_session_is_no_token_and_an_apps_opens_no_page(ada, client):
    authenticated(client, ada, {"method": "password"})
    assert is_signed_in(client)
    key = client.session.session_key
    assert app_sessions.member_of(key) is None
    assert App(key).ask("session", method="GET").status_code == 410
    app = App()
    app.sign_in()
    thief = Client()
    thief.cookies["sessionid"] = app.token
    assert thief.get("/account/applications/").status_code == 403
    assert thief.post("/account/tokens/new/").status_code == 403


def test_cookies_of_the_site_sign_no_app_in(ada, client):
    client.force_login(ada)
    assert client.get(AUTH + "session").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "é" * 32, "../../../etc/passwd" * 2, "0" * 32])
def test_no_token_of_another_form_is_looked_up(token):
    assert app_sessions.member_of(token) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"\xff",
        b"[" * 100_000,
        b'{"email": 1, "password": {"a": 1}}',
        b'{"email": "a\\u0000@b.c"}',
    ],
)
def test_a_body_that_is_none_is_a_400(body):
    answer = Client().post(AUTH + "login", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["status"] == 400


def test_another_method_is_refused_in_the_form_of_the_rest():
    for path, allowed in (("login", "POST"), ("session", "GET, DELETE")):
        answer = Client(enforce_csrf_checks=True).put(AUTH + path)
        assert (answer.status_code, answer["Allow"], answer.json()) == (405, allowed, {"status": 405})
