import json

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from resumes.services import create_resume
from tests.browser.accessibility import faults
from tests.factories import a_user
from tests.resumes.people import ANA
from tests.resumes.publishing.support import a_page, with_plus

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVIL = "<img src=x onerror=alert(1)><svg onload=alert(2)></svg>\"'>[x](javascript:alert(3)) </script><script>alert(4)</script>"


def sign_in(open_page, email, path, **look):
    page = open_page(f"/accounts/login/?next={path}", **look)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill("correct horse battery")
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{path}**")
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_a_member_publishes_at_an_address_of_their_own_and_a_stranger_writes_to_them(open_page, javascript, mailoutbox):
    user = with_plus(a_user(name="Ana Moreira"))
    create_resume(user=user, name="Lead", language="en", data=ANA.data, now=timezone.now())
    page = sign_in(open_page, user.email, "/account/resume-page/", javascript=javascript)
    page.get_by_label("Résumé", exact=True).select_option("Lead")
    page.get_by_role("radio", name="Public").check()
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Changes saved.")).to_be_visible()
    page.get_by_label("Your own address").fill("admin")
    page.get_by_role("button", name="Set address").click()
    expect(page.get_by_role("alert")).to_contain_text("reserved")
    page.get_by_label("Your own address").fill("ana-moreira")
    page.get_by_role("button", name="Set address").click()
    expect(page.get_by_text("Your page is now at /r/ana-moreira/.")).to_be_visible()

    stranger = open_page("/r/ana-moreira/", javascript=javascript)
    expect(stranger.get_by_role("heading", name="Ana Moreira", level=1)).to_be_visible()
    expect(stranger.locator("main")).not_to_contain_text("ana@example.com")
    stranger.get_by_role("link", name="Send message").click()
    stranger.get_by_label("Your name").fill("Rui Costa")
    stranger.get_by_label("Your email address").fill("rui@northwind.example")
    stranger.get_by_label("Message").fill("We have a job for you.")
    stranger.get_by_role("button", name="Send message").click()
    expect(stranger.get_by_text("Message sent.")).to_be_visible()

    page.get_by_role("radio", name="Private").check()
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Changes saved.")).to_be_visible()
    stranger.goto("/r/ana-moreira/")
    expect(stranger.get_by_role("heading", name="Page not found")).to_be_visible()


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(open_page):
    long = "Antidisestablishmentarianism" * 2
    data = {**ANA.data, "basics": {**ANA.data["basics"], "label": long}, "skills": [{"name": long, "keywords": [long]}]}
    shown, handle = a_page(
        with_plus(a_user(name="Ana Moreira")), data=data, in_directory=True, is_pinned=True, is_featured=True
    )
    visitor = open_page(f"/r/{handle}/")
    found = []
    for path in (
        f"/r/{handle}/",
        f"/r/{handle}/message/",
        f"/r/{handle}/report/",
        "/resumes/",
        "/resumes/?q=operations",
    ):
        visitor.goto(path)
        found += faults(visitor)
    page = sign_in(open_page, shown.user.email, "/account/resume-page/")
    for path in ("/account/resume-page/", "/account/resume-links/", "/account/resume-page/not-for/", f"/r/{handle}/"):
        page.goto(path)
        found += faults(page)
    assert found == [], "\n".join(map(str, found))
    assert visitor.watched.console + page.watched.console == []


def test_markup_in_any_field_is_inert(open_page):
    texts = (
        "name",
        "label",
        "summary",
        "position",
        "institution",
        "area",
        "studyType",
        "language",
        "fluency",
        "title",
        "awarder",
    )
    data = json.loads(json.dumps(ANA.data), object_hook=lambda one: one | {key: EVIL for key in texts if key in one})
    _page, handle = a_page(a_user(name="Ana"), data=data, in_directory=True, open_to=["contract"])
    visitor = open_page(f"/r/{handle}/")
    dialogs = []
    visitor.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in (f"/r/{handle}/", "/resumes/", f"/r/{handle}/message/", f"/r/{handle}/report/"):
        visitor.goto(path)
        expect(visitor.locator("main")).to_contain_text("onerror=alert(1)")
        assert visitor.locator("main img[src=x], main svg[onload], main a[href^=javascript]").count() == 0
    assert dialogs == []
    assert visitor.watched.console == []


def test_print_shows_the_sheet_alone(open_page):
    _page, handle = a_page(a_user(name="Ana Moreira"), data=ANA.data)
    visitor = open_page(f"/r/{handle}/")
    visitor.emulate_media(media="print")
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    for hidden in (
        visitor.get_by_role("link", name="Send message"),
        visitor.locator("header"),
        visitor.locator("footer"),
    ):
        expect(hidden).to_be_hidden()


def test_the_page_weighs_at_most_60_kb(open_page):
    _page, handle = a_page(a_user(name="Ana Moreira"), data=ANA.data)
    visitor = open_page("about:blank")
    wire = visitor.context.new_cdp_session(visitor)
    wire.send("Network.enable")
    sizes = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    visitor.goto(f"/r/{handle}/", wait_until="networkidle")
    assert 20_000 < sum(sizes) <= 60_000
