"""A passkey works at the address that `make run` prints, and whoever comes by a numeric address is led there."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from local.files import has_ipv6
from local.mailbox import Mailbox
from local.site import Site
from tests.browser.test_sign_in import with_authenticator

pytestmark = pytest.mark.browser


def test_a_passkey_is_made_and_used_at_the_address_that_is_printed(running: Site, chromium):
    assert running.url == f"http://localhost:{running.port}/"
    numeric = running.url.replace("localhost", "127.0.0.1")
    context = chromium.new_context(base_url=numeric, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto("/accounts/login/?next=/account/")
    expect(page).to_have_url(f"{running.url}accounts/login/?next=/account/")
    with_authenticator(page)
    page.get_by_label(re.compile("E-?mail address", re.IGNORECASE)).fill("plus@example.com")
    page.get_by_label("Password").fill("demo-password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{running.url}account/")
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill("demo-password")
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name=re.compile("(Create|Add).* passkey")).click()
    page.wait_for_url(lambda url: "/add/" not in url)
    page.context.clear_cookies()
    page.goto(f"{running.url}accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile(r"http://localhost:\d+/account/"))
    box = Mailbox(running.folder / "mail")
    assert any(running.url in box.letter(one).text for one in box.ids())
    context.close()


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6, so localhost means one address")
def test_it_answers_on_all_that_localhost_may_mean_and_programs_are_not_led_elsewhere(running: Site):
    for host in ("[::1]", "127.0.0.1", "localhost"):
        request = urllib.request.Request(f"http://{host}:{running.port}/about/")
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200
            assert answer.url == request.full_url
