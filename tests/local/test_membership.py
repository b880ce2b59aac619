"""From nothing to Plus and back to Free, by a real browser on a real site: web server, worker, beat, mail catcher and the
stand-in for Stripe, each a process of its own."""

import json
import re
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from local.mailbox import Mailbox
from local.site import Site

pytestmark = pytest.mark.browser
ADDRESS = "grace@example.com"
DAY = 24 * 60 * 60


class Letters:
    """What arrives at one address."""

    def __init__(self, folder: Path) -> None:
        self.box = Mailbox(folder)
        self.seen: set[str] = set()

    def next(self, words: str):
        """The next letter whose subject holds ``words``; fails when none comes."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for one in reversed(self.box.ids()):
                letter = self.box.letter(one)
                if one not in self.seen and ADDRESS in letter.recipients and words in letter.subject:
                    self.seen.add(one)
                    return letter
            time.sleep(0.1)
        pytest.fail(f"no mail about “{words}”; there are: {[self.box.letter(one).subject for one in self.box.ids()]}")


def stripe(site: Site, control: str, **given):
    url = f"http://127.0.0.1:{site.running().stripe_port}/_control/{control}"
    request = urllib.request.Request(url, json.dumps(given).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def plan_shows(page, words: str) -> None:
    """The page of the plan says so, by the time the worker has read what the doorbell was about."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        page.goto("/account/billing/")
        if words in page.locator("main").inner_text():
            return
        page.wait_for_timeout(200)
    pytest.fail(f"“{words}” is not on the page of the plan:\n{page.locator('main').inner_text()}")


def test_a_stranger_signs_up_pays_is_plus_cancels_and_is_free_again(running: Site, chromium):
    letters = Letters(running.folder / "mail")
    context = chromium.new_context(base_url=running.url)
    context.set_default_timeout(20_000)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)

    page.goto("/pricing/")
    page.get_by_role("link", name="Create free account").first.click()
    page.get_by_label("Email address").fill(ADDRESS)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Create account").click()
    letter = letters.next("Your confirmation code")
    code = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)\s*$", letter.text, re.MULTILINE)[1]
    assert code in letter.html
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("link", name="Account", exact=True)).to_be_visible()

    plan_shows(page, "Free")
    page.goto("/pricing/")
    page.get_by_role("button", name="Get Plus").first.click()
    expect(page.get_by_text("Test payments")).to_be_visible()
    page.get_by_role("button", name="Pay with a card that is declined").click()
    expect(page.get_by_role("alert")).to_contain_text("declined")
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome to Plus")
    assert "$8" in letters.next("Plus").text
    assert "$8" in letters.next("eceipt").text

    page.goto("/account/billing/")
    page.get_by_role("button", name="Manage billing").click()
    page.get_by_role("button", name="Cancel subscription").click()
    page.get_by_role("link", name="Back to the site").click()
    plan_shows(page, "ends")
    letters.next("canceled")

    stripe(running, "clock", advance=32 * DAY)
    plan_shows(page, "Free")
    letters.next("ended")
    page.goto("/pricing/")
    expect(page.get_by_role("button", name="Get Plus").first).to_be_visible()
    assert said == []
    context.close()


def test_staff_read_the_whole_story(running: Site, chromium):
    context = chromium.new_context(base_url=running.url)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill("free@example.com")
    page.get_by_label("Password").fill("demo-password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    page.goto("/pricing/")
    page.get_by_role("button", name="Get Plus").first.click()
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome to Plus")
    page.goto("/account/hired/")
    page.get_by_role("button", name=re.compile("hired|Stop", re.IGNORECASE)).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Congratulations")
    staff = chromium.new_context(base_url=running.url)
    page = staff.new_page()
    page.goto("/admin/")
    page.get_by_label(re.compile("mail", re.IGNORECASE)).fill("admin@example.com")
    page.get_by_label("Password").fill("demo-password")
    page.get_by_role("button", name=re.compile("log in|sign in", re.IGNORECASE)).first.click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/admin/billing/billingaccount/")
    page.get_by_role("link", name=re.compile("free@example.com|Fred")).first.click()
    page.wait_for_url(re.compile(r"/billingaccount/\d+/"))
    story = page.locator("main, #content").first.inner_text()
    for words in ("checkout", "active", "subscription created", "receipt"):
        assert words.lower() in story.lower(), (words, story)
    context.close()
    staff.close()
