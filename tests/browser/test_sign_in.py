"""Signing in as people do it: without JavaScript, by passkey, on small screens, in the dark."""

import pytest

from accounts.models import User
from tests.accounts.support import PASSWORD, mails
from tests.browser.test_pages import violations
from tests.factories import a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENTRANCES = (
    "/accounts/login/", "/accounts/signup/", "/accounts/signup/passkey/", "/accounts/login/code/", "/accounts/password/reset/",
)  # fmt: skip
INSIDE = (
    "/account/", "/account/security/", "/account/profile/", "/account/privacy/", "/accounts/email/", "/accounts/sessions/",
    "/accounts/password/change/", "/accounts/2fa/", "/accounts/reauthenticate/", "/accounts/logout/",
)  # fmt: skip


def sign_in(page, address="ada@example.com"):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_signing_up_and_in_needs_no_javascript(open_page):
    page = open_page("/accounts/signup/", javascript=False)
    page.get_by_label("E-mail address").fill("grace@example.com")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    assert page.title().strip().startswith("Error:")
    assert page.input_value("#id_email") == "grace@example.com"
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    code = mails()[-1].body.splitlines()[2]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()
    assert page.get_by_role("link", name="Account").first.is_visible()
    assert User.objects.filter(email="grace@example.com").exists()


def test_a_passkey_is_added_and_signs_in(open_page, live_server):
    a_user()
    page = open_page("/about/")
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    if page.get_by_role("heading", name="Is it you?").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="passkey").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account/")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Hello")
    assert page.watched.console == []
    assert any("key" in message.body for message in mails())


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_and_no_page_is_too_wide(open_page, width, theme):
    a_user()
    page = open_page("/about/", width=width, theme=theme)
    found, wide = {}, {}

    def look(path):
        page.goto(path)
        if wrong := violations(page):
            found[path] = wrong
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[path] = needed

    for path in ENTRANCES:
        look(path)
    sign_in(page)
    for path in INSIDE:
        look(path)
    assert found == {}
    assert wide == {}
    assert page.watched.console == []
