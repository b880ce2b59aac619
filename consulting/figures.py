"""Figures: how long members wait for a reply, and the load of each consultant."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from consulting.assignment import open_threads
from consulting.models import ConsultantProfile, Message, Thread
from consulting.reply_times import WINDOW, measured


def reply_time(now: dt.datetime, *, of: ConsultantProfile | None = None) -> dt.timedelta | None:
    """Returns the median time from a member's first unanswered message to the reply, over the replies of the last 30 days;
    None if there were fewer than 20. ``of``: replies of one consultant only."""
    replies: QuerySet[Message] = Message.objects.filter(
        waited__isnull=False, created_at__gt=now - WINDOW, created_at__lte=now
    )
    if of is not None:
        replies = replies.filter(author=of.user_id)
    return measured([waited for waited in replies.order_by().values_list("waited", flat=True) if waited is not None])


@dataclass(frozen=True)
class Load:
    """A consultant's open threads. ``longest``: since when the longest waiting member waits."""

    consultant: ConsultantProfile
    is_away: bool
    waiting: int
    total: int
    longest: dt.datetime | None
    replies: int
    reply_time: dt.timedelta | None


def loads(now: dt.datetime) -> list[Load]:
    """Returns the load of everybody who serves. Four queries, however many they are."""
    counted = {pk: (waiting, total) for pk, waiting, total in open_threads(now)}
    active = Thread.objects.active(now).filter(consultant__isnull=False, waiting_since__isnull=False).order_by()
    longest = dict(
        active.values("consultant").annotate(longest=Min("waiting_since")).values_list("consultant", "longest")
    )
    waited: dict[int | None, list[dt.timedelta]] = {}
    recent = Message.objects.filter(waited__isnull=False, created_at__gt=now - WINDOW, created_at__lte=now)
    for author, time in recent.order_by().values_list("author", "waited"):
        if time is not None:
            waited.setdefault(author, []).append(time)
    found = []
    for one in ConsultantProfile.objects.serving().select_related("user").order_by("user__name", "pk"):
        waiting, total = counted.get(one.pk, (0, 0))
        times = waited.get(one.user_id, [])
        found.append(Load(one, one.is_away(now), waiting, total, longest.get(one.pk), len(times), measured(times)))
    return found
