"""The widget on a page of another site, under a strict Content-Security-Policy; and the page that builds its code."""

import datetime as dt
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.accessibility import ENDS, faults
from tests.factories import a_job

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = """<!doctype html><html lang="en"><head><title>Another site</title></head><body><main><h1>Another site</h1>
<button>Before</button>{}<button>After</button></main></body></html>"""
ELEMENT = """<remote-jobs data-q="operations" {}><a href="https://jobs.example/">Plain link</a></remote-jobs>
<script async src="{}/widget.js"></script>"""


@pytest.fixture
def another_site():
    """Serves pages by path at another origin; each allows scripts and data of our site and nothing else."""
    pages, policy = {}, {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy["is"])
            self.end_headers()
            self.wfile.write(PAGE.format(pages.get(self.path, "")).encode())

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(ours, **bodies):
        policy["is"] = f"default-src 'none'; script-src {ours}; connect-src {ours}; require-trusted-types-for 'script'"
        pages.update({f"/{name}": body for name, body in bodies.items()})
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    server.shutdown()
    server.server_close()


def test_the_widget_works_on_a_page_of_another_site(open_page, live_server, another_site):
    now = timezone.now()
    for hours, title in ((2, "Operations Lead"), (1, "<b>Operations</b> Officer"), (3, "Cook")):
        a_job(now=now - dt.timedelta(hours=hours), title=title, company=f"Company {hours}")
    ours = live_server.url
    theirs = another_site(
        ours,
        usual=ELEMENT.format("", ours),
        dark=ELEMENT.format('data-theme="dark"', ours),
        wrong=ELEMENT.format('data-geo="atlantis"', ours),
        short=f'<script src="{ours}/widget.js" data-count="1"></script><noscript><a href="/x">Plain link</a></noscript>',
        refused=f'<script src="{ours}/widget.js" data-geo="atlantis"></script>',
    )

    # The list, without a console message, a cookie or a request to anybody else.
    page = open_page(f"{theirs}/usual")
    links = page.locator("remote-jobs").get_by_role("link")
    expect(links).to_have_count(3)
    assert links.all_inner_texts()[:2] == ["<b>Operations</b> Officer", "Operations Lead"]
    expect(page.get_by_role("region", name="Remote jobs: “operations”")).to_contain_text(
        "Company 1 · Anywhere · $72,000"
    )
    assert page.get_by_text("Plain link").is_hidden()
    assert [entry for entry in page.watched.console if "favicon" not in entry] == []
    assert all(address.startswith((ours, theirs)) for address in page.watched.requests)
    assert page.context.cookies() == []

    # By keyboard, in order, with a focus that is seen.
    page.get_by_role("button", name="Before").focus()
    for link in links.all():
        page.keyboard.press("Tab")
        expect(link).to_be_focused()
        expect(link).to_have_css("outline-style", "solid")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="After")).to_be_focused()

    # It follows the theme of the reader, unless the site chose one.
    frame = page.locator("remote-jobs section")
    expect(frame).to_have_css("color", "rgb(21, 23, 28)")
    page.emulate_media(color_scheme="dark")
    expect(frame).to_have_css("color", "rgb(233, 235, 240)")
    expect(frame).to_have_css("background-color", "rgb(21, 24, 30)")
    page.goto(f"{theirs}/dark")
    page.emulate_media(color_scheme="light")
    expect(links).to_have_count(3)
    expect(frame).to_have_css("color", "rgb(233, 235, 240)")

    # What fails shows the plain link, or makes one.
    page.goto(f"{theirs}/wrong")
    expect(page.get_by_role("link", name="Plain link")).to_be_visible()
    expect(page.locator("remote-jobs")).to_have_attribute("data-error", re.compile("We don't recognize “atlantis”"))
    page.goto(f"{theirs}/refused")
    expect(page.get_by_role("link", name="Remote jobs")).to_have_attribute("href", f"{ours}/jobs/?geo=atlantis")
    page.goto(f"{theirs}/short")
    expect(page.get_by_role("link", name="<b>Operations</b> Officer")).to_be_visible()
    assert page.context.cookies() == []

    # Without JavaScript.
    for path in ("usual", "short"):
        expect(open_page(f"{theirs}/{path}", javascript=False).get_by_role("link", name="Plain link")).to_be_visible()


def test_the_page_shows_the_code_and_the_list(open_page):
    a_job(now=timezone.now(), title="Operations Lead")
    page = open_page("/widget/")
    page.get_by_label("Keywords").fill("operations")
    page.locator("select[name=theme]").select_option("dark")
    page.get_by_role("button", name="Update code").click()
    expect(page.locator("remote-jobs").get_by_role("link", name="Operations Lead")).to_be_visible()
    expect(page.locator(".snippet").first).to_contain_text('data-q="operations" data-theme="dark"')
    assert page.watched.console == []
    assert faults(page, ENDS) == []
