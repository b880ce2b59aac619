"""A member writes, a consultant answers from the inbox, the member sees it: with and without JavaScript, by keyboard, at every width."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from billing.models import BillingAccount
from consulting import services
from consulting.attaching import take_file
from consulting.models import CannedReply, Message, Thread
from jobs.tracker import services as tracker
from resumes.services import create_resume
from tests.browser.accessibility import ENDS, faults
from tests.browser.test_layout import look_at
from tests.browser.test_resume_pages import sign_in
from tests.consulting.support import DAY, HOUR, a_consultant, a_plus_member, a_thread, answer, ask
from tests.factories import a_user
from tests.resumes.people import ANA

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE, INBOX = "/account/consultant/", "/consulting/"
EVIL = "<img src=x onerror=alert(1)><svg onload=alert(2)></svg>\"'>[x](javascript:alert(3)) </script><script>alert(4)</script>"


@pytest.fixture
def people(settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    now = timezone.now()
    return a_plus_member(until=now + 30 * DAY), a_consultant(about="Résumés, interviews and pay talks.")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_member_asks_the_consultant_answers_and_the_member_reads_it(open_page, people, javascript, tmp_path):
    member, conny = people
    CannedReply.objects.create(title="Welcome", text="Hello {name}, welcome.")
    page = sign_in(open_page, member.email, PAGE, javascript=javascript)
    page.get_by_role("textbox", name="Message").fill("Is **Operations Manager** too big a step?")
    (tmp_path / "cv.txt").write_text("Six people, one budget.")
    page.get_by_label("Files").set_input_files(tmp_path / "cv.txt")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_text("Message sent.")).to_be_visible()
    expect(page.get_by_role("heading", name="Conny Consultant", level=1)).to_be_visible()
    expect(page.get_by_role("strong").filter(has_text="Operations Manager")).to_be_visible()
    expect(page.get_by_text("Waiting for a reply. We'll email you.")).to_be_visible()

    desk = sign_in(open_page, conny.user.email, INBOX, javascript=javascript)
    desk.get_by_role("navigation", name="Threads").get_by_role("link", name="Paula Plus").click()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="cv.txt").click()
    assert download.value.suggested_filename == "cv.txt"
    desk.get_by_role("textbox", name="Reply").fill("Not at all.")
    desk.get_by_text("Saved replies", exact=True).last.click()
    desk.get_by_role("button", name="Insert Welcome").click()
    expect(desk.get_by_role("textbox", name="Reply")).to_have_value("Not at all.\n\nHello Paula, welcome.")
    desk.get_by_role("button", name="Send reply").click()
    expect(desk.get_by_text("Reply sent.")).to_be_visible()
    expect(desk.get_by_text("Nobody is waiting.")).to_be_visible()

    page.goto(PAGE)
    expect(page.locator(".msg").filter(has_text="Hello Paula, welcome.")).to_be_visible()
    expect(page.get_by_text("seen")).to_be_visible()
    page.get_by_role("button", name="Share Résumés").click()
    expect(page.get_by_text("Your consultant can see it from now on.")).to_be_visible()
    assert Thread.objects.get().shares_resumes_since is not None
    if not javascript:
        page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    assert not Message.objects.filter(read_at=None).exists()
    assert page.watched.console + desk.watched.console == []


def test_a_new_message_appears_by_itself_and_what_is_typed_stays(open_page, people):
    member, _conny = people
    thread = a_thread(member, now=timezone.now())
    ask(thread, "Hello?", now=timezone.now())
    page = sign_in(open_page, member.email, PAGE)
    page.get_by_role("textbox", name="Message").fill("Half a thou")
    answer(thread, "Here I am.", now=timezone.now())
    page.evaluate("htmx.trigger('#chat', 'every')")
    page.evaluate(
        "htmx.ajax('GET', document.querySelector('#chat').dataset.hxGet, {target: '#chat', swap: 'outerHTML'})"
    )
    expect(page.locator(".msg").filter(has_text="Here I am.")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="New message from Conny Consultant.")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Message")).to_have_value("Half a thou")
    assert page.watched.console == []


def test_the_keyboard_is_enough(open_page, people):
    member, _conny = people
    page = sign_in(open_page, member.email, PAGE)
    page.get_by_role("textbox", name="Message").focus()
    page.keyboard.type("From the keyboard")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Files")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send message")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Message sent.")).to_be_visible()


def a_world(people):
    """A thread with everything: long words, files, an absence, both kinds of sharing, notes, and somebody else who waits."""
    now, long = timezone.now(), "Antidisestablishmentarianism" * 4
    member, conny = people
    create_resume(user=member, name=long[:80], language="en", data=ANA.data, now=now)
    tracker.add_by_hand(user=member, title=long, company=long, url="", notes="", to="applied", now=now)
    thread = a_thread(member, now=now - 3 * DAY)
    ask(
        thread,
        f"{long}\n\n- one\n- two\n\n> quoted\n\n`{long}`",
        now=now - 2 * DAY,
        uploads=[take_file(f"{long}.txt", b"a")],
    )
    answer(thread, EVIL, now=now - DAY)
    ask(thread, EVIL, now=now - HOUR)
    for what in ("resumes", "tracker"):
        services.share(thread=thread, what=what, on=True, now=now)
    services.add_note(thread=thread, author=conny.user, text=long, now=now)
    CannedReply.objects.create(title=long[:80], text="Hello")
    a_consultant("kim@example.com", name=long)
    other = a_thread(a_plus_member("long@example.com", name=long, until=now + DAY), now=now - 3 * DAY)
    ask(other, long, now=now - 2 * DAY)
    type(conny).objects.filter(pk=conny.pk).update(away_from=now - DAY, away_until=now + DAY, away_note=long)
    return thread


def inbox_paths(thread):
    resume = thread.member.resumes.get()
    own = f"{INBOX}{thread.pk}/"
    return [
        INBOX,
        f"{INBOX}?show=closed",
        own,
        f"{own}applications/",
        f"{own}resumes/{resume.pk}/",
        f"{INBOX}settings/",
        f"{INBOX}team/",
    ]


def test_no_page_is_too_wide_or_squeezed_and_axe_finds_nothing(open_page, people):
    thread = a_world(people)
    lead = people[1].user
    lead.is_superuser = True
    lead.save()
    member = sign_in(open_page, thread.member.email, PAGE)
    desk = sign_in(open_page, lead.email, INBOX)
    free = sign_in(open_page, a_user("free@example.com").email, PAGE)
    dialogs = []
    found = []
    for tab, paths in ((member, [PAGE]), (free, [PAGE]), (desk, inbox_paths(thread))):
        tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for path in paths:
            tab.goto(path)
            found += faults(tab, ENDS)
        look_at(tab, paths)
    assert found == [], "\n".join(map(str, found))
    assert dialogs == []
    assert member.locator(".bubble img, .bubble svg, .bubble a[href^=javascript]").count() == 0
    assert member.watched.console + desk.watched.console + free.watched.console == []


def test_a_thread_after_plus_is_readable_and_accessible(open_page, people):
    thread = a_world(people)
    BillingAccount.objects.filter(user=thread.member).update(comped_until=timezone.now())
    page = sign_in(open_page, thread.member.email, PAGE)
    expect(page.get_by_text("Plus has ended, so you can read and download")).to_be_visible()
    assert page.get_by_role("textbox").count() == 0
    assert faults(page, ENDS) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download conversation").click()
    assert download.value.suggested_filename == "consultant.zip"
