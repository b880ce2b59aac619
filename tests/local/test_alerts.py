"""An alert from a search to the email and to its end, by a real browser on a real site with all its processes."""

import datetime as dt
import re
import subprocess

import pytest
from playwright.sync_api import expect

from local.mailbox import Mailbox
from local.site import CHECKOUT, Site
from tests.local.conftest import environ_of
from tests.local.support import PYTHON

pytestmark = pytest.mark.browser


def run_alerts(environ):
    """Sends what is due by next Monday: what the commands say of it, and how many emails were sent today."""
    both = (
        "from django.core.management import call_command as run; "
        f"run('alerts_run', '--until-empty', '--at', '{next_monday()}'); run('alerts_due')"
    )
    words = [*PYTHON, "manage.py", "shell", "--no-imports", "-c", both]
    done = subprocess.run(words, cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout, int(re.search(r"sent in the last 24 hours: (\d+)", done.stdout)[1])


def next_monday():
    now = dt.datetime.now(dt.UTC)
    days = (7 - now.weekday()) % 7 or 7
    return (now + dt.timedelta(days=days)).replace(hour=8, minute=30).strftime("%Y-%m-%dT%H:%MZ")


def test_a_search_becomes_an_alert_its_mail_arrives_and_one_click_ends_it(running: Site, chromium):
    environ = {**environ_of(running.folder), "PORT": str(running.port)}
    _said, before = run_alerts(environ)  # what the demo's own members get by then
    context = chromium.new_context(base_url=running.url)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill("consultant@example.com")
    page.get_by_label("Password").fill("demo-password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    page.goto("/jobs/?q=operations")
    page.get_by_role("button", name="Email me new matches").click()
    expect(page.get_by_text("Your alert is on")).to_be_visible()

    said, sent = run_alerts(environ)
    assert "1 queued, 1 sent" in said
    assert sent == before + 1
    box = Mailbox(running.folder / "mail")
    [letter] = [letter for letter in map(box.letter, box.ids()) if "operations" in letter.subject]
    assert letter.recipients == "consultant@example.com"
    assert "Matches “operations”" in letter.text
    assert "Matches “operations”" in letter.html

    page.goto("/account/alerts/")
    page.get_by_role("link", name=re.compile(r"\d+ jobs?: operations")).click()
    expect(page.get_by_role("heading", name="operations", exact=True)).to_be_visible()

    stranger = chromium.new_context().new_page()
    stranger.goto(re.search(r"Unsubscribe: (\S+)", letter.text)[1])
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Unsubscribe from this alert?")
    stranger.get_by_role("button", name="Unsubscribe").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("You're unsubscribed")
    page.goto("/account/alerts/")
    expect(page.get_by_text("1 stopped alert")).to_be_visible()
    context.close()
