"""Staff and résumé pages: reports, hiding with a reason, the owner's answer, addresses, reserved words."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry
from mail import outbox
from mail.models import OutgoingMail
from resumes import services
from resumes.models import Handle, Listing, Page, PageReport, ReservedWord
from resumes.publishing.directory import indexing
from tests.accounts.support import mails, staff
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db


def a_page(email="ana@example.com", name="ana-moreira", **fields):
    user = a_user(email, name="Ana Moreira")
    resume = services.create_resume(user=user, name="Lead", language="en", now=NOW)
    Handle.objects.create(user=user, name=name, since=NOW)
    fields = {"visibility": "public", "created_at": NOW, "updated_at": NOW, **fields}
    return Page.objects.create(user=user, resume=resume, **fields)


@pytest.fixture
def page():
    return a_page()


@pytest.fixture
def moderator(client):
    client.force_login(staff("mo@example.com", "Moderators"))
    return client


@pytest.fixture
def owner(page):
    client = Client()
    client.force_login(page.user)
    return client


def at(page, act):
    return f"/admin/resumes/page/{page.pk}/{act}/"


def hide(moderator, page, reason="Someone else's photo"):
    return moderator.post(at(page, "hide"), {"reason": reason})


def text(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def actions():
    return list(
        AuditEntry.objects.filter(action__startswith="staff.resume").order_by("pk").values_list("action", flat=True)
    )


# --- Reports ------------------------------------------------------------------------------------------------------------


def test_reports_wait_on_the_first_page_until_they_are_settled(moderator, page):
    report = PageReport.objects.create(page=page, reason="abuse", details="Insults <b>me</b>", at=NOW)
    [waiting] = moderator.get("/admin/").context["waiting"]
    assert waiting.label == "1 report about a résumé"
    listed = moderator.get(waiting.url).content.decode()
    assert "Insults &lt;b&gt;me" in listed
    data = {"action": "settle", "_selected_action": [report.pk]}
    assert "1 report marked as settled." in text(moderator.post("/admin/resumes/pagereport/", data, follow=True))
    report.refresh_from_db()
    assert (report.settled_at is not None, report.settled_by.email) == (True, "mo@example.com")
    assert moderator.get("/admin/").context["waiting"] == []


def test_the_lists_cost_the_same_for_one_row_and_for_many(moderator, page):
    def queries(path):
        with CaptureQueriesContext(connection) as captured:
            assert moderator.get(path).status_code == 200
        return len(captured)

    PageReport.objects.create(page=page, reason="abuse", at=NOW)
    paths = [f"/admin/resumes/{model}/" for model in ("page", "pagereport", "handle")]
    [queries(path) for path in paths]
    few = [queries(path) for path in paths]
    for number in range(10):
        more = a_page(f"a{number}@example.com", f"ana-{number}")
        PageReport.objects.create(page=more, reason="abuse", at=NOW)
    assert [queries(path) for path in paths] == few


# --- Hiding -------------------------------------------------------------------------------------------------------------


def test_a_hidden_page_is_closed_settles_its_reports_and_tells_its_owner(moderator, page):
    PageReport.objects.create(page=page, reason="abuse", at=NOW)
    assert "The page is hidden." in text(moderator.post(at(page, "hide"), {"reason": "Spam"}, follow=True))
    assert not Page.objects.shown().exists()
    assert not PageReport.objects.filter(settled_at=None).exists()
    [message] = mails()
    assert (message.to, message.subject) == (["ana@example.com"], "We hid your résumé page")
    assert "Spam" in message.body
    assert "/account/resume-page/answer/" in message.body
    assert actions() == ["staff.resume_hidden"]
    assert AuditEntry.objects.get(action="staff.resume_hidden").detail == {"reason": "Spam"}


def test_decisions_of_staff_are_tried_for_days(moderator, owner, page):
    hide(moderator, page)
    owner.post("/account/resume-page/answer/", {"text": "It's me."})
    moderator.post(at(page, "decide"), {"decision": "keep"})
    moderator.post(at(page, "decide"), {"decision": "show"})
    assert OutgoingMail.objects.count() == 3
    outbox._give_up_late(timezone.now() + dt.timedelta(hours=2))
    assert not OutgoingMail.objects.filter(failed_at__isnull=False).exists()


def test_a_page_is_not_hidden_without_a_reason_or_twice(moderator, page):
    assert moderator.post(at(page, "hide"), {"reason": " "}).status_code == 422
    hide(moderator, page, "First")
    assert "Someone else decided on this page in the meantime." in text(
        moderator.post(at(page, "hide"), {"reason": "Second"}, follow=True)
    )
    page.refresh_from_db()
    assert (page.hidden_reason, len(mails())) == ("First", 1)


def test_a_shown_page_is_as_before_and_can_be_answered_when_it_is_hidden_again(moderator, owner, page):
    hide(moderator, page)
    owner.post("/account/resume-page/answer/", {"text": "It's me."})
    moderator.post(at(page, "decide"), {"decision": "show"})
    page.refresh_from_db()
    assert (page.is_shown, page.hidden_reason, page.appeal) == (True, "", "")
    assert [message.subject for message in mails()] == ["We hid your résumé page", "Your résumé page is back"]
    hide(moderator, page)
    assert "Your answer" in text(owner.get("/account/resume-page/answer/"))
    assert actions() == ["staff.resume_hidden", "staff.resume_shown", "staff.resume_hidden"]


def test_an_unknown_decision_is_refused(moderator, page):
    hide(moderator, page)
    assert moderator.post(at(page, "decide"), {"decision": "burn"}).status_code == 400


# --- The owner's answer -------------------------------------------------------------------------------------------------


def test_the_owner_answers_once_and_staff_decide(moderator, owner, page):
    hide(moderator, page)
    form = owner.get("/account/resume-page/answer/")
    assert "Someone else's photo" in text(form)
    assert owner.post("/account/resume-page/answer/", {"text": ""}).status_code == 400
    owner.post("/account/resume-page/answer/", {"text": "<script>It's me</script>"})
    assert "You already sent an answer." in text(
        owner.post("/account/resume-page/answer/", {"text": "Again"}, follow=True)
    )
    [waiting] = moderator.get("/admin/").context["waiting"]
    assert waiting.label == "1 answer about a hidden résumé"
    assert "ana@example.com" in text(moderator.get(waiting.url))
    shown = moderator.get(f"/admin/resumes/page/{page.pk}/change/").content.decode()
    assert "&lt;script&gt;It" in shown
    assert "Again" not in shown
    moderator.post(at(page, "decide"), {"decision": "keep"})
    assert moderator.get("/admin/").context["waiting"] == []
    assert "decided to keep the page hidden" in text(owner.get("/account/resume-page/answer/"))
    assert [message.subject for message in mails()] == ["We hid your résumé page", "Your résumé page stays hidden"]
    assert actions()[-1] == "staff.resume_kept_hidden"


def test_who_has_no_hidden_page_has_nothing_to_answer(owner):
    assert "Your résumé page isn't hidden." in text(owner.get("/account/resume-page/answer/", follow=True))
    assert owner.post("/account/resume-page/answer/", {"text": "Why?"}).status_code == 302
    assert not Page.objects.exclude(appeal="").exists()


def test_staff_see_what_others_see_and_nothing_of_a_private_page(moderator, page):
    data = {"basics": {"name": "Ana Moreira", "phone": "+351 912"}, "work": [{"position": "Operations lead"}]}
    type(page.resume).objects.filter(pk=page.resume_id).update(data=data)
    address = f"/admin/resumes/page/{page.pk}/change/"
    hide(moderator, page)
    shown = text(moderator.get(address))
    assert ("Operations lead" in shown, "+351 912" in shown) == (True, False)
    Page.objects.update(visibility="private")
    assert "Operations lead" not in text(moderator.get(address))


def test_a_hidden_page_leaves_the_directory_at_once_and_comes_back(moderator, page):
    Page.objects.update(in_directory=True)
    indexing.refresh([page.pk], now=NOW)
    assert Listing.objects.exists()
    hide(moderator, page)
    assert not Listing.objects.exists()
    moderator.post(at(page, "decide"), {"decision": "show"})
    assert Listing.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_page_in_the_cache_is_hidden_and_shown_at_once(moderator, page):
    visitor = Client()
    address = "/r/ana-moreira/"
    assert [visitor.get(address).status_code for _time in range(2)] == [200, 200]
    hide(moderator, page)
    assert visitor.get(address).status_code == 404
    moderator.post(at(page, "decide"), {"decision": "show"})
    assert visitor.get(address).status_code == 200
    moderator.post(f"/admin/resumes/handle/{page.user.handles.get().pk}/release/")
    assert visitor.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_page_of_a_deactivated_account_is_gone_at_once_and_back_with_the_account(page):
    Page.objects.filter(pk=page.pk).update(in_directory=True)
    indexing.refresh([page.pk], now=NOW)
    visitor, owner = Client(), page.user
    assert [visitor.get("/r/ana-moreira/").status_code for _time in range(2)] == [200, 200]
    for is_active, status in ((False, 404), (True, 200)):
        owner.is_active = is_active
        owner.save()
        assert Listing.objects.exists() is is_active
        assert visitor.get("/r/ana-moreira/").status_code == status


def test_looking_at_a_page_is_recorded(moderator, page):
    moderator.get(f"/admin/resumes/page/{page.pk}/change/")
    assert AuditEntry.objects.get(action="staff.read").detail == {"what": "resume"}


# --- Addresses ----------------------------------------------------------------------------------------------------------


def test_an_address_is_found_by_its_owner_and_released(moderator, page):
    handle = page.user.handles.get()
    assert "ana-moreira" in text(moderator.get("/admin/resumes/handle/?q=Ana@Example.com"))
    release = f"/admin/resumes/handle/{handle.pk}/release/"
    assert "ana@example.com loses this address" in text(moderator.get(release))
    assert Handle.objects.get().user == page.user
    assert "Released /r/ana-moreira/." in text(moderator.post(release, follow=True))
    handle.refresh_from_db()
    assert (handle.user, handle.released_at is not None) == (None, True)
    assert "Nobody had this address anymore." in text(moderator.post(release, follow=True))
    assert AuditEntry.objects.get(action="staff.resume_address_released").detail == {"address": "ana-moreira"}


@pytest.mark.parametrize(
    ("word", "is_part", "name", "is_refused"),
    [
        ("mayor", False, "mayor", True),
        ("mayor", False, "ma-yor", True),
        ("mayor", False, "mayors", False),
        ("mayor", False, "the-mayor", False),
        ("mayor", True, "the-mayor-2", True),
        ("mayor", True, "th-em-ayor", True),
        ("big-boss", False, "big-boss", True),
        ("big-boss", True, "my-big-boss", True),
        ("mayor", True, "may-or-not", True),
        ("mayor", True, "may-not", False),
    ],
)
def test_staff_reserve_words(word, is_part, name, is_refused):
    ReservedWord.objects.create(word=word, is_part=is_part)
    assert ReservedWord.objects.matches(name) is is_refused


def test_a_reserved_word_is_one_that_an_address_could_be(moderator):
    add = "/admin/resumes/reservedword/add/"
    assert "Use letters from a to z" in text(moderator.post(add, {"word": "Mr%", "note": ""}))
    moderator.post(add, {"word": "mayor", "note": "An office"})
    assert [str(one) for one in ReservedWord.objects.all()] == ["mayor"]
