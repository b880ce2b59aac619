import re

import pytest
from playwright.sync_api import expect

from careers.models import UsefulVote
from tests.browser.accessibility import faults, violations

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

GUIDE = "/careers/operations-officer/"
PAGES = (
    "/", "/careers/", "/careers/?order=az", "/careers/?q=acountant", "/careers/?q=zzzz", "/careers/field/engineering/", GUIDE,
    "/careers/compare/?guides=operations-officer,software-engineer,accountant", f"{GUIDE}history/", f"{GUIDE}correction/",
    "/about/", "/how-we-check/", "/privacy/", "/terms/", "/accessibility/", "/contact/", "/no-such-page/",
    "/api/", "/api/feed/",
    "/app/", "/offline/", "/app/share/?title=Officer&url=https%3A%2F%2Fjobs.example%2F1",
)  # fmt: skip
PAINTED = """() => new Promise((done) => {
  new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").length && done())
    .observe({ type: "paint", buffered: true });
})"""
SHIFTS = """() => new Promise((done) => {
  let total = 0;
  const watch = new PerformanceObserver((list) => list.getEntries().forEach((shift) => { total += shift.value; }));
  watch.observe({ type: "layout-shift", buffered: true });
  document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(total))));
})"""


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_axe_finds_nothing_on_any_page_at_any_width_and_none_asks_another_host(open_page, site):
    page = open_page("/")
    found = []
    for path in PAGES:
        page.goto(path)
        found += faults(page)
    assert found == []
    [missing] = page.watched.console  # what the browser itself notes of /no-such-page/
    assert "404" in missing
    assert [url for url in page.watched.requests if not url.startswith(site)] == []
    assert any(url.endswith(".woff2") for url in page.watched.requests)


def test_axe_finds_nothing_on_a_form_with_errors_and_what_was_typed_is_kept(open_page):
    page = open_page(f"{GUIDE}correction/")
    page.fill("#id_text", "Short")
    page.fill("#id_email", "nobody")
    page.get_by_role("button", name="Send report").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#id_text")).to_have_value("Short")
    expect(page.locator("#id_email")).to_have_value("nobody")
    page.locator(".error-summary a").first.click()
    expect(page.locator("#id_text")).to_be_focused()
    assert violations(page) == []


def test_the_header_of_a_visitor_takes_at_most_two_lines_on_a_phone(open_page):
    page = open_page("/about/", javascript=False)
    heights = {}
    for width in (320, 390, 720, 760, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        heights[width] = page.locator(".top").bounding_box()["height"]
    line = heights[1280]
    assert {width: height for width, height in heights.items() if height > (line if width > 720 else line * 1.6)} == {}
    expect(page.get_by_role("link", name="Create account")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("font_comes_late", [False, True])
def test_nothing_moves_while_a_page_loads(open_page, width, font_comes_late):
    """The font is there at once, because the browser has it, or after the page has been painted."""
    shifts, held = {}, []
    for path in ("/", "/careers/", GUIDE):
        page = open_page("about:blank" if font_comes_late else path, width=width)
        if font_comes_late:
            page.route("**/*.woff2", lambda route: held.append(route))
        page.goto("about:blank")
        page.goto(path, wait_until="commit")
        page.evaluate(PAINTED)
        for font in held:
            font.continue_()
        held.clear()
        page.wait_for_load_state("networkidle")
        shifts[path] = page.evaluate(SHIFTS)
    assert {path: shift for path, shift in shifts.items() if shift} == {}


def test_a_guide_weighs_at_most_75_kilobytes_on_the_wire(open_page):
    page = open_page("about:blank")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(GUIDE, wait_until="networkidle")
    assert 30_000 < sum(sizes) <= 75_000


def test_a_guide_is_complete_without_javascript(open_page):
    page = open_page(GUIDE, javascript=False)
    assert page.get_by_role("heading", level=1).inner_text() == "Operations Officer career path guide"
    expect(page.get_by_role("navigation", name="On this page").get_by_role("link")).to_have_count(7)
    answer = page.locator(".faq .prose").first
    expect(answer).not_to_be_visible()
    page.locator(".faq summary").first.click()
    expect(answer).to_be_visible()
    expect(page.get_by_role("button", name="Copy link")).to_have_count(0)


def test_the_theme_can_be_chosen_without_javascript(open_page):
    page = open_page("/about/", javascript=False)
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(251, 251, 252)"
    page.get_by_role("button", name="Dark").click()
    expect(page).to_have_url(re.compile(r"/about/$"))
    assert page.evaluate(background) == "rgb(14, 16, 20)"
    page.get_by_role("button", name="System").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    assert page.evaluate(background) == "rgb(251, 251, 252)"


def test_a_vote_counts_without_javascript(open_page):
    page = open_page(GUIDE, javascript=False)
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert UsefulVote.objects.get().yes == 1


def test_careers_are_compared_from_the_list_without_javascript(open_page):
    page = open_page("/careers/", javascript=False)
    page.get_by_label("Compare Accountant").check()
    page.get_by_label("Compare Software Engineer").check()
    page.get_by_role("button", name="Compare careers").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("rowheader", name="Published median")).to_be_visible()
    assert sorted(table.get_by_role("columnheader").all_inner_texts()) == ["Accountant", "Software Engineer"]


def test_the_keyboard_skips_to_the_content_and_follows_the_table_of_contents(open_page):
    page = open_page(GUIDE)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["width"] > 50
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Career ladder").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#career-ladder")).to_be_focused()


def test_the_chapter_in_view_is_marked_in_the_table_of_contents(open_page):
    page = open_page(GUIDE)
    page.locator("#career-ladder").evaluate("(heading) => heading.scrollIntoView()")
    current = page.locator(".toc a[aria-current=true]")
    current.get_by_text("Career ladder").wait_for()
    expect(current).to_have_count(1)


def test_the_link_of_a_guide_can_be_copied(open_page, settings):
    page = open_page(GUIDE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == settings.SITE_URL + GUIDE


def test_print_leaves_out_the_shell_and_opens_the_answers(open_page):
    page = open_page(GUIDE)
    page.emulate_media(media="print")
    for gone in (".top", ".foot", ".toc", ".article-end"):
        expect(page.locator(gone)).not_to_be_visible()
    assert page.locator(".faq .prose").first.evaluate("(answer) => answer.checkVisibility()")
    address = page.locator("#sources ~ ul a").first.evaluate("(link) => getComputedStyle(link, '::after').content")
    assert re.search(r"https?://", address)
