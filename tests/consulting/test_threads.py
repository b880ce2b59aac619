"""Threads: what is written once, who is told, what is shared, and what the end of Plus changes."""

from html.parser import HTMLParser

import pytest
from django.db import IntegrityError

from accounts import privacy
from accounts.models import AuditEntry
from consulting import assignment, figures, services
from consulting.attaching import take_file
from consulting.models import Assignment, ConsultantProfile, InternalNote, Message, MessageFile, Thread
from consulting.summary import shared_applications, shared_resumes
from jobs.tracker import services as tracker
from mail.models import OutgoingMail
from resumes.services import create_resume
from tests.accounts.support import staff
from tests.consulting.support import (
    CONSULTANT,
    DAY,
    HOUR,
    MEMBER,
    a_consultant,
    a_plus_member,
    a_thread,
    answer,
    ask,
    end_plus,
    fresh,
    subjects,
)
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db


# --- Messages ----------------------------------------------------------------------------------------------------------------


def test_the_first_unanswered_message_starts_the_clock_and_the_reply_stops_it():
    a_consultant()
    thread = a_thread()
    ask(thread, now=NOW)
    ask(thread, now=NOW + HOUR)
    assert (fresh(thread).waiting_since, fresh(thread).state) == (NOW, "waiting")
    first = answer(thread, now=NOW + 3 * HOUR)
    second = answer(thread, now=NOW + 4 * HOUR)
    assert (first.waited, second.waited) == (3 * HOUR, None)
    assert (fresh(thread).waiting_since, fresh(thread).state) == (None, "answered")


def test_what_is_sent_twice_is_written_once():
    a_consultant()
    thread = a_thread()
    one = ask(thread, key="same", uploads=[take_file("a.txt", b"a")])
    two = ask(thread, key="same", uploads=[take_file("a.txt", b"a")])
    assert one == two
    assert (Message.objects.count(), MessageFile.objects.count(), len(subjects())) == (1, 1, 1)
    with pytest.raises(IntegrityError):
        Message.objects.create(thread=thread, side=MEMBER, key="same", created_at=NOW)


def test_the_other_side_gets_one_email_until_it_has_read():
    a_consultant()
    thread = a_thread()
    ask(thread, "One")
    last = ask(thread, "Two")
    assert [to for to, _subject in subjects()] == ["conny@example.com"]
    assert services.mark_read(thread=thread, side=CONSULTANT, up_to=last.pk, now=NOW) == 2
    ask(thread, "Three")
    answer(thread, "Four")
    answer(thread, "Five")
    assert [to for to, _subject in subjects()] == ["conny@example.com", "conny@example.com", "paula@example.com"]


def test_a_consultant_chooses_whether_they_get_emails():
    conny = a_consultant()
    thread = a_thread()
    services.choose_emails(consultant=conny, on=False)
    ask(thread)
    assert subjects() == []


def test_reading_marks_only_what_the_page_showed_and_never_ones_own():
    a_consultant()
    thread = a_thread()
    seen = ask(thread)
    answer(thread)
    ask(thread)
    services.mark_read(thread=thread, side=CONSULTANT, up_to=seen.pk, now=NOW)
    assert [one.read_at for one in thread.messages.all()] == [NOW, None, None]
    services.mark_read(thread=thread, side=MEMBER, up_to=seen.pk, now=NOW)
    assert [one.read_at for one in thread.messages.all()] == [NOW, None, None]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 10_001])
def test_nothing_and_too_much_are_refused(text):
    a_consultant()
    thread = a_thread()
    with pytest.raises(services.MessageRefused):
        ask(thread, text)
    assert not Message.objects.exists()


def test_a_file_alone_is_a_message_and_goes_with_the_thread():
    a_consultant()
    thread = a_thread()
    ask(thread, "", uploads=[take_file("cv.pdf", b"%PDF-1")])
    file = MessageFile.objects.get()
    assert (file.name, file.media_type, file.size, file.file.read()) == ("cv.pdf", "application/pdf", 6, b"%PDF-1")
    file.file.close()


def test_a_closed_thread_opens_with_the_next_message():
    a_consultant()
    thread = a_thread()
    ask(thread)
    services.close(thread=thread, now=NOW)
    assert (fresh(thread).state, fresh(thread).waiting_since) == ("closed", None)
    assert Message.objects.get().waited is None
    ask(thread, now=NOW + HOUR)
    assert (fresh(thread).state, fresh(thread).waiting_since) == ("waiting", NOW + HOUR)


HOSTILE = """<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3)) ![y](https://evil.example/p.png)
<a href="data:text/html,x" onclick="alert(4)">z</a> [ok](https://example.org/) **bold**

<iframe src="https://evil.example/"></iframe> <style>*{display:none}</style>
# Heading"""


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def test_markdown_of_both_sides_is_rendered_once_and_harmless():
    a_consultant()
    thread = a_thread()
    for message in (ask(thread, HOSTILE), answer(thread, HOSTILE)):
        found = Tags(message.html).found
        assert {tag for tag, _attributes in found} == {"p", "a", "strong", "h4"}
        links = [attributes for tag, attributes in found if tag == "a"]
        assert [link["href"] for link in links] == ["https://evil.example/p.png", "https://example.org/"]
        assert all(link.keys() == {"href", "rel"} and link["rel"] == "noopener nofollow ugc" for link in links)
        assert Message.objects.get(pk=message.pk).html == message.html


# --- Plus ends, Plus returns ----------------------------------------------------------------------------------------------------


def test_when_plus_ends_nobody_writes_and_nothing_is_shared_and_when_it_returns_it_goes_on_with_the_same_person():
    conny = a_consultant()
    member = a_plus_member()
    create_resume(user=member, name="Lead", language="en", now=NOW)
    thread = a_thread(member)
    ask(thread)
    services.share(thread=thread, what="resumes", on=True, now=NOW)
    assert shared_resumes(fresh(thread), NOW).count() == 1
    end_plus(member)
    for write in (ask, answer):
        with pytest.raises(services.NotPlus):
            write(fresh(thread))
    assert shared_resumes(fresh(thread), NOW).count() == 0
    assert not Thread.objects.active(NOW).exists()
    assert list(assignment.open_threads(NOW)) == []
    a_consultant("kim@example.com", name="Kim")
    end_plus(member, NOW + DAY)
    assert a_thread(type(member).objects.get(pk=member.pk)).consultant == conny
    ask(fresh(thread))
    assert fresh(thread).consultant == conny
    assert shared_resumes(fresh(thread), NOW).count() == 1


def test_plus_that_ends_at_night_needs_no_task():
    a_consultant()
    thread = a_thread(a_plus_member(until=NOW + HOUR))
    ask(thread, now=NOW)
    with pytest.raises(services.NotPlus):
        ask(thread, now=NOW + HOUR)


def test_the_account_goes_with_thread_messages_files_and_notes(django_capture_on_commit_callbacks):
    a_consultant()
    thread = a_thread()
    ask(thread, "", uploads=[take_file("cv.pdf", b"%PDF-1")])
    services.add_note(thread=thread, author=thread.consultant.user, text="x", now=NOW)
    file = MessageFile.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        privacy.delete_account(user=thread.member, now=NOW)
    for model in (Thread, Message, MessageFile, InternalNote, Assignment):
        assert not model.objects.exists()
    assert not file.storage.exists(file.name)


# --- Sharing ---------------------------------------------------------------------------------------------------------------------


def test_what_is_shared_is_live_and_stops_at_once():
    a_consultant()
    member = a_plus_member()
    thread = a_thread(member)
    resume = create_resume(user=member, name="Lead", language="en", now=NOW)
    tracker.add_by_hand(user=member, title="Pilot", company="Port", url="", notes="Secret", now=NOW)
    create_resume(user=a_user("other@example.com"), name="Theirs", language="en", now=NOW)
    assert not shared_resumes(fresh(thread), NOW).exists()
    assert not shared_applications(fresh(thread), NOW).exists()
    for what in ("resumes", "tracker"):
        services.share(thread=thread, what=what, on=True, now=NOW)
    assert list(shared_resumes(fresh(thread), NOW)) == [resume]
    assert [one.title for one in shared_applications(fresh(thread), NOW)] == ["Pilot"]
    services.share(thread=thread, what="resumes", on=False, now=NOW + HOUR)
    assert not shared_resumes(fresh(thread), NOW).exists()
    assert shared_applications(fresh(thread), NOW).exists()
    said = AuditEntry.objects.filter(action__startswith="consulting.").order_by("pk").values_list("action", "detail")
    assert list(said) == [
        ("consulting.shared", {"what": "resumes"}),
        ("consulting.shared", {"what": "tracker"}),
        ("consulting.unshared", {"what": "resumes"}),
    ]
    services.share(thread=thread, what="resumes", on=False, now=NOW + HOUR)
    assert AuditEntry.objects.filter(action__startswith="consulting.").count() == 3


# --- Figures ----------------------------------------------------------------------------------------------------------------------


def test_the_stated_time_is_the_median_of_thirty_days_over_at_least_twenty_replies():
    a_consultant()
    thread = a_thread(now=NOW - 60 * DAY)
    for number in range(25):  # slow and long ago
        at = NOW - 60 * DAY + number * DAY
        ask(thread, now=at)
        answer(thread, now=at + 20 * HOUR)
    assert figures.reply_time(NOW) is None
    for number in range(20):
        at = NOW - 20 * DAY + number * 12 * HOUR
        ask(thread, now=at)
        answer(thread, now=at + (number % 5 + 1) * HOUR)
        assert (figures.reply_time(NOW) is None) == (number < 19)
    assert figures.reply_time(NOW) == 3 * HOUR
    ask(thread, now=NOW - DAY)  # what still waits isn't counted
    assert figures.reply_time(NOW) == 3 * HOUR


def test_loads_of_everybody_take_four_queries(django_assert_num_queries):
    for number in range(5):
        a_consultant(f"c{number}@example.com", name=f"C{number}")
    for number in range(10):
        ask(a_thread(a_plus_member(f"m{number}@example.com")))
    with django_assert_num_queries(4):
        loads = figures.loads(NOW + HOUR)
    assert [(one.waiting, one.total, one.longest) for one in loads] == [(2, 2, NOW)] * 5


def test_only_staff_of_the_group_serve():
    ConsultantProfile.objects.create(user=staff("ed@example.com", "Editors"), created_at=NOW)
    assert figures.loads(NOW) == []


def test_what_somebody_writes_cannot_pass_for_our_words_in_an_email():
    a_consultant()
    ask(a_thread(), "Hi\n\nReply to this email, or open the conversation:\nhttps://evil.example/\u2028-- ")
    body = OutgoingMail.objects.get(recipient="conny@example.com").text
    assert "> Hi\n>\n> Reply to this email, or open the conversation:\n> https://evil.example/\n> --\n" in body


def test_a_conversation_by_email_goes_on_by_email():
    a_consultant()
    thread = a_thread()
    for hour in (1, 2):  # nobody opens the page meanwhile
        ask(thread, now=NOW + hour * HOUR, via=Message.Via.EMAIL)
        answer(thread, now=NOW + hour * HOUR + HOUR / 2, via=Message.Via.EMAIL)
    told = [to for to, _subject in subjects()]
    assert (told.count("conny@example.com"), told.count("paula@example.com")) == (2, 2)


@pytest.mark.parametrize("lost", [{"is_active": False}, "group", {"is_staff": False}])
def test_who_no_longer_serves_cannot_write_by_email_either(lost):
    conny = a_consultant()
    thread = a_thread()
    ask(thread)
    if lost == "group":
        conny.user.groups.clear()
    elif "is_staff" in lost:
        type(conny.user).objects.filter(pk=conny.user_id).update(**lost)
    else:
        ConsultantProfile.objects.filter(pk=conny.pk).update(**lost)
    with pytest.raises(services.MessageRefused):
        answer(thread)
    assert fresh(thread).messages.filter(side=CONSULTANT).count() == 0
