"""What a new SECRET_KEY and new MFA_ENCRYPTION_KEYS change, and what is gone if they are lost: the tables of docs/operations/backups.md."""

import datetime as dt
import secrets

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from accounts import mfa_encryption
from ads.offers import make_offer, read_offer
from alerts import tokens as alert_tokens
from api.access import tokens as access_tokens
from api.access.scopes import Scope
from api.feed import cursors
from careers.editing.working_copy import preview_token, previewed_guide_pk
from consulting.reply_addresses import read_address, reply_address
from resumes.publishing import links
from tests.accounts.support import PASSWORD
from tests.accounts.test_app_sign_in import App
from tests.alerts.support import an_alert
from tests.factories import a_published_guide, a_user
from tests.operations.backups.support import run
from tests.resumes.sharing import a_link, path
from tests.resumes.test_services import a_resume

pytestmark = pytest.mark.django_db
NEW, LOST = "n" * 20 + secrets.token_urlsafe(40), []
PAGE = site.BASE_DIR / "docs" / "operations" / "backups.md"
LATER = dt.timedelta(days=1)


@pytest.fixture
def restart(settings):
    """Starts the site with other keys: no process keeps what it made with the former ones."""

    def begin(**keys):
        for name, value in keys.items():
            setattr(settings, name, value)
        alert_tokens._signer.cache_clear()
        cursors._SIGNER = Signer(salt=cursors._SIGNER.salt)
        cache.clear()

    before = {name: getattr(settings, name) for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS")}
    yield begin
    begin(**before)


def works(check):
    try:
        return bool(check())
    except Exception:
        return False


def what_was_given_out(now):
    """Each thing that people hold, and whether it works at the moment of the question."""
    user = a_user()
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    app = App()
    app.sign_in()
    sessions = list(Session.objects.values())

    def before():
        """Sessions that nobody used since the key was changed: using them signs them again."""
        cache.clear()
        for stored in sessions:
            Session.objects.update_or_create(session_key=stored["session_key"], defaults=stored)

    def is_signed_in():
        before()
        again = Client()
        again.cookies = browser.cookies.copy()
        return again.get("/account/applications/").status_code == 200

    def app_is_signed_in():
        before()
        return App(app.token).ask("session", method="GET").status_code == 200

    alert = an_alert(user, now=now)
    token = alert_tokens.make_token("end", [(alert.pk, alert.version)])
    confirm = alert_tokens.make_token("confirm", [(alert.pk, alert.version)])
    issued = access_tokens.issue_token(
        user=user, name="Script", scopes=(Scope.PROFILE_READ,), expires_at=now + LATER, now=now
    )
    address = reply_address(thread=7, user=user.pk, domain="reply.example.org")
    guide = a_published_guide()
    preview = preview_token(guide)
    cursor = cursors.Cursor(now, 1).written(())
    hour = int(now.timestamp()) // 3600
    offer = make_offer(campaign=1, placement="search", page="/jobs/", hour=hour, is_shared=True)
    resume = a_resume(user)
    shared, link = a_link(resume), a_link(resume, passphrase="open sesame")
    proof = links.proof_of_passphrase(link)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    factors = Authenticator.objects.order_by("pk")
    return {
        "Passwords and passkeys": lambda: user.check_password(PASSWORD),
        "Sessions: members stay signed in, in browsers": is_signed_in,
        "Sessions of apps": app_is_signed_in,
        "Access tokens of programs": lambda: access_tokens.check_token(secret=issued.secret, now=now),
        "Links in emails that confirm an alert": lambda: alert_tokens.read_token("confirm", confirm),
        "Links in emails that end or change an alert, one-click unsubscribing, unsubscribing by email": (
            lambda: alert_tokens.read_token("end", token)
        ),
        "Links to résumés and letters": lambda: Client().get(path(shared)).status_code == 200,
        "A passphrase that a reader of such a link typed": lambda: links.is_proof(link, proof),
        "Reply addresses in emails of threads": lambda: read_address(address, domain="reply.example.org"),
        "Links to previews of guides": lambda: previewed_guide_pk(preview),
        "Cursors of the open feed": lambda: cursors.read_cursor(cursor, (), now=now),
        "Offers behind ads on pages that are open": lambda: read_offer(offer, campaign=1, now=now),
        "Authenticator apps and recovery codes, without `MFA_ENCRYPTION_KEYS`": (
            lambda: [mfa_encryption.decrypt(one.data.get("secret") or one.data["seed"]) for one in factors.all()]
        ),
    }


AFTER_LOSS = {
    "Passwords and passkeys": "",
    "Sessions: members stay signed in, in browsers": "everyone signs in again",
    "Sessions of apps": "everyone signs in again",
    "Access tokens of programs": "",
    "Links in emails that confirm an alert": "visitors ask for a new one",
    "Links in emails that end or change an alert, one-click unsubscribing, unsubscribing by email": (
        "they fail in emails that were sent; the next email has new ones. Until then members use their page of alerts"
    ),
    "Links to résumés and letters": "",
    "A passphrase that a reader of such a link typed": "they type it again",
    "Reply addresses in emails of threads": "a reply is answered with the link to the thread",
    "Links to previews of guides": "editors open a new preview",
    "Cursors of the open feed": "programs start their walk again",
    "Offers behind ads on pages that are open": "a click leads to its target, and isn't counted",
    "Authenticator apps and recovery codes, without `MFA_ENCRYPTION_KEYS`": (
        "**gone**: members can't sign in with them and need Support; staff can't sign in at all"
    ),
}


def test_secret_key(restart):
    now = timezone.now()
    given_out = what_was_given_out(now)
    assert all(works(check) for check in given_out.values()), [
        name for name, check in given_out.items() if not works(check)
    ]
    old = site.SECRET_KEY

    restart(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[old])
    rotated = {name: works(check) for name, check in given_out.items()}
    restart(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=LOST)
    lost = {name: works(check) for name, check in given_out.items()}

    said = {True: "works", False: "stops"}
    text = PAGE.read_text("utf-8")
    for name in given_out:
        line = f"| {name} | {said[rotated[name]]} | {said[lost[name]]}{': ' if AFTER_LOSS[name] else ''}{AFTER_LOSS[name]} |"
        assert line in text, line
    assert all(rotated.values())

    # The way that the page describes: new key first, everything written again, then the old one goes.
    restart(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[old])
    assert "Encrypted 2 secrets" in run("encrypt_mfa_secrets")
    restart(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=LOST)
    assert works(given_out["Authenticator apps and recovery codes, without `MFA_ENCRYPTION_KEYS`"])


def test_a_session_that_was_used_meanwhile_outlives_the_old_key(restart):
    user = a_user()
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    old = site.SECRET_KEY
    restart(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[old])
    assert browser.get("/account/applications/").status_code == 200
    restart(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=LOST)
    assert browser.get("/account/applications/").status_code == 200


def test_keys_of_second_factors(restart):
    one, two = (Fernet.generate_key().decode() for _number in range(2))
    restart(MFA_ENCRYPTION_KEYS=[one])
    user = a_user()
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)

    def opens():
        rows = Authenticator.objects.all()
        return works(lambda: [mfa_encryption.decrypt(row.data.get("secret") or row.data["seed"]) for row in rows])

    steps = []
    for keys, command in (([two, one], ""), ([two, one], "encrypt_mfa_secrets"), ([two], ""), ([one], ""), ([], "")):
        restart(MFA_ENCRYPTION_KEYS=keys)
        if command:
            run(command)
        steps.append(opens())
    assert steps == [True, True, True, False, False]
    restart(MFA_ENCRYPTION_KEYS=[two], SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=LOST)
    assert opens()  # with keys of their own, they don't depend on SECRET_KEY
