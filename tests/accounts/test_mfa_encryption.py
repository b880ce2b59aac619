"""Secrets of second factors are unreadable in the database, their keys can be changed, and a code opens once."""

import io
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts import mfa_encryption
from accounts.models import AuditEntry
from tests.accounts.support import PASSWORD, confirmed, is_signed_in
from tests.accounts.test_factors import LOGIN, code_of
from tests.factories import a_user
from tests.site.test_settings import start

pytestmark = pytest.mark.django_db
KEYS = [Fernet.generate_key().decode() for _number in range(2)]


@pytest.fixture(autouse=True)
def one_moment(monkeypatch):
    """The next code of an app comes every half minute, and a test is not to fall between two."""
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)


@pytest.fixture
def secret():
    """Of a member with an authenticator app."""
    user = a_user()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def stored():
    return "".join(str(one.data) for one in Authenticator.objects.all())


def opens(secret):
    client = Client()
    client.post("/accounts/login/", LOGIN)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    return is_signed_in(client)


def test_nobody_reads_a_secret_in_the_database(secret):
    assert secret not in stored()
    assert stored().count(mfa_encryption.MARK) == 2
    assert opens(secret)


def test_keys_are_changed_without_anybody_losing_a_factor(secret, settings):
    for keys in ([KEYS[0]], [KEYS[1], KEYS[0]], [KEYS[1]]):
        settings.MFA_ENCRYPTION_KEYS = keys
        said = io.StringIO()
        call_command("encrypt_mfa_secrets", stdout=said)
        assert "Encrypted 2 secrets" in said.getvalue()
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    settings.SECRET_KEY = "another" * 10
    settings.SECRET_KEY_FALLBACKS = []
    assert opens(secret)
    settings.MFA_ENCRYPTION_KEYS = [KEYS[0]]
    with pytest.raises(InvalidToken):
        opens(secret)


def test_without_keys_the_former_secret_key_still_reads(secret, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert mfa_encryption.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_what_was_stored_in_the_clear_is_encrypted_by_the_migration(secret):
    row = Authenticator.objects.get(type="totp")
    row.data["secret"] = secret
    row.save()
    assert mfa_encryption.encrypt_rows(apps.get_model("mfa", "Authenticator")) == 2
    assert secret not in stored()
    assert opens(secret)


@pytest.mark.parametrize(
    "key",
    ["short", "A" * 43 + "=", KEYS[0][:-4], f"{KEYS[0]},nonsense", "ü" * 44],
    ids=["short", "of one letter", "cut off", "beside nonsense", "in no base64"],  # workers agree on names, not on keys
)
def test_a_key_that_is_none_is_refused(key):
    done = start(MFA_ENCRYPTION_KEYS=key)
    assert done.returncode != 0
    assert "MFA_ENCRYPTION_KEYS must be" in done.stderr
    assert key not in done.stderr


def test_good_keys_start():
    assert start(MFA_ENCRYPTION_KEYS=",".join(KEYS)).returncode == 0


class TestOnce:
    def test_the_code_that_set_an_app_up_does_not_sign_in(self, client):
        confirmed(client, a_user())
        secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
        code = code_of(secret)
        client.post("/accounts/2fa/totp/activate/", {"code": f"{code[:3]} {code[3:]}"})
        assert Authenticator.objects.filter(type="totp").exists()
        other = Client()
        other.post("/accounts/login/", LOGIN)
        other.post("/accounts/2fa/authenticate/", {"code": code})
        assert not is_signed_in(other)

    def test_nor_does_the_code_that_signed_in_do_anything_else(self, client, secret):
        code = code_of(secret)
        client.post("/accounts/login/", LOGIN)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_signed_in(client)
        again = client.post("/accounts/2fa/reauthenticate/", {"code": code})
        assert again.status_code == 200
        assert "This code is wrong" in again.content.decode()
        other = Client()
        other.post("/accounts/login/", {"login": "ada@example.com", "password": PASSWORD})
        other.post("/accounts/2fa/authenticate/", {"code": f" {code} "})
        assert not is_signed_in(other)

    def test_nor_while_the_cache_forgets(self, client, django_capture_on_commit_callbacks):
        """As it does while Valkey is away: each process has a cache of its own."""
        confirmed(client, a_user())
        secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
        code = code_of(secret)
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/accounts/2fa/totp/activate/", {"code": code})
        cache.clear()
        other = Client()
        other.post("/accounts/login/", LOGIN)
        other.post("/accounts/2fa/authenticate/", {"code": code})
        assert not is_signed_in(other)

    def test_nor_a_code_that_signed_in_while_the_cache_forgets(self, client, secret, monkeypatch):
        code = code_of(secret)
        assert opens(secret)
        cache.clear()
        assert not opens(secret)
        assert AuditEntry.objects.filter(action="signin.factor_refused").exists()
        now = time.time()
        monkeypatch.setattr("time.time", lambda: now + 30)
        assert code_of(secret) != code
        cache.clear()
        assert opens(secret)
        monkeypatch.setattr("time.time", lambda: now)  # the clock is set back
        cache.clear()
        assert not opens(secret)
