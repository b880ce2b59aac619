"""Builds emails of threads: one function each. Where replies by email are set up, they have a signed address to reply to."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from accounts.localization import reader_of
from accounts.models import User
from consulting.models import Assignment, Message, Thread
from consulting.reply_addresses import reply_address
from mail import messages
from mail.quoted_text import MARKER


def reply_for_member(thread: Thread, message: Message) -> EmailMultiAlternatives:
    """Tells the member what their consultant wrote."""
    return _with_reply("reply", thread, thread.member, message, sender=message.author_name, url=_member_page())


def message_for_consultant(thread: Thread, message: Message) -> EmailMultiAlternatives:
    """Tells the consultant what the member wrote."""
    assert thread.consultant is not None  # noqa: S101 - only asked for where there is one
    to = thread.consultant.user
    return _with_reply("message", thread, to, message, sender=message.author_name, url=_inbox_page(thread))


def new_consultant(thread: Thread, assignment: Assignment) -> EmailMultiAlternatives:
    """Tells the member who answers them from now on."""
    context = {"reason": assignment.reason, "consultant": assignment.consultant_name, "url": _member_page()}
    return _build("new_consultant", thread.member, context)


def thread_for_you(thread: Thread, assignment: Assignment) -> EmailMultiAlternatives:
    """Tells a consultant about a thread that waits and is theirs now."""
    assert assignment.consultant is not None  # noqa: S101 - just assigned
    context = {"member": thread.member.name, "note": assignment.note, "url": _inbox_page(thread)}
    return _build("thread_for_you", assignment.consultant.user, context)


def not_taken(user: User, *, reason: str, is_staff: bool) -> EmailMultiAlternatives:
    """Tells the sender of a reply by email why it isn't in the thread."""
    url = settings.SITE_URL + reverse("consulting:inbox") if is_staff else _member_page()
    return _build("not_taken", user, {"reason": reason, "url": url})


def _with_reply(
    name: str, thread: Thread, to: User, message: Message, *, sender: str, url: str
) -> EmailMultiAlternatives:
    domain = settings.INBOUND_MAIL_DOMAIN
    context = {
        "sender": sender,
        "text": message.text,
        "quoted": "\n".join(
            f"> {line}".rstrip() for line in message.text.splitlines()
        ),  # so that it can't pass for ours
        "files": [file.name for file in message.files.all()],
        "url": url,
        "can_reply": bool(domain),
        "marker": MARKER,
    }
    built = _build(name, to, context)
    if domain:
        built.reply_to = [reply_address(thread=thread.pk, user=to.pk, domain=domain)]
    return built


def _build(name: str, to: User, context: dict[str, Any]) -> EmailMultiAlternatives:
    return messages.build(
        f"consulting/email/{name}", to=to.email, context={"name": to.name, **context}, reader=reader_of(to)
    )


def _member_page() -> str:
    return settings.SITE_URL + reverse("consulting:thread")


def _inbox_page(thread: Thread) -> str:
    return settings.SITE_URL + reverse("consulting:inbox-thread", args=[thread.pk])
