"""The pages of access tokens in a browser: created, copied, revoked, without a fault."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from api.access.scopes import Scope
from api.access.tokens import issue_token
from tests.accounts.support import PASSWORD
from tests.browser.accessibility import faults
from tests.browser.test_resume_pages import sign_in
from tests.factories import a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_token_is_created_copied_and_revoked(open_page):
    user, now = a_user(), timezone.now()
    for name in ("Antidisestablishmentarianism" * 2, "Old script"):
        issue_token(user=user, name=name, scopes=[*Scope], expires_at=now + timedelta(days=30), now=now)
    page = sign_in(open_page, user.email, "/account/")
    found = []
    page.get_by_role("link", name="Access tokens").click()
    expect(page.get_by_role("link", name="Access tokens")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Create token").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Create token").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what the token allows.")
    found += faults(page)
    page.get_by_label("Name").fill("Spreadsheet")
    page.get_by_label("See your applications and notes").check()
    page.get_by_role("button", name="Create token").click()
    expect(page.locator("#new-token")).to_be_visible()
    secret = page.locator("#new-token").inner_text()
    assert re.fullmatch("wf_[0-9A-Za-z]{46}", secret)
    for details in page.locator(".area-main summary").all():
        details.click()
    expect(page.locator(".area-main details[open]")).to_have_count(3)
    page.set_viewport_size({"width": 320, "height": 800})
    found += faults(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy token").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    page.get_by_role("row", name="Spreadsheet").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Revoked Spreadsheet. It no longer works.")).to_be_visible()
    found += faults(page)
    assert found == [], "\n".join(map(str, found))
    assert [line for line in page.watched.console if "400 (Bad Request)" not in line] == []
