"""Signing in as people do it: without JavaScript, by passkey, on small screens, in the dark."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from tests.accounts.support import PASSWORD, code_in, mails
from tests.browser.accessibility import ENDS, faults, violations
from tests.factories import a_job, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENTRANCES = (
    "/accounts/login/", "/accounts/signup/", "/accounts/signup/passkey/", "/accounts/login/code/", "/accounts/password/reset/",
)  # fmt: skip
INSIDE = (
    "/account/", "/account/security/", "/account/profile/", "/account/privacy/", "/accounts/email/", "/accounts/sessions/",
    "/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/logout/", "/accounts/3rdparty/",
)  # fmt: skip


def sign_in(page, address="ada@example.com"):
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def sign_out(page):
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/account/" not in url)


def with_authenticator(page):
    """The browser gets an authenticator of its own, as a phone has one, that says yes to everything."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def is_greeted(page):
    page.wait_for_url("**/account/")
    return page.get_by_role("heading", level=1).inner_text().startswith("Hello")


def test_signing_up_and_in_needs_no_javascript(open_page):
    page = open_page("/accounts/signup/", javascript=False)
    page.get_by_label("Email address").fill("grace@example.com")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator("#id_email")).to_have_value("grace@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").fill("AAA-AAA")
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_title(re.compile("^Error:"))
    page.get_by_label("Code").fill(code_in(mails()[-1]))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("link", name="Account", exact=True)).to_be_visible()
    assert User.objects.filter(email="grace@example.com").exists()
    sign_out(page)
    page.goto("/accounts/login/")
    expect(page.get_by_text("Use a passkey")).not_to_be_visible()
    page.get_by_role("link", name="Email me a sign-in code").click()
    page.wait_for_url("**/login/code/")
    page.get_by_label("Email address").fill("grace@example.com")
    page.get_by_role("button", name="Send code").click()
    page.get_by_label("Code").wait_for()
    page.get_by_label("Code").fill(code_in(mails()[-1]))
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto("/account/")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_passkey_is_added_and_signs_in(open_page):
    a_user()
    job = a_job(now=timezone.now())
    page = with_authenticator(open_page("/about/"))
    sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#id_name")).to_have_value(re.compile("on Linux$"))
    page.get_by_role("button", name="Create passkey").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    assert any("Passkey added" in message.subject for message in mails())
    page.goto("/accounts/2fa/webauthn/")
    assert violations(page) == []
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Passkey name").fill("My laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove My laptop").click()
    expect(page.get_by_text("You'll no longer be able to sign in with “My laptop”.")).to_be_visible()
    assert violations(page) == []
    sign_out(page)

    page.goto(job.get_absolute_url())
    page.get_by_role("button", name="Save Operations Officer").click()
    page.get_by_role("button", name="Saved Operations Officer").wait_for()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    assert is_greeted(page)
    expect(page.get_by_text("Your saved job is now in your account.")).to_be_visible()
    assert page.watched.console == []


def test_an_account_begins_with_a_passkey_and_has_no_password(open_page):
    page = with_authenticator(open_page("/accounts/signup/"))
    page.get_by_role("link", name="Create account with a passkey").click()
    page.get_by_label("Email address").fill("grace@example.com")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").wait_for()
    page.get_by_label("Code").fill(code_in(mails()[-1]))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Create passkey").click()
    assert is_greeted(page)
    assert not User.objects.get(email="grace@example.com").has_usable_password()
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    assert is_greeted(page)
    assert page.watched.console == []


def test_a_passkey_that_is_not_there_is_said(open_page):
    page = with_authenticator(open_page("/accounts/login/"))
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("alert").get_by_text("The passkey didn't work").wait_for()
    assert page.watched.console == []


def test_axe_finds_nothing_and_no_page_is_too_wide(open_page):
    user = a_user()
    page = open_page("/about/")
    found = []

    def look(path):
        page.goto(path)
        found.extend(faults(page, ENDS))

    for path in ENTRANCES:
        look(path)
    sign_in(page)
    for path in INSIDE:
        look(path)
    page.goto("/accounts/2fa/totp/activate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    look("/accounts/2fa/totp/activate/")
    look("/accounts/2fa/webauthn/add/")
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    for path in ("/accounts/2fa/webauthn/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/totp/deactivate/"):
        look(path)
    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="Two-step verification")).to_be_visible()
    look("/accounts/2fa/authenticate/")
    page.context.clear_cookies()
    page.goto("/accounts/login/code/")
    page.get_by_label("Email address").fill("ada@example.com")
    page.get_by_role("button", name="Send code").click()
    look("/accounts/login/code/confirm/")
    assert found == []
    assert page.watched.console == []
