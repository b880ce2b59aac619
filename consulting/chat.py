"""Arranges a thread for a page: days, messages with their files, and who took over."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from consulting.models import Assignment, Message, MessageFile, Thread

LATEST = 50  # messages on a page
TINTS = 4
Side = Message.Side


@dataclass(frozen=True)
class Line:
    """A line of the conversation: the beginning of a ``day``, an ``event``, or a message."""

    day: dt.date | None = None
    event: str = ""
    at: dt.datetime | None = None
    message: Message | None = None
    html: SafeString | str = ""
    is_mine: bool = False
    name: str = ""
    files: list[MessageFile] = field(default_factory=list)


@dataclass(frozen=True)
class Chat:
    """``first``: the earliest message shown, if there are earlier ones; ``last``: the latest; ``unread``: how many of the other
    side's the reader hasn't marked as read; ``version`` differs when anything of it does; ``is_earlier``: it doesn't end with the
    latest message."""

    lines: list[Line]
    first: int | None
    last: int
    unread: int
    version: str
    is_earlier: bool


def chat_of(thread: Thread, *, reader: Side, before: int | None = None) -> Chat:
    """Returns the latest messages of a thread, or those before a message. Three queries."""
    newest = thread.messages.order_by("-pk").prefetch_related("files")
    if before:
        newest = newest.filter(pk__lt=before)
    found = list(newest[: LATEST + 1])
    shown = found[LATEST - 1 :: -1] if len(found) > LATEST else found[::-1]
    assignments = list(thread.assignments.all())
    unread = sum(one.side != reader and one.read_at is None for one in shown)
    state = [(one.pk, one.read_at is None) for one in shown] + [one.pk for one in assignments]
    return Chat(
        lines=_lines(shown, _events(assignments, shown, before), reader),
        first=shown[0].pk if len(found) > LATEST else None,
        last=shown[-1].pk if shown else 0,
        unread=unread,
        version=hashlib.blake2b(repr((state, thread.state)).encode(), digest_size=8).hexdigest(),
        is_earlier=bool(before),
    )


def _events(assignments: list[Assignment], shown: list[Message], before: int | None) -> list[Assignment]:
    """Returns who took over after the first message shown, and before the last on a page of earlier ones."""
    if not shown:
        return []
    since, until = shown[0].created_at, shown[-1].created_at
    changes = [one for one in assignments if one.reason != Assignment.Reason.FIRST and one.at >= since]
    return [one for one in changes if one.at <= until] if before else changes


def _lines(shown: list[Message], events: list[Assignment], reader: Side) -> list[Line]:
    lines: list[Line] = []
    day: dt.date | None = None
    waiting = list(events)
    for one in shown:
        while waiting and waiting[0].at < one.created_at:
            lines.append(_event(waiting.pop(0)))
        if (new := timezone.localdate(one.created_at)) != day:
            day = new
            lines.append(Line(day=day))
        lines.append(_message(one, reader))
    return lines + [_event(one) for one in waiting]


def _message(message: Message, reader: Side) -> Line:
    is_mine = message.side == reader
    unnamed = _("Member") if message.side == Side.MEMBER else _("Your consultant")
    return Line(
        at=message.created_at,
        message=message,
        html=mark_safe(message.html),  # noqa: S308 - sanitized when it was written
        is_mine=is_mine,
        name=message.author_name or unnamed,
        files=list(message.files.all()),
    )


def _event(one: Assignment) -> Line:
    name = one.consultant_name or _("Another consultant")
    texts = {
        Assignment.Reason.HANDED_OVER: _("%s took over."),
        Assignment.Reason.AWAY: _("%s took over, because the consultant before is out of office."),
        Assignment.Reason.LEFT: _("%s took over, because the consultant before no longer works here."),
    }
    return Line(event=texts[Assignment.Reason(one.reason)] % name, at=one.at)


def tint_of(number: int) -> int:
    """Returns one of the soft colors of initials, the same for the same person."""
    return hashlib.blake2b(str(number).encode(), digest_size=1).digest()[0] % TINTS + 1
