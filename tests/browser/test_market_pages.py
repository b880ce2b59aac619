"""Market pages and salaries in a real browser: accessible, complete without JavaScript, never wider than the screen."""

import pytest
from playwright.sync_api import expect

from careers.market import recording
from jobs.pay import Pay
from tests.browser.accessibility import faults
from tests.careers.test_market import engineers
from tests.factories import NOW

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MARKET = "/careers/occupations/software-developers/market/"
PAGES = (MARKET, f"{MARKET}germany/", "/salaries/", "/salaries/?q=sdr", "/salaries/?sort=pay")


@pytest.fixture
def recorded(occupations):
    for days in (0, -7):
        engineers(9, days=days, pay=Pay(10_000_000, 12_000_000, "USD", "year"), place="Germany", regions=("germany",))
    recording.record_weeks(now=NOW)


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(recorded, open_page):
    page = open_page(MARKET)
    found = []
    for path in PAGES:
        page.goto(path)
        found += faults(page)
        for width in (320, 390, 768, 1024, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{path} is wider than {width}")
    assert found == []
    assert page.watched.console == []


def test_a_market_is_complete_without_javascript(recorded, open_page):
    page = open_page(MARKET, javascript=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Software Developers: remote job market")
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(3)
    page.get_by_role("link", name="Germany").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Germany")


def test_salaries_are_searched_without_javascript(recorded, open_page):
    page = open_page("/salaries/", javascript=False)
    page.get_by_label("Job title").fill("Sr. SWE (remote)")
    page.get_by_role("button", name="Find pay").click()
    expect(page.get_by_role("status")).to_contain_text("is a title of Software Developers.")
