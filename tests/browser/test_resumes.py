import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from resumes import lifecycle, rendering, services
from resumes.models import RenderedPdf, Resume
from tests.browser.accessibility import faults
from tests.factories import a_user
from tests.private_files import setting_of_folder
from tests.resumes.importing.layouts.office_files import FOLDER as OFFICE
from tests.resumes.long_resume import LONG_DATA
from tests.resumes.people import ANA

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def resume():
    return services.create_resume(
        user=a_user(name="Ada"), name="Operations lead", language="en", data=ANA.data, now=timezone.now()
    )


@pytest.fixture
def visit(open_page, resume):
    """Opens a page of the résumé as its owner."""

    def visit_(path="", **look):
        page = open_page(f"/accounts/login/?next={resume.get_absolute_url()}{path}", **look)
        page.get_by_label("Email address").fill("ada@example.com")
        page.get_by_label("Password").fill("correct horse battery")
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**{resume.get_absolute_url()}**")
        return page

    return visit_


def job(number):
    return Resume.objects.get().data["work"][number]


def test_a_resume_is_written_without_javascript(visit):
    page = visit("work/", javascript=False)
    page.locator("summary", has_text="Add job").click()
    form = page.locator("#entry-new")
    form.get_by_label("Job title").fill("Director")
    form.get_by_label("Start").fill("Jan 2024")
    form.get_by_role("button", name="Add job").click()
    expect(page.get_by_text("Added.")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text("Director")
    page.locator("summary", has_text="Director").click()
    page.get_by_role("button", name="Move down Director").click()
    expect(page.locator(".entry summary").nth(1)).to_contain_text("Director")
    page.get_by_role("button", name="Remove Director").click()
    expect(page.get_by_text("Removed. You can restore it from the version history.")).to_be_visible()
    page.goto(page.url.replace("work/", "history/"))
    expect(page.get_by_text("Entry removed")).to_be_visible()


def test_a_pdf_goes_in_and_is_saved_when_it_is_confirmed(visit):
    page = visit()
    page.goto("/account/resumes/import/")
    page.get_by_label("File").set_input_files(OFFICE / "side_table-en.pdf")
    page.get_by_role("button", name="Read résumé").click()
    expect(page.get_by_role("heading", name="0 lines not placed")).to_be_visible()
    page.get_by_label("Name").fill("Imported")
    page.get_by_role("button", name="Save résumé").click()
    expect(page.get_by_text("Résumé imported.")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text("Brightharbor Payments Inc.")
    assert page.watched.console == []


def test_what_is_typed_is_saved_and_shown_and_the_button_still_works(visit):
    page = visit("work/?open=0")
    title = page.locator("#entry-0-position")
    title.fill("Head of operations")
    expect(page.locator("#saved")).to_have_text(re.compile("^Saved "))
    expect(page.locator(".paper")).to_contain_text("Head of operations")
    assert job(0)["position"] == "Head of operations"
    title.fill("Chief of operations")
    page.locator("#entry-0").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert job(0)["position"] == "Chief of operations"


def test_a_second_tab_is_told_while_typing_and_keeps_its_text(visit, resume):
    page = visit("work/?open=0")
    second = page.context.new_page()
    second.goto(page.url)
    page.locator("#entry-0-position").fill("Head of operations")
    expect(page.locator(".paper")).to_contain_text("Head of operations")
    second.locator("#entry-0-position").fill("Chief of operations")
    expect(second.locator("#saved")).to_contain_text("changed in another tab")
    second.locator("#entry-0").get_by_role("button", name="Save").click()
    expect(second.get_by_role("heading", name="Not saved: this has changed since you opened the page")).to_be_visible()
    expect(second.locator("#entry-0-position")).to_have_value("Chief of operations")


def test_typing_without_a_connection_says_so_and_is_saved_later(visit):
    page = visit("work/?open=0")
    page.context.set_offline(True)
    page.locator("#entry-0-position").fill("Head of operations")
    expect(page.locator("#saved")).to_contain_text("Not saved: we can't reach the site.")
    page.context.set_offline(False)
    page.locator("#entry-0-position").press_sequentially(" 2")
    expect(page.locator("#saved")).to_have_text(re.compile("^Saved "))
    assert job(0)["position"] == "Head of operations 2"


def test_axe_finds_nothing_at_any_width_and_no_page_is_too_wide(visit, resume):
    lifecycle.rename(document=resume, name="Antidisestablishmentarianism " * 2, language="en", now=timezone.now())
    page = visit()
    found = []
    for path in ("", "basics/", "work/?open=0", "skills/", "history/", "pdf/", "name/", "delete/"):
        page.goto(f"{resume.get_absolute_url()}{path}")
        found += faults(page)
    page.goto("/account/resumes/")
    assert found + faults(page) == []
    assert page.watched.console == []


class TestLongPdf:
    @pytest.fixture
    def resume(self, settings, tmp_path):
        settings.STORAGES = setting_of_folder(tmp_path)
        return services.create_resume(
            user=a_user(name="Ada"), name="Long", language="en", data=LONG_DATA, now=timezone.now()
        )

    @staticmethod
    def work():
        """What the worker does."""
        rendered = RenderedPdf.objects.latest("pk")
        assert rendering.render(pk=rendered.pk, now=timezone.now())

    def test_the_download_begins_when_the_worker_is_done(self, visit):
        page = visit("pdf/")
        page.get_by_role("button", name="Download PDF").click()
        expect(page.get_by_role("heading", name="Making your PDF")).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text("This document is long")
        assert faults(page) == []
        with page.expect_download() as download:
            self.work()
        assert download.value.suggested_filename == "ana-moreira-resume.pdf"
        expect(page.get_by_role("status")).to_have_text("Your PDF is ready.")

    def test_a_failure_is_shown_and_can_be_tried_again(self, visit):
        page = visit("pdf/")
        page.get_by_role("button", name="Download PDF").click()
        expect(page.get_by_role("heading", name="Making your PDF")).to_be_visible()
        RenderedPdf.objects.update(failed_at=timezone.now())
        expect(page.get_by_role("heading", name="We couldn't make this PDF")).to_be_visible()
        assert faults(page) == []
        page.get_by_role("link", name="Try again").click()
        expect(page.get_by_role("heading", name="Making your PDF")).to_be_visible()
        with page.expect_download():
            self.work()

    def test_without_javascript_a_link_asks_again(self, visit):
        page = visit("pdf/", javascript=False)
        page.get_by_role("button", name="Download PDF").click()
        page.get_by_role("link", name="Check again").click()
        expect(page.get_by_role("heading", name="Making your PDF")).to_be_visible()
        self.work()
        with page.expect_download():
            page.get_by_role("link", name="Check again").click()
