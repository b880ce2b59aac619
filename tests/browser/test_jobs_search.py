"""The job search in a browser: seen, heard, without JavaScript and with it."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from jobs.pay import Pay
from tests.browser.accessibility import faults, violations
from tests.factories import a_job
from tests.kept_rows import made_once

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLACES = (("anywhere",), ("spain",), ("european-union",), ("united-states",), ("spain", "portugal", "france", "italy"))
LONG = "Senior Principal Operations Coordinator for Warehousing, Kraftfahrzeughaftpflichtversicherung and Returns"
PAGES = (
    "/jobs/", "/jobs/?q=operations&geo=spain&type=full-time&pay=60000", "/jobs/?q=operations&page=2", "/jobs/?q=xylophone&type=contract",
    "/jobs/?q=operations&pay=plenty&type=odd", "/jobs/?page=99", "/jobs/admin/", "/jobs/admin/in/spain/", "/jobs/in/nowhere/",
    "/jobs/place/", "/jobs/place/?country=ES", "/alerts/new/?q=operations",
)  # fmt: skip


@pytest.fixture
def board(site):
    made_once("jobs_to_search", forty_five_jobs)


def forty_five_jobs():
    """Of all kinds."""
    now = timezone.now()
    for number in range(45):
        a_job(
            now=now - dt.timedelta(hours=5 * number),
            title=LONG if number == 1 else f"Operations Officer {number}",
            company=f"Northwind {number}",
            regions=PLACES[number % 5],
            place=", ".join(PLACES[number % 5]),
            types=("full-time",) if number % 3 else ("contract", "part-time"),
            level=("entry", "senior", "any")[number % 3],
            timezone=(-60, 330) if number % 4 == 0 else None,
            pay=None
            if number % 6 == 0
            else Pay(6_000_000, 9_000_000 + number * 500_000, ("USD", "EUR")[number % 2], "year"),
        )


@pytest.fixture
def visit(open_page, board):
    def visit(path, *, lives="", **options):
        page = open_page("about:blank", **options)
        if lives:
            page.context.add_cookies([{"name": "place", "value": lives, "domain": "localhost", "path": "/"}])
        page.goto(path)
        return page

    return visit


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(visit):
    page = visit("/jobs/", lives="ES|Europe/Madrid")
    found = []
    for path in PAGES:
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(path)
        if page.locator("#filters:not([open]) > summary").count():
            page.locator("#filters > summary").click()
            expect(page.locator("#filters")).to_have_attribute("open", "")
        found += faults(page)
    assert found == []


def test_pages_write_nothing_to_the_console_and_ask_no_other_host(visit, site):
    page = visit("/jobs/")
    for path in ("/jobs/?q=operations", "/jobs/admin/in/spain/", "/jobs/place/", "/alerts/new/?q=operations"):
        page.goto(path)
    assert page.watched.console == []
    assert [url for url in page.watched.requests if not url.startswith((site, "about:"))] == []


def test_the_list_weighs_at_most_70_kilobytes_on_the_wire(visit):
    page = visit("about:blank")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto("/jobs/", wait_until="networkidle")
    assert 30_000 < sum(sizes) <= 70_000


# --- Without JavaScript ---------------------------------------------------------------------------------------------------


def test_a_search_is_made_narrowed_and_paged_without_javascript(visit):
    page = visit("/jobs/", javascript=False)
    page.get_by_label("Job title, skill or company").fill("operations officer")
    page.get_by_label("Location").select_option("Spain")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("#count")).to_have_text("35 jobs for “operations officer”")
    page.get_by_label("Contract").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_label("Contract")).to_be_checked()
    assert page.get_by_label("Location").input_value() == "spain"
    page.get_by_role("link", name="Remove filter: Contract").click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Page 2").click()
    expect(page).to_have_title(re.compile("page 2 of 2"))
    expect(page.locator(".job")).to_have_count(15)  # a coordinator in an office is no officer


def test_filters_open_on_a_phone_without_javascript(visit):
    page = visit("/jobs/", width=320, javascript=False)
    expect(page.get_by_label("Contract")).not_to_be_visible()
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Contract").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#filters summary")).to_have_text(re.compile(r"^\s*Filters\s*\(1\)\s*$"))


def test_a_visitor_says_where_they_live_and_each_job_answers(visit):
    page = visit("/jobs/?q=operations", javascript=False)
    page.get_by_role("link", name="Set your location").click()
    page.get_by_label("Country").select_option("Spain")
    page.get_by_label("Time zone").select_option("Europe/Madrid")
    page.get_by_role("button", name="Save location").click()
    expect(page).to_have_url(re.compile(r"/jobs/\?q=operations$"))
    expect(page.get_by_text("Not open to Spain", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_text("Not open to Spain", exact=True)).to_have_count(4)
    page.get_by_role("link", name="Show only jobs open to Spain").click()
    expect(page.get_by_text("Not open to Spain", exact=True)).to_have_count(0)


def test_the_header_leads_to_the_location_and_back_without_javascript(visit):
    page = visit("/jobs/?q=operations", javascript=False)
    chip = page.locator(".place-chip")
    chip.locator("summary").click()
    chip.get_by_role("link", name="Set location").click()
    page.get_by_label("Country").select_option("United States")
    page.get_by_role("button", name="Save location").click()
    expect(page).to_have_url(re.compile(r"/jobs/\?q=operations$"))
    expect(chip.locator("summary")).to_have_text(re.compile("United States"))
    chip.locator("summary").click()
    chip.get_by_role("link", name="Change location").click()
    page.get_by_label("State").select_option("Texas")
    page.get_by_label("Time zone").select_option("America/Chicago")
    page.get_by_role("button", name="Save location").click()
    expect(chip.locator("summary")).to_have_text(re.compile("Texas"))
    expect(page.get_by_text("Only jobs open to Texas.")).to_be_visible()


# --- With JavaScript --------------------------------------------------------------------------------------------------------


def test_a_choice_shows_its_results_at_once_and_the_focus_stays(visit):
    page = visit("/jobs/?q=operations")
    page.get_by_label("Contract").focus()
    page.keyboard.press("Space")
    page.locator("#count", has_text="15 jobs").wait_for()
    expect(page.locator("#type-contract")).to_be_focused()
    expect(page.get_by_label("Contract")).to_be_checked()
    expect(page).to_have_url(re.compile(r"/jobs/\?q=operations&type=contract$"))
    assert page.locator("#filter-count").inner_text().strip() == "(1)"
    expect(page.get_by_role("link", name="Remove filter: Contract")).to_be_visible()
    assert page.locator("#results").get_attribute("aria-busy") != "true"


def test_what_is_chosen_before_the_script_of_the_search_is_here_is_not_lost(visit):
    page, held = visit("/jobs/?q=operations"), []
    page.route("**/htmx-2.min.*.js", lambda route: held.append(route))
    with page.expect_request("**/htmx-2.min.*.js"):
        page.get_by_label("Contract").check()
    expect(page.locator("#count")).to_have_text(re.compile("^45 jobs"))
    held[0].continue_()
    expect(page.locator("#count")).to_have_text(re.compile("^15 jobs"))
    expect(page).to_have_url(re.compile(r"/jobs/\?q=operations&type=contract$"))


def test_jobs_saved_one_after_the_other_before_the_script_is_here_are_all_saved(visit):
    page, held = visit("/jobs/?q=operations"), []
    page.route("**/htmx-2.min.*.js", lambda route: held.append(route))
    with page.expect_request("**/htmx-2.min.*.js"):
        page.locator(".job-save").nth(0).click()
    page.locator(".job-save").nth(1).click()
    held[0].continue_()
    expect(page.locator(".job-save.saved")).to_have_count(2)
    page.reload()
    expect(page.locator(".job-save.saved")).to_have_count(2)


def test_a_job_is_saved_from_its_row_even_if_the_script_of_the_search_does_not_come(visit):
    page = visit("/jobs/?q=operations")
    page.route("**/htmx-2.min.*.js", lambda route: route.abort())
    page.locator(".job-save").first.click()
    expect(page.locator(".job-save").first).to_have_text("Saved Operations Officer 0")


def test_back_leads_through_searches_after_a_job_was_read(visit):
    page = visit("/jobs/?q=operations")
    page.get_by_label("Contract").check()
    expect(page.locator("#count")).to_have_text(re.compile("^15 jobs"))
    page.locator(".job-title a").first.click()
    expect(page.get_by_role("heading", name="Job description")).to_be_visible()
    page.go_back()
    expect(page.locator("#count")).to_have_text(re.compile("^15 jobs"))
    page.go_back()
    expect(page.locator("#count")).to_have_text(re.compile("^45 jobs"))
    expect(page.get_by_label("Contract")).not_to_be_checked()


def test_the_header_proposes_the_time_zone_of_the_browser_and_the_visitor_confirms_it(visit):
    own = "Europe/Madrid"
    page = visit("/jobs/", time_zone=own)
    chip = page.locator(".place-chip")
    assert page.context.cookies() == [] or all(one["name"] != "place" for one in page.context.cookies())
    chip.locator("summary").click()
    chip.get_by_label("Country").select_option("Spain")
    expect(chip.get_by_label("Time zone")).to_have_value(own)
    expect(chip.get_by_text("From your browser. Check it before you save.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(chip).not_to_have_attribute("open", "")
    assert violations(page) == []
    assert all(one["name"] != "place" for one in page.context.cookies())
    chip.locator("summary").click()
    chip.get_by_role("button", name="Save location").click()
    expect(chip.locator("summary")).to_have_text(re.compile("Spain"))
    assert page.watched.console == []


def test_the_header_asks_for_the_part_of_the_country_that_is_chosen(visit):
    page = visit("/jobs/", time_zone="America/Chicago", width=390)
    chip = page.locator(".place-chip")
    chip.locator("summary").click()
    chip.get_by_label("Country").focus()
    chip.get_by_label("Country").select_option("United States")
    expect(chip.get_by_label("State")).to_be_visible()
    expect(chip.get_by_label("Country")).to_be_focused()
    chip.get_by_label("State").select_option("Texas")
    expect(chip.get_by_label("Time zone")).to_have_value("America/Chicago")
    assert violations(page) == []
    chip.get_by_role("button", name="Save location").click()
    expect(chip.locator("summary")).to_have_text(re.compile("Texas"))


def test_a_form_that_does_not_come_leaves_the_link_to_its_page(visit):
    page = visit("/jobs/")
    page.route("**/jobs/place/?panel=*", lambda route: route.fulfill(status=503, body="down"))
    page.locator(".place-chip summary").click()
    page.locator(".place-chip").get_by_role("link", name="Set location").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your location")


def test_a_time_zone_that_hides_where_somebody_is_is_not_proposed(visit):
    page = visit("/jobs/", time_zone="UTC")
    chip = page.locator(".place-chip")
    chip.locator("summary").click()
    chip.get_by_label("Country").select_option("Spain")
    expect(chip.get_by_label("Time zone")).to_have_value("")
    chip.get_by_role("button", name="Save location").click()
    expect(chip.locator("summary")).to_have_text(re.compile("Spain"))


def test_typing_searches_and_back_returns(visit):
    page = visit("/jobs/")
    page.get_by_label("Job title, skill or company").press_sequentially("kraftfahrzeug", delay=5)
    page.locator("#count", has_text="0 jobs for “kraftfahrzeug”").wait_for()
    expect(page.locator("#q")).to_be_focused()
    assert page.title().startswith("Remote jobs for “kraftfahrzeug”")
    page.go_back()
    page.locator("#count", has_text="45 jobs").wait_for()
    assert page.get_by_label("Job title, skill or company").input_value() == ""


def test_the_location_is_set_for_the_search_that_is_on_screen(visit):
    page = visit("/jobs/")
    page.get_by_label("Job title, skill or company").fill("operations")
    page.locator("#count", has_text="jobs for “operations”").wait_for()
    chip = page.locator(".place-chip")
    chip.locator("summary").click()
    chip.get_by_label("Country").select_option("Spain")
    chip.get_by_role("button", name="Save location").click()
    expect(chip.locator("summary")).to_have_text(re.compile("Spain"))
    expect(page).to_have_url(re.compile(r"/jobs/\?q=operations$"))


def test_one_menu_is_open_at_a_time_inside_the_screen_and_a_click_elsewhere_closes_it(visit):
    page = visit("/jobs/", width=390)
    chip, sort = page.locator(".place-chip"), page.locator(".sort-menu")
    chip.locator("summary").click()
    sort.locator("summary").click()
    expect(chip).not_to_have_attribute("open", "")
    box = sort.locator(".pop-body").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.locator("#count").click()
    expect(sort).not_to_have_attribute("open", "")


def test_the_address_holds_only_what_was_asked(visit):
    page = visit("/jobs/")
    page.get_by_label("Job title, skill or company").fill("operations")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**/jobs/?q=operations")


def test_an_amount_that_is_none_is_said_while_the_rest_is_searched(visit):
    page = visit("/jobs/?q=operations")
    page.get_by_label("Amount").fill("plenty")
    page.get_by_label("Amount").press("Tab")
    page.locator("#problems").get_by_text("Enter a whole number").wait_for()
    assert page.get_by_label("Amount").input_value() == "plenty"
    expect(page.locator(".job")).to_have_count(20)


def test_a_job_is_saved_from_its_row_and_the_focus_stays(visit):
    page = visit("/jobs/?q=operations")
    button = page.locator(".job-save").first
    name = button.get_attribute("id")
    assert button.inner_text().startswith("Save")
    button.click()
    page.locator(f"#{name}", has_text="Saved").wait_for()
    assert page.evaluate("document.activeElement.id") == name
    expect(page).to_have_url(re.compile(r"/jobs/\?q=operations$"))
    page.reload()
    assert page.locator(f"#{name}").inner_text().startswith("Saved")
