"""Services of threads: open, write, read, close, share, note."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from billing import entitlements
from consulting import emails
from consulting.assignment import lock_thread, provide
from consulting.attaching import Upload, delete_files, store_files
from consulting.models import ConsultantProfile, InternalNote, Message, Thread
from consulting.models.messages import MAX_TEXT
from consulting.reply_times import after_message
from mail import outbox
from toolkit import markdown

Side, Via = Message.Side, Message.Via
SHARED = {"resumes": "shares_resumes_since", "tracker": "shares_tracker_since"}


class NotPlus(Exception):
    """The member doesn't have Plus, so the thread can only be read."""


class MessageRefused(ValueError):
    """The message can't be sent. The message of this error says why."""


@transaction.atomic
def open_thread(*, user: User, language: str, now: dt.datetime) -> Thread:
    """Opens the member's thread and gives it to a consultant, if one is free. Returns the thread they have, if any. Raises
    ``NotPlus``."""
    if not entitlements.for_user(user, now).is_plus:
        raise NotPlus
    thread, _made = Thread.objects.get_or_create(member=user, defaults={"language": language, "opened_at": now})
    locked = lock_thread(thread.pk)
    if locked.consultant is None:
        provide(locked, now=now)
    return locked


def write_message(
    *,
    thread: Thread,
    side: Message.Side,
    author: User,
    text: str,
    key: str,
    uploads: Sequence[Upload] = (),
    via: Message.Via = Via.PAGE,
    tells: bool = True,
    now: dt.datetime,
) -> Message:
    """Writes a message, and emails the other side unless it has unread messages. The same ``key`` is written once.

    Raises ``NotPlus``, ``MessageRefused``, and ``OSError`` if the storage of files fails."""
    _must_say_something(text, uploads)
    known = Message.objects.filter(thread=thread, side=side, key=key).first()
    if known:
        return known
    files = store_files(uploads)
    try:
        message, is_new = _write(thread, side, author, text, key, via, tells, files, now)
    except BaseException:
        delete_files(files)
        raise
    if not is_new:
        delete_files(files)
    return message


def _must_say_something(text: str, uploads: Sequence[Upload]) -> None:
    if not text.strip() and not uploads:
        raise MessageRefused(_("Write a message, or attach a file."))
    if len(text) > MAX_TEXT:
        raise MessageRefused(
            _("A message can have up to %s characters. Shorten it, or attach a file.") % f"{MAX_TEXT:,}"
        )


@transaction.atomic
def _write(
    thread: Thread,
    side: Message.Side,
    author: User,
    text: str,
    key: str,
    via: Message.Via,
    tells: bool,
    files: Sequence[object],
    now: dt.datetime,
) -> tuple[Message, bool]:
    """Returns the message and whether it is new."""
    locked = lock_thread(thread.pk)
    known = Message.objects.filter(thread=locked, side=side, key=key).first()
    if known:
        return known, False
    if not entitlements.for_user(locked.member, now).is_plus:
        raise NotPlus
    if side == Side.CONSULTANT and not ConsultantProfile.objects.serving().filter(threads=locked, user=author):
        raise MessageRefused(_("You don't answer this member anymore."))
    step = after_message(locked.waiting_since, by_member=side == Side.MEMBER, at=now)
    is_first_unread = not _unread_since_reply(locked, side).exists()
    message = Message.objects.create(
        thread=locked,
        side=side,
        author=author,
        author_name=author.name,
        text=text,
        html=markdown.render(text),
        via=via,
        key=key,
        created_at=now,
        waited=step.waited,
    )
    for file in files:
        file.message = message  # type: ignore[attr-defined]
        file.save()  # type: ignore[attr-defined]
    locked.waiting_since, locked.last_message_at, locked.closed_at = step.waiting_since, now, None
    locked.save(update_fields=["waiting_since", "last_message_at", "closed_at"])
    if side == Side.MEMBER:
        provide(locked, now=now)
    if tells and is_first_unread:
        _tell(locked, message, now)
    return message, True


def _unread_since_reply(thread: Thread, side: Message.Side) -> "QuerySet[Message]":
    """Returns what this side wrote after the other side's last message, and the other side hasn't read. Who replies by email
    marks nothing as read, but has seen what came before."""
    last = thread.messages.exclude(side=side).order_by("-pk").values("pk")[:1]
    return thread.messages.filter(side=side, read_at=None, pk__gt=Coalesce(Subquery(last), 0))


def _tell(thread: Thread, message: Message, now: dt.datetime) -> None:
    """Emails the other side. They get no more emails until they have read this message or written."""
    if message.side == Side.CONSULTANT:
        outbox.enqueue(emails.reply_for_member(thread, message), now=now, priority=outbox.Priority.MESSAGE)
    elif thread.consultant and thread.consultant.gets_emails:
        outbox.enqueue(emails.message_for_consultant(thread, message), now=now, priority=outbox.Priority.MESSAGE)


def mark_read(*, thread: Thread, side: Message.Side, up_to: int, now: dt.datetime) -> int:
    """Marks what the other side wrote as read, up to the message with this number. Returns how many were new to the reader."""
    unread = Message.objects.unread_by(side).filter(thread=thread, pk__lte=up_to)
    return unread.update(read_at=now)


@transaction.atomic
def close(*, thread: Thread, now: dt.datetime) -> None:
    """Notes that nothing is left to do until the member writes again. What waited counts as answered, not as a reply."""
    Thread.objects.filter(pk=lock_thread(thread.pk).pk).update(waiting_since=None, closed_at=Coalesce("closed_at", now))


@transaction.atomic
def share(*, thread: Thread, what: str, on: bool, now: dt.datetime) -> None:
    """Lets the consultant see the member's résumés or applications (``what``: a key of ``SHARED``), or stops that at once."""
    locked, name = lock_thread(thread.pk), SHARED[what]
    if bool(getattr(locked, name)) == on:
        return
    setattr(locked, name, now if on else None)
    locked.save(update_fields=[name])
    action = "consulting.shared" if on else "consulting.unshared"
    audit.record(action, actor=locked.member, member=locked.member, now=now, what=what)


def add_note(*, thread: Thread, author: User, text: str, now: dt.datetime) -> InternalNote:
    """Notes something for staff. The member gets it with the copy of all their data."""
    return InternalNote.objects.create(thread=thread, author=author, author_name=author.name, text=text, created_at=now)


def choose_emails(*, consultant: ConsultantProfile, on: bool) -> None:
    """Sets whether a consultant gets emails about new messages."""
    ConsultantProfile.objects.filter(pk=consultant.pk).update(gets_emails=on)
