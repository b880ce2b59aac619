"""The consultants' inbox: who may open it, its order, replies, notes, hand-over, absence, and what of a member is shown."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from consulting import services
from consulting.models import CannedReply, ConsultantProfile, InternalNote, Message, MessageFile, Thread
from jobs.tracker import services as tracker
from resumes.services import create_resume
from tests.accounts.support import staff
from tests.consulting.support import (
    CONSULTANT,
    DAY,
    HOUR,
    a_consultant,
    a_plus_member,
    a_thread,
    answer,
    ask,
    end_plus,
    fresh,
)

pytestmark = pytest.mark.django_db
INBOX = "/consulting/"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def conny():
    return a_consultant()


@pytest.fixture
def client(conny):
    client = Client()
    client.force_login(conny.user)
    return client


@pytest.fixture
def thread(conny, now):
    thread = a_thread(a_plus_member(until=now + 30 * DAY), now=now - DAY)
    ask(thread, "Where do I begin?", now=now - 2 * HOUR)
    return thread


def text(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split()).replace("&#x27;", "'")


def page_of(thread, part=""):
    return f"{INBOX}{thread.pk}/{part}"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


# --- Who may ------------------------------------------------------------------------------------------------------------------


def test_the_second_factor_is_needed_as_on_the_staff_site(client, thread, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    for path in (INBOX, page_of(thread)):
        assert client.get(path)["Location"].startswith("/admin/login/?next=/consulting/")
    assert client.post(page_of(thread, "reply/"), {"text": "Hi"})["Location"].startswith("/admin/login/")
    assert Message.objects.count() == 1


def test_consultants_see_only_their_threads(thread, now):
    kim = a_consultant("kim@example.com", name="Kim")
    answer(thread, now=now, uploads=[])
    client = signed_in(kim.user)
    assert "Paula" not in text(client.get(INBOX))
    for part in ("", "messages/", "applications/", "resumes/1/", "files/1/"):
        assert client.get(page_of(thread, part)).status_code == 404
    for part in ("reply/", "read/", "close/", "note/", "hand-over/"):
        given = {"text": "Hi", "note": "Hi", "to": kim.pk, "reason": "Mine", "up_to": "1"}
        assert client.post(page_of(thread, part), given).status_code == 404
    assert fresh(thread).consultant != kim


def test_who_hands_over_a_thread_loses_it_at_once(client, conny, thread, now):
    kim = a_consultant("kim@example.com", name="Kim")
    given = {"to": kim.pk, "reason": "Knows Portugal."}
    assert client.post(page_of(thread, "hand-over/"), given)["Location"] == INBOX
    assert client.get(page_of(thread)).status_code == 404
    page = text(signed_in(kim.user).get(page_of(thread)))
    assert "Where do I begin?" in page
    assert "Handed over: Knows Portugal." in page


@pytest.mark.parametrize("given", [{"to": "", "reason": "x"}, {"to": "0", "reason": "x"}, {"to": "kim", "reason": ""}])
def test_a_hand_over_needs_somebody_who_is_there_and_a_reason(client, thread, given):
    kim = a_consultant("kim@example.com", name="Kim")
    page = client.post(page_of(thread, "hand-over/"), {**given, "to": given["to"].replace("kim", str(kim.pk))})
    assert page.status_code == 400
    assert "Error:" in text(page)


def test_a_lead_sees_figures_and_hands_over_but_reads_no_messages(conny, thread):
    lead = signed_in(staff("lead@example.com", "Lead consultants", name="Lea"))
    kim = a_consultant("kim@example.com", name="Kim")
    assert lead.get(INBOX)["Location"] == f"{INBOX}team/"
    page = text(lead.get(f"{INBOX}team/"))
    assert "Conny Consultant" in page
    assert "Paula Plus" in page
    assert "Where do I begin?" not in page
    assert lead.get(page_of(thread)).status_code == 404
    assert lead.post(page_of(thread, "reply/"), {"text": "Hi"}).status_code == 404
    assert lead.post(page_of(thread, "hand-over/"), {"to": kim.pk, "reason": "Load"})["Location"] == f"{INBOX}team/"
    assert fresh(thread).consultant == kim
    assert lead.post(page_of(thread, "hand-over/"), {"to": kim.pk, "reason": "Load"}).status_code == 302


def test_consultants_do_not_see_the_load_of_others(client):
    assert client.get(f"{INBOX}team/").status_code == 403


# --- The list -----------------------------------------------------------------------------------------------------------------


def names(page):
    return [row["name"] for row in page.context["rows"]]


def test_the_list_shows_words_without_markup(client, thread, now):
    ask(thread, "Hello **there**, see [this](https://example.org) <b>x</b>", now=now)
    page = client.get("/consulting/").text
    assert '<span class="inbox-excerpt">Hello there, see this &lt;b&gt;x&lt;/b&gt;</span>' in page


def test_the_longest_waiting_comes_first_and_late_ones_are_marked(client, conny, now):
    for name, hours in (("Ana", 3), ("Ben", 30), ("Cleo", 1)):
        one = a_thread(a_plus_member(f"{name}@example.com", name=name, until=now + DAY), now=now - 3 * DAY)
        ask(one, f"From {name}", now=now - hours * HOUR)
    answered = a_thread(a_plus_member("dan@example.com", name="Dan", until=now + DAY), now=now - DAY)
    ask(answered, now=now - HOUR)
    answer(answered, now=now)
    page = client.get(INBOX)
    assert names(page) == ["Ben", "Ana", "Cleo"]
    assert [row["is_late"] for row in page.context["rows"]] == [True, False, False]
    assert "From Ben" in text(page)
    assert "30 h" in text(page)
    assert set(names(client.get(INBOX, {"show": "mine"}))) == {"Ana", "Ben", "Cleo", "Dan"}
    services.close(thread=answered, now=now)
    assert names(client.get(INBOX, {"show": "closed"})) == ["Dan"]
    assert names(client.get(INBOX, {"show": "nonsense"})) == ["Ben", "Ana", "Cleo"]


def test_members_whose_plus_ended_do_not_wait(client, thread, now):
    end_plus(thread.member, now)
    assert names(client.get(INBOX)) == []
    assert names(client.get(INBOX, {"show": "closed"})) == ["Paula Plus"]
    page = client.get(page_of(thread))
    assert "The member's Plus has ended." in text(page)
    assert client.post(page_of(thread, "reply/"), {"text": "Too late"}).status_code == 400


def test_a_list_takes_as_many_queries_for_many_threads(client, conny, now, django_assert_max_num_queries):
    def threads(numbers):
        for number in numbers:
            ask(a_thread(a_plus_member(f"m{number}@example.com", until=now + DAY), now=now), now=now)

    threads(range(3))
    client.get(INBOX)
    with django_assert_max_num_queries(8):
        assert len(names(client.get(INBOX))) == 3
    threads(range(3, 20))
    with django_assert_max_num_queries(8):
        assert len(names(client.get(INBOX))) == 20
    with django_assert_max_num_queries(18):
        client.get(page_of(Thread.objects.first()))


# --- A thread -----------------------------------------------------------------------------------------------------------------


def test_a_reply_is_sent_once_and_closes_if_asked_to(client, thread):
    for _ in range(2):
        answered = client.post(page_of(thread, "reply/"), {"text": "With **facts**.", "key": "k", "close": "yes"})
        assert answered["Location"] == page_of(thread)
    message = Message.objects.get(side=CONSULTANT)
    assert "<strong>facts</strong>" in message.html
    assert message.waited is not None
    assert fresh(thread).state == "closed"
    assert "With <strong>facts</strong>." in client.get(page_of(thread)).content.decode()


def test_a_reply_that_cannot_be_sent_keeps_what_was_typed(client, thread):
    given = {"text": "Kept words", "attached": SimpleUploadedFile("x.exe", b"MZ")}
    page = client.post(page_of(thread, "reply/"), given)
    assert page.status_code == 400
    assert "Kept words" in page.content.decode()
    assert "“x.exe”" in page.content.decode()


def test_a_saved_reply_is_put_below_what_was_typed_and_not_sent(client, conny, thread):
    team = CannedReply.objects.create(title="Hello", text="Dear {name}, thanks.")
    own = CannedReply.objects.create(title="Mine", text="From me.", owner=conny)
    theirs = CannedReply.objects.create(
        title="Theirs", text="Not yours.", owner=a_consultant("kim@example.com", name="Kim")
    )
    shown = text(client.get(page_of(thread)))
    assert "Hello" in shown
    assert "Mine" in shown
    assert "Theirs" not in shown
    page = client.post(page_of(thread, "reply/"), {"text": "Typed.", "insert": team.pk, "key": "k"})
    assert page.context["form"].initial == {"text": "Typed.\n\nDear Paula, thanks.", "key": "k", "up_to": ""}
    page = client.post(page_of(thread, "reply/"), {"text": "", "insert": own.pk})
    assert page.context["form"].initial["text"] == "From me."
    for nonsense in (theirs.pk, "x", "9" * 40):
        page = client.post(page_of(thread, "reply/"), {"text": "Typed.", "insert": nonsense})
        assert page.context["form"].initial["text"] == "Typed."
    assert not Message.objects.filter(side=CONSULTANT).exists()


def test_files_of_both_sides_are_downloads(client, thread, now):
    file = SimpleUploadedFile("plan.txt", b"plan")
    client.post(page_of(thread, "reply/"), {"text": "", "attached": file})
    found = MessageFile.objects.get()
    answered = client.get(page_of(thread, f"files/{found.pk}/"))
    assert (answered.content, answered["X-Content-Type-Options"]) == (b"plan", "nosniff")
    other = a_thread(a_plus_member("other@example.com", until=now + DAY), now=now)
    assert client.get(page_of(other, f"files/{found.pk}/")).status_code == 404


def test_notes_are_for_staff_and_say_who_else_gets_them(client, conny, thread):
    assert "gets them when they download all their data" in text(client.get(page_of(thread)))
    assert client.post(page_of(thread, "note/"), {"note": ""}).status_code == 400
    assert client.post(page_of(thread, "note/"), {"note": "<b>Lives</b> in Recife"}).status_code == 302
    assert InternalNote.objects.get().author == conny.user
    assert "&lt;b&gt;Lives&lt;/b&gt; in Recife" in client.get(page_of(thread)).content.decode()


def test_reading_is_a_post(client, thread):
    client.get(page_of(thread))
    assert Message.objects.get().read_at is None
    assert client.post(page_of(thread, "read/"), {"up_to": Message.objects.get().pk}).status_code == 302
    assert Message.objects.get().read_at is not None


def test_the_poll_answers_only_if_something_changed(client, thread, now):
    version = client.get(page_of(thread)).context["chat"].version
    assert client.get(page_of(thread, "messages/"), {"version": version}).status_code == 204
    ask(thread, "And then?", now=now)
    assert "And then?" in client.get(page_of(thread, "messages/"), {"version": version}).content.decode()


def test_a_thread_can_be_closed_without_a_reply(client, thread):
    assert client.post(page_of(thread, "close/"))["Location"] == INBOX
    assert fresh(thread).state == "closed"


# --- What of the member is shown -----------------------------------------------------------------------------------------------


def test_only_what_is_shared_is_shown_and_no_address(client, thread, now):
    member = thread.member
    resume = create_resume(
        user=member, name="Lead 2026", language="en", data={"work": [{"position": "Pilot"}]}, now=now
    )
    tracker.add_by_hand(
        user=member, title="Harbor pilot", company="Port", url="", notes="They pay badly", to="applied", now=now
    )
    page = text(client.get(page_of(thread)))
    assert "Plus until" in page
    for hidden in (member.email, "Lead 2026", "Harbor pilot"):
        assert hidden not in page
    assert page.count("Not shared") == 2
    assert client.get(page_of(thread, f"resumes/{resume.pk}/")).status_code == 404
    assert client.get(page_of(thread, "applications/")).status_code == 404
    assert not AuditEntry.objects.filter(action="staff.read").exists()

    for what in ("resumes", "tracker"):
        services.share(thread=thread, what=what, on=True, now=now)
    assert "Lead 2026" in text(client.get(page_of(thread)))
    assert "Pilot" in text(client.get(page_of(thread, f"resumes/{resume.pk}/")))
    applications = text(client.get(page_of(thread, "applications/")))
    assert "Harbor pilot" in applications
    assert "They pay badly" not in applications
    lines = AuditEntry.objects.filter(action="staff.read", member_id=member.pk).order_by("pk")
    assert [line.detail["what"] for line in lines] == ["shared_resume", "shared_tracker"]
    told = signed_in(member).get("/account/consultant/")
    assert [str(what) for _at, what in told.context["openings"]] == ["Saved jobs and applications", "Résumé"]

    for what in ("resumes", "tracker"):
        services.share(thread=thread, what=what, on=False, now=now)
    assert client.get(page_of(thread, f"resumes/{resume.pk}/")).status_code == 404
    assert client.get(page_of(thread, "applications/")).status_code == 404


def test_the_end_of_plus_ends_sharing_without_a_task(client, thread, now):
    resume = create_resume(user=thread.member, name="Lead", language="en", now=now)
    services.share(thread=thread, what="resumes", on=True, now=now)
    assert client.get(page_of(thread, f"resumes/{resume.pk}/")).status_code == 200
    end_plus(thread.member, now)
    assert client.get(page_of(thread, f"resumes/{resume.pk}/")).status_code == 404


def test_no_resume_of_somebody_else_can_be_opened_through_a_thread(client, thread, now):
    other = a_plus_member("other@example.com", until=now + DAY)
    theirs = create_resume(user=other, name="Theirs", language="en", now=now)
    services.share(thread=thread, what="resumes", on=True, now=now)
    assert client.get(page_of(thread, f"resumes/{theirs.pk}/")).status_code == 404


def test_the_page_that_is_shown_is_marked_and_no_link(client, conny):
    page = client.get(f"{INBOX}settings/").content.decode()
    assert f'href="{INBOX}settings/"' not in page
    assert '<b aria-current="page">Out of office and emails</b>' in page
    assert f'href="{INBOX}settings/"' in client.get(INBOX).content.decode()


# --- Out of office ---------------------------------------------------------------------------------------------------------------


def test_out_of_office_is_set_in_whole_days_of_the_consultants_zone(client, conny):
    given = {"first_day": "2030-05-06", "last_day": "2030-05-07", "away_note": "Back on Wednesday.", "gets_emails": ""}
    assert client.post(f"{INBOX}settings/", given).status_code == 302
    conny.refresh_from_db()
    assert conny.away_from.isoformat() == "2030-05-05T22:00:00+00:00"
    assert conny.away_until.isoformat() == "2030-05-07T22:00:00+00:00"
    assert (conny.away_note, conny.gets_emails) == ("Back on Wednesday.", False)
    page = client.get(f"{INBOX}settings/").content.decode()
    assert 'value="2030-05-06"' in page
    assert 'value="2030-05-07"' in page
    client.post(f"{INBOX}settings/", {"first_day": "", "last_day": "", "gets_emails": "on"})
    conny.refresh_from_db()
    assert (conny.away_from, conny.away_until, conny.away_note, conny.gets_emails) == (None, None, "", True)


@pytest.mark.parametrize(
    "given", [{"first_day": "", "last_day": "2030-05-07"}, {"first_day": "2030-05-08", "last_day": "2030-05-07"}, {"first_day": "soon"}]
)  # fmt: skip
def test_days_out_of_order_are_refused_with_the_field(client, given):
    page = client.post(f"{INBOX}settings/", {"last_day": "", **given})
    assert page.status_code == 400
    assert "There&#x27;s a problem" in page.content.decode() or "There's a problem" in page.content.decode()
    assert ConsultantProfile.objects.get().away_from is None


def test_the_staff_site_says_who_waits(client, thread):
    waiting = client.get("/admin/").context["waiting"]
    assert [(one.label, one.url) for one in waiting] == [("Inbox: 1 member is waiting for you", INBOX)]


def test_consultants_edit_replies_of_the_team_and_their_own(client, conny):
    kims = CannedReply.objects.create(title="Kim's", text="x", owner=a_consultant("kim@example.com", name="Kim"))
    path = "/admin/consulting/cannedreply/"
    assert client.get(f"{path}{kims.pk}/change/").status_code == 302
    assert client.post(f"{path}add/", {"title": "New", "text": "Hello", "owner": conny.pk}).status_code == 302
    assert CannedReply.objects.get(title="New").owner == conny
    refused = client.post(f"{path}add/", {"title": "For Kim", "text": "x", "owner": kims.owner_id})
    assert refused.status_code == 200
    assert not CannedReply.objects.filter(title="For Kim").exists()
    assert client.get("/admin/consulting/consultantprofile/").status_code == 403
