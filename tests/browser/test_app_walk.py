"""A walk through what devices, programs and readers get beyond pages: the app, the feed, MCP, the widget, and ads that Plus never
has. A recording of it is kept in test-results/app, to be opened with ``playwright show-trace``."""

import datetime as dt

import pytest
from django.conf import settings as configured
from django.utils import timezone
from playwright.sync_api import expect

from tests.ads.campaigns import a_campaign
from tests.browser.conftest import wait_until
from tests.browser.test_resume_pages import sign_in
from tests.consulting.support import a_plus_member
from tests.factories import a_job, a_user

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RECORDINGS = configured.BASE_DIR / "test-results" / "app"
GUIDE = "/careers/operations-officer/"


@pytest.fixture
def recorded(open_page):
    """Records what happens in the tabs it is given, by name."""
    contexts = {}

    def record(page, name):
        page.context.tracing.start(screenshots=True, snapshots=True)
        contexts[name] = page.context
        return page

    yield record
    for name, context in contexts.items():
        context.tracing.stop(path=RECORDINGS / f"{name}.zip")


def test_the_site_is_an_app_a_feed_a_tool_and_a_widget_and_shows_ads_to_all_but_plus(
    site, open_page, recorded, settings
):
    settings.ADS = "all"
    now = timezone.now()
    a_campaign(placements=["guide"])
    job = a_job(now=now - dt.timedelta(hours=1), title="Operations Lead", regions=("spain",))
    a_user("free@example.com")
    plus = a_plus_member(until=now + dt.timedelta(days=30))

    # A visitor installs it, sees an ad, and reads on without a network.
    page = recorded(open_page("/", worker=True), "visitor")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    wait_until(page, "navigator.serviceWorker.controller")
    browser = page.context.new_cdp_session(page)
    hindrances = [one["errorId"] for one in browser.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert hindrances == ["in-incognito"], "only that each of our tabs is a private one"
    page.goto(GUIDE)
    expect(page.get_by_role("link", name="Lamps that last")).to_be_visible()
    page.get_by_role("button", name="Save for offline").click()
    expect(page.get_by_text("Saved for offline")).to_be_visible()
    page.context.set_offline(True)
    page.goto(GUIDE)
    expect(page.get_by_text("You're offline. This is a copy from")).to_be_visible()
    page.context.set_offline(False)

    # Programs read the same job: by the feed, and by a tool that says who can apply.
    read = page.request.get("/api/v2/remote-jobs?count=1").json()
    assert [one["jobTitle"] for one in read["jobs"]] == ["Operations Lead"]
    call = {"name": "can_i_apply", "arguments": {"job": job.pk, "country": "Brazil"}}
    said = page.request.post(
        "/mcp",
        data={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call},
        headers={"Accept": "application/json, text/event-stream", "Mcp-Protocol-Version": "2025-11-25"},
    ).json()
    assert said["result"]["structuredContent"]["answer"]["verdict"] == "no"

    # And other sites show it.
    page.goto("/widget/?q=operations")
    expect(page.locator("remote-jobs").get_by_role("link", name="Operations Lead")).to_be_visible()

    # The ad is there for a member with Free, and not for one with Plus.
    free = recorded(sign_in(open_page, "free@example.com", GUIDE), "free")
    expect(free.get_by_role("link", name="Lamps that last")).to_be_visible()
    without = recorded(sign_in(open_page, plus.email, GUIDE), "plus")
    expect(without.get_by_role("heading", level=1)).to_contain_text("Operations Officer")
    assert without.locator(".ad").count() == 0
    assert not [address for address in without.watched.requests if "/ads/" in address or "ads." in address]
