"""Replies by email, through the webhook of a provider: the right thread, the right sender, no quotes, no loops, no strangers."""

import base64
import json

import pytest
from django.test import Client
from django.utils import timezone

from consulting import assignment
from consulting.models import Message, MessageFile
from consulting.reply_addresses import reply_address
from mail.models import OutgoingMail
from mail.quoted_text import MARKER
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

pytestmark = pytest.mark.django_db
DOMAIN, SECRET = "reply.example.org", "provider:a-long-enough-secret"


@pytest.fixture
def provider(settings):
    settings.EMAIL_PROVIDER, settings.EMAIL_WEBHOOK_SECRETS = "postmark", [SECRET]
    settings.INBOUND_MAIL_DOMAIN = DOMAIN
    return Client(headers={"Authorization": "Basic " + base64.b64encode(SECRET.encode()).decode()})


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def thread(now):
    a_consultant()
    return a_thread(a_plus_member(until=now + 30 * DAY), now=now - DAY)


def address_of(thread, user):
    return reply_address(thread=thread.pk, user=user.pk, domain=DOMAIN)


def email(thread, user, text="Thanks!", *, sender=None, to=None, headers=(), files=(), **more):
    sender = sender or user.email
    to = to or address_of(thread, user)
    return {
        "FromFull": {"Email": sender, "Name": "Somebody", "MailboxHash": ""},
        "From": f"Somebody <{sender}>",
        "ToFull": [{"Email": to, "Name": "", "MailboxHash": ""}],
        "To": to,
        "OriginalRecipient": to,
        "Subject": "Re: Reply",
        "MessageID": "22c7",
        "Date": "Mon, 30 Nov 2026 09:00:00 +0000",
        "TextBody": text,
        "HtmlBody": "",
        "Headers": [
            {"Name": "Return-Path", "Value": f"<{sender}>"},
            {"Name": "Message-ID", "Value": "<one@mail.example>"},
            *({"Name": name, "Value": value} for name, value in headers),
        ],
        "Attachments": [
            {
                "Name": name,
                "Content": base64.b64encode(content).decode(),
                "ContentType": kind,
                "ContentLength": len(content),
            }
            for name, content, kind in files
        ],
        **more,
    }


def receive(provider, report):
    return provider.post("/mail/inbound/", json.dumps(report), content_type="application/json").status_code


def texts():
    return list(Message.objects.order_by("pk").values_list("side", "text", "via"))


def test_the_email_can_be_answered_and_the_answer_is_in_the_thread(provider, thread, now):
    ask(thread, "How do I begin?", now=now - HOUR)
    sent = OutgoingMail.objects.get(recipient="conny@example.com")
    assert sent.reply_to == address_of(thread, thread.consultant.user)
    assert sent.text.startswith(MARKER)
    quoted = "\n".join(f"> {line}" for line in sent.text.split("\n"))
    said = f"With the **facts**.\n\nOn Mon, Nov 30, 2026 at 9:15 AM Wayfarer <hello@example.com> wrote:\n{quoted}"
    assert receive(provider, email(thread, thread.consultant.user, said, to=sent.reply_to)) == 200
    message = Message.objects.get(side=CONSULTANT)
    assert (message.text, message.via, message.author) == ("With the **facts**.", "email", thread.consultant.user)
    assert message.waited is not None
    back = OutgoingMail.objects.get(recipient="paula@example.com")
    assert back.reply_to == address_of(thread, thread.member)
    assert receive(provider, email(thread, thread.member, "Thanks!", to=back.reply_to.upper())) == 200
    assert texts()[-1] == (MEMBER, "Thanks!", "email")


def test_without_the_domain_emails_have_no_reply_address_and_nothing_is_taken(provider, thread, settings, now):
    settings.INBOUND_MAIL_DOMAIN = ""
    ask(thread, now=now)
    sent = OutgoingMail.objects.get()
    assert sent.reply_to == ""
    assert MARKER not in sent.text + sent.html
    assert receive(provider, email(thread, thread.member)) == 200
    assert len(texts()) == 1


def test_a_report_that_arrives_twice_is_written_once(provider, thread):
    for _ in range(2):
        assert receive(provider, email(thread, thread.member)) == 200
    assert len(texts()) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"sender": "eve@example.com"},
        {"to": f"reply+1.2.{'0' * 24}@{DOMAIN}"},
        {"to": f"hello@{DOMAIN}"},
        {"to": "hello@example.com"},
    ],
)
def test_strangers_and_forged_addresses_get_nothing_and_hear_nothing(provider, thread, change):
    assert receive(provider, email(thread, thread.member, **change)) == 200
    assert texts() == []
    assert subjects() == []


def test_the_address_of_another_thread_or_side_does_not_help(provider, thread, now):
    other = a_thread(a_plus_member("other@example.com", until=now + DAY), now=now)
    for to in (
        address_of(other, thread.member),
        address_of(other, other.member),
        address_of(thread, thread.consultant.user),
    ):
        receive(provider, email(thread, thread.member, to=to))
    assert Message.objects.filter(side=MEMBER).count() == 0
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        [("Auto-Submitted", "auto-replied")],
        [("Auto-Submitted", "auto-generated")],
        [("Precedence", "bulk")],
        [("Precedence", "auto_reply")],
        [("X-Autoreply", "yes")],
        [("X-Auto-Response-Suppress", "All")],
        [("List-Id", "<list.example.org>")],
    ],
)
def test_answering_machines_are_ignored(provider, thread, headers):
    assert receive(provider, email(thread, thread.member, "I'm on vacation.", headers=headers)) == 200
    assert (texts(), subjects()) == ([], [])


def test_a_person_whose_program_says_it_was_no_machine_is_heard(provider, thread):
    receive(provider, email(thread, thread.member, headers=[("Auto-Submitted", "no")]))
    assert len(texts()) == 1


def test_bounces_are_ignored(provider, thread):
    report = email(thread, thread.member, "Undeliverable")
    report["Headers"] = [{"Name": "Return-Path", "Value": "<>"}]
    receive(provider, report)
    assert texts() == []


def test_files_come_through_the_same_checks_and_what_is_left_out_is_said(provider, thread):
    files = [
        ("cv.pdf", b"%PDF-1.7", "application/pdf"),
        ("../../x.html", b"<script>", "text/html"),
        ("big.png", b"\x89PNG\r\n\x1a\n" + b"x" * 2_000_000, "image/png"),
    ]
    assert receive(provider, email(thread, thread.member, "Look.", files=files)) == 200
    assert [file.name for file in MessageFile.objects.all()] == ["cv.pdf", "big.png"]
    message = Message.objects.get()
    assert message.text.startswith("Look.\n\n(We don't take “x.html”.")


def test_an_email_that_is_too_large_is_refused_to_the_provider(provider, thread):
    files = [("big.pdf", b"%PDF-" + b"x" * 2_600_000, "application/pdf")]
    assert receive(provider, email(thread, thread.member, files=files)) == 413
    assert texts() == []


def test_a_long_text_is_shortened_and_html_alone_is_read_as_text(provider, thread):
    receive(provider, email(thread, thread.member, "word " * 10_000))
    assert len(Message.objects.get().text) == 10_000
    report = email(
        thread, thread.member, "", HtmlBody="<p>Hi <b>you</b></p><script>alert(1)</script><blockquote>Old</blockquote>"
    )
    report["Headers"][1]["Value"] = "<two@mail.example>"
    receive(provider, report)
    assert "Hi you" in Message.objects.latest("pk").text
    assert "alert" not in Message.objects.latest("pk").text


def test_hostile_markup_is_harmless(provider, thread):
    receive(provider, email(thread, thread.member, "<script>alert(1)</script> [x](javascript:alert(2))"))
    html = Message.objects.get().html
    assert "<script" not in html
    assert "<a" not in html


def test_who_cannot_write_hears_why(provider, thread, now):
    conny = thread.consultant
    kim = a_consultant("kim@example.com", name="Kim")
    assignment.hand_over(thread=thread, to=kim, by=conny.user, note="x", now=now)
    OutgoingMail.objects.all().delete()
    receive(provider, email(thread, conny.user))
    end_plus(thread.member, now)
    receive(provider, email(thread, thread.member))
    assert texts() == []
    assert subjects() == [
        ("conny@example.com", "Your reply didn't arrive"),
        ("paula@example.com", "Your reply didn't arrive"),
    ]
    said = [mail.text for mail in OutgoingMail.objects.order_by("pk")]
    assert "Somebody else answers this member now." in said[0]
    assert "Plus has ended" in said[1]


def test_an_empty_reply_is_told(provider, thread):
    receive(provider, email(thread, thread.member, f"\n\n{MARKER}\n\nHello"))
    assert texts() == []
    assert [subject for _to, subject in subjects()] == ["Your reply didn't arrive"]


def test_an_inactive_account_is_nobodys(provider, thread):
    type(thread.member).objects.filter(pk=thread.member.pk).update(is_active=False)
    receive(provider, email(thread, thread.member))
    assert texts() == []


def test_a_flood_is_stopped(provider, thread):
    for number in range(35):
        report = email(thread, thread.member)
        report["Headers"][1]["Value"] = f"<{number}@mail.example>"
        receive(provider, report)
    assert len(texts()) == 30


def test_a_reply_opens_a_closed_thread(provider, thread, now):
    from consulting import services

    answer(thread, now=now)
    services.close(thread=thread, now=now)
    receive(provider, email(thread, thread.member))
    assert fresh(thread).state == "waiting"
