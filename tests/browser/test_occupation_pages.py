import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.accessibility import faults

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANALYSTS = "/careers/occupations/information-security-analysts/"
PAGES = (ANALYSTS, "/careers/occupations/", "/careers/occupations/?q=acountants")


def test_axe_finds_nothing_on_pages_of_occupations_at_any_width(occupations, open_page):
    page = open_page(ANALYSTS)
    found = []
    for path in PAGES:
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
        found += faults(page)
    assert found == []
    assert page.watched.console == []


def test_an_occupation_weighs_at_most_75_kilobytes_on_the_wire(occupations, open_page):
    page = open_page("about:blank")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(ANALYSTS, wait_until="networkidle")
    assert 30_000 < sum(sizes) <= 75_000


def test_an_occupation_is_complete_without_javascript(occupations, open_page):
    page = open_page(ANALYSTS, javascript=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Information Security Analysts")
    expect(page.get_by_role("navigation", name="On this page").get_by_role("link")).to_have_count(10)
    more = page.locator("#skills-list ~ .more .rated")
    expect(more).not_to_be_visible()
    page.locator("#skills-list ~ .more summary").click()
    expect(more).to_be_visible()
    expect(page.get_by_role("img")).to_have_count(1)  # pay as dots, for this width


def test_an_occupation_is_printed_on_four_pages_at_most(all_occupations, open_page):
    for slug in ("registered-nurses", "data-scientists", "customer-service-representatives"):
        page = open_page(f"/careers/occupations/{slug}/")
        printed = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
        text = " ".join(part.extract_text() for part in printed.pages)
        assert len(printed.pages) <= 4, slug
        for part in (
            "What people earn",
            "How many jobs there will be",
            "Skills and tools",
            "Similar occupations",
            "Sources",
        ):
            assert part in text
