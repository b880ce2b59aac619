"""Every page of the library that signs people in looks, speaks and is kept like the rest of the site."""

import re

import pytest
from allauth import urls
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import URLResolver, reverse

from tests.accounts.support import PASSWORD, confirmed, mails
from tests.factories import a_user

pytestmark = pytest.mark.django_db
NO_PAGE = {
    "account_confirm_email": "links of mails: codes are sent instead",
    "account_reset_password_from_key": "links of mails: codes are sent instead",
    "mfa_download_recovery_codes": "a file",
    "mfa_edit_webauthn": "seen by a browser, which can have a passkey",
    "mfa_remove_webauthn": "seen by a browser, which can have a passkey",
    "mfa_login_webauthn": "what a passkey has to sign, as JSON",
}
# In the words of the library; none of them is in ours.
THEIRS = re.compile(
    r"Two-Factor|third-party|Third-Party|Sign In\b|Sign Out|Sign Up|Security Key|\bEmail\b(?! address| me a)|Menu:"
    r"|placeholder=|Send me a|Use a security|Recipient"
)


def names(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


EVERY_PAGE = sorted(set(names(urls.urlpatterns)) - NO_PAGE.keys())


def visitor():
    return Client()


def member():
    """With an authenticator app and recovery codes, who has typed the password again just now. Passkeys need a browser."""
    user = a_user()
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return confirmed(Client(), user)


@pytest.mark.parametrize(("who", "at_least"), [(visitor, 5), (member, 12)])
def test_every_page_is_ours(who, at_least):
    client, seen = who(), {}
    for name in EVERY_PAGE:
        answer = client.get(reverse(name))
        if answer.status_code == 200:
            seen[name] = answer
    assert len(seen) >= at_least, seen.keys()
    for name, answer in seen.items():
        check(answer, name)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/accounts/signup/", {"email": "grace@example.com", "password1": PASSWORD}),
        ("/accounts/login/code/", {"email": "ada@example.com"}),
        ("/accounts/password/reset/", {"email": "ada@example.com"}),
    ],
)
def test_pages_that_ask_for_a_code_are_ours_and_a_wrong_one_is_named(client, path, fields):
    a_user()
    then = client.post(path, fields)["Location"]
    check(client.get(then), then)
    wrong = client.post(then, {"code": "AAA-AAA"})
    check(wrong, then)
    page = wrong.content.decode()
    assert title_of(page).startswith("Error:")
    assert 'href="#id_code"' in page
    assert page.index("error-summary") < page.index("<h1")
    assert mails()


def test_the_step_after_the_password_is_ours(client):
    user = a_user()
    TOTP.activate(user, generate_totp_secret())
    answer = client.post("/accounts/login/", {"login": "ada@example.com", "password": PASSWORD}, follow=True)
    check(answer, "mfa_authenticate")
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert title_of(wrong).startswith("Error:")
    assert 'href="#id_code"' in wrong


def title_of(page):
    return " ".join(re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1].split())


def check(answer, name):
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert re.fullmatch(r"(Error: )?\S.* – Wayfarer", title_of(page)), name
    assert main.count("<h1") == 1, name
    assert 'name="robots" content="noindex"' in page, name
    assert "no-store" in answer["Cache-Control"], name
    assert not (found := THEIRS.search(main)), f"{name}: {found and found[0]}"
    assert not re.search(r"\son\w+=|style=|<script(?![^>]*(src=|application/json))", page), f"{name}: inline code"
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', main))
    fields = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")(?![^>]*\shidden)[^>]* id="([^"]+)"', main)
    assert set(fields) <= labelled, name
