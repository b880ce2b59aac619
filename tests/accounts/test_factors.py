"""A second factor, recovery codes, sessions and accounts elsewhere."""

import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import AuditEntry
from tests.accounts.support import PASSWORD, confirmed, is_signed_in, mails
from tests.factories import a_user
from tests.site.test_settings import GOOD

pytestmark = pytest.mark.django_db
LOGIN = {"login": "ada@example.com", "password": PASSWORD}


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def with_app():
    """A member with an authenticator app; its secret."""
    user = a_user()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return user, secret


def test_an_app_is_set_up_with_its_code_and_told_by_mail(client, django_capture_on_commit_callbacks):
    user = a_user()
    confirmed(client, user)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code_of(page.context["form"].secret)})
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert any("Two-step verification" in message.subject for message in mails())
    assert AuditEntry.objects.filter(action="security.factor_added").exists()


def test_a_password_alone_is_not_enough_then(client, with_app):
    _user, secret = with_app
    assert client.post("/accounts/login/", LOGIN)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(client)


def test_a_recovery_code_lets_in_once(client, with_app):
    user, _secret = with_app
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    for entered in (True, False):
        one = Client()
        one.post("/accounts/login/", LOGIN)
        one.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(one) is entered


@pytest.mark.parametrize(
    "path",
    ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/recovery-codes/generate/"],
)
def test_sensitive_pages_ask_again_who_it_is(client, path):
    user = a_user()
    TOTP.activate(user, generate_totp_secret())
    Authenticator.objects.filter(user=user).update(type="webauthn", data={})
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code in (302, 404)
    if answer.status_code == 302:
        assert "reauthenticate" in answer["Location"]


def test_sessions_are_listed_and_the_others_end(client):
    user = a_user()
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0")
    for one in (client, other):
        one.post("/accounts/login/", LOGIN)
        assert is_signed_in(one)
    page = client.get("/accounts/sessions/").content.decode()
    assert "Firefox on Linux" in page
    client.post("/accounts/sessions/")
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert user.is_active


def test_changing_the_password_signs_out_everywhere_and_is_told(client):
    a_user()
    other = Client()
    for one in (client, other):
        one.post("/accounts/login/", LOGIN)
    new = {"oldpassword": PASSWORD, "password1": "another horse battery", "password2": "another horse battery"}
    client.post("/accounts/password/change/", new)
    assert not is_signed_in(other)
    assert "password was changed" in mails()[-1].subject
    assert "127.0.0.1" in mails()[-1].body


def ask(code, **keys):
    """What a site says that has these keys."""
    environ = {name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"], cwd=settings.BASE_DIR, capture_output=True, text=True,
        timeout=60, env={**environ, **GOOD, **keys, "DJANGO_SETTINGS_MODULE": "jobboard.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_accounts_elsewhere_are_there_only_with_their_keys():
    code = (
        "from django.urls import resolve, Resolver404\nfrom django.conf import settings\n"
        "for name in ('google', 'github'):\n"
        "    try: print(resolve(f'/accounts/{name}/login/').url_name)\n"
        "    except Resolver404: print('none')\n"
        "print(*settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    )
    for name in ("google", "github"):
        with pytest.raises(Resolver404):  # of this site, which has no keys
            resolve(f"/accounts/{name}/login/")
    with_google = ask(code, GOOGLE_CLIENT_ID="id", GOOGLE_CLIENT_SECRET="secret")
    assert with_google[:2] == ["google_login", "none"]
    assert "https://accounts.google.com" in with_google


def test_no_door_leads_to_accounts_elsewhere_without_keys(client):
    for path in ("/accounts/login/", "/accounts/signup/"):
        page = client.get(path).content.decode()
        assert "Google" not in page
        assert "GitHub" not in page
