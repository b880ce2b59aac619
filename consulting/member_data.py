"""Member data in threads: messages, files, staff's notes; for consultants their profile and replies (contract:
`accounts.privacy`)."""

import datetime as dt
from functools import partial
from typing import Any

from accounts.models import User
from accounts.privacy import Files, Tables
from consulting.models import Assignment, CannedReply, ConsultantProfile, InternalNote, Message, MessageFile, Thread


def tables(user: User) -> Tables:
    """Returns the member's thread. Staff's notes are about the member, so they're in it; who wrote them isn't."""
    own = Thread.objects.of(user)
    return {
        "consultant_threads": list(
            own.values(
                "id",
                "language",
                "opened_at",
                "assigned_at",
                "waiting_since",
                "closed_at",
                "last_message_at",
                "shares_resumes_since",
                "shares_tracker_since",
            )
        ),
        "consultant_messages": list(
            Message.objects.filter(thread__in=own)
            .order_by("pk")
            .values("id", "side", "author_name", "text", "via", "created_at", "read_at")
        ),
        "consultant_files": list(
            MessageFile.objects.filter(message__thread__in=own)
            .order_by("pk")
            .values("id", "message_id", "name", "media_type", "size")
        ),
        "consultant_notes": list(
            InternalNote.objects.filter(thread__in=own).order_by("pk").values("text", "created_at")
        ),
        "consultant_assignments": list(
            Assignment.objects.filter(thread__in=own).order_by("pk").values("consultant_name", "reason", "note", "at")
        ),
        "consultant_profile": _profile(user),
        "consultant_saved_replies": list(
            CannedReply.objects.filter(owner__user=user).order_by("pk").values("title", "text")
        ),
    }


def _profile(user: User) -> list[dict[str, Any]]:
    columns = ("languages", "about", "capacity", "away_from", "away_until", "away_note", "gets_emails", "created_at")
    return list(ConsultantProfile.objects.filter(user=user).values(*columns))


def files(user: User) -> Files:
    """Yields the files of the thread, from both sides."""
    for file in MessageFile.objects.filter(message__thread__in=Thread.objects.of(user)).order_by("pk"):
        yield f"consultant_files/{file.pk}-{file.name}", partial(_content, file)


def _content(file: MessageFile) -> bytes:
    with file.file.open("rb") as opened:
        content: bytes = opened.read()
    return content


def release(*, user: User, now: dt.datetime) -> None:
    """Does nothing: no obligations block the deletion."""


def forget(*, user: User) -> None:
    """Does nothing: the thread with messages, files and notes is deleted by cascade."""
