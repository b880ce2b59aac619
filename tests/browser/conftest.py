"""A real Chromium looks at a real server. It is started once for the tests of a folder and stopped after them, so that the event
loop of Playwright never runs beside other tests."""

import os
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.staticfiles import handlers
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from careers import services
from careers.importing.files import read_guide_at
from local.browser import find_chromium
from tests.factories import shipped_wages
from tests.kept_rows import made_once

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
)  # fmt: skip
CAREERS = settings.BASE_DIR / "careers"
NO_WORKER = "Service Worker registration blocked by Playwright"  # what a page hears that may have none
CLEARED = "Clear-Site-Data header on"  # Chromium's note that it did what signing out asks for
GUIDES = ("operations-officer", "software-engineer", "accountant")


@pytest.fixture(scope="package")
def chromium():
    found = find_chromium()
    if found is None:
        message = "No Chromium was found; install chromium or name one with CHROMIUM=/path/to/chromium."
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    expect.set_options(timeout=10_000)
    # Playwright runs an event loop in this thread; Django must still let the tests reach the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def live_server():
    """Static files come as in production, from WhiteNoise under their hashed names; pytest-django would look for the sources."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handlers, "StaticFilesHandler", lambda application: application)
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def site(live_server, transactional_db):
    """The address of a site that shows three guides of the demo content, with published wages beside their own."""
    made_once("guides", publish_guides)
    return live_server.url


def publish_guides():
    shipped_wages("11-1021", "15-1252", "13-2011")
    for slug in GUIDES:
        document = read_guide_at(CAREERS / "content" / f"{slug}.md").document
        guide = services.import_document(document=document, update=False, by=None, now=timezone.now())
        services.publish(guide=guide, by=None, now=timezone.now())


_WAIT = """(seconds) => new Promise((done, fail) => {
  const end = performance.now() + 1000 * seconds;
  const look = () => {
    if (CONDITION) done();
    else if (performance.now() > end) fail(new Error("It did not happen."));
    else requestAnimationFrame(look);
  };
  look();
})"""


def wait_until(page, condition):
    """Waits until a JavaScript ``condition`` holds. Playwright's own ``wait_for_function`` evaluates text inside the page, which
    the page's Content-Security-Policy forbids whenever the condition does not hold at once."""
    page.evaluate(_WAIT.replace("CONDITION", condition), 10)


@dataclass
class Watched:
    """What a page said and asked for while it was open."""

    console: list = field(default_factory=list)
    requests: list = field(default_factory=list)

    def hear(self, text):
        if text != NO_WORKER and not text.startswith(CLEARED):
            self.console.append(text)


@pytest.fixture
def open_page(chromium, live_server):
    """Opens tabs of separate visitors: ``open_page("/", width=320, theme="dark", javascript=False)``."""
    contexts = []

    def open_(path, *, width=1280, theme="light", javascript=True, time_zone=None, worker=False):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            java_script_enabled=javascript,
            timezone_id=time_zone,
            service_workers="allow" if worker else "block",
        )
        context.set_default_timeout(10_000)
        context.set_default_navigation_timeout(30_000)  # the first page of a worker compiles its templates
        contexts.append(context)
        page = context.new_page()
        page.watched = Watched()
        page.on("console", lambda message: page.watched.hear(message.text))
        page.on("pageerror", lambda error: page.watched.console.append(str(error)))
        page.on("request", lambda request: page.watched.requests.append(request.url))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
