"""Publication state of a guide: draft, scheduled, live, changed, withdrawn."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from careers.models import Correction, Edition, Guide
from toolkit import localization

KINDS = (
    ("draft", gettext_lazy("Draft")),
    ("live", gettext_lazy("Live")),
    ("scheduled", gettext_lazy("Scheduled")),
    ("withdrawn", gettext_lazy("Withdrawn")),
)
FILTERS = {
    "draft": Q(withdrawn_at=None, live_at=None, next_at=None),
    "live": Q(live_at__isnull=False),
    "scheduled": Q(next_at__isnull=False),
    "withdrawn": Q(withdrawn_at__isnull=False, live_at=None, next_at=None),
}


@dataclass(frozen=True)
class State:
    """``kind`` is one of ``KINDS``; ``label`` is its text with edition and date."""

    kind: str
    label: str
    live: bool = False


def with_state(guides: "QuerySet[Guide]", now: dt.datetime) -> "QuerySet[Guide]":
    """Annotates what ``state_of`` reads, and ``open_corrections``, in the same query."""
    editions = Edition.objects.standing().filter(guide=OuterRef("pk"))
    live = editions.filter(published_at__lte=now).order_by("-published_at", "-number")
    ahead = editions.filter(published_at__gt=now).order_by("published_at")
    reports = Correction.objects.filter(guide=OuterRef("pk"), state=Correction.State.OPEN).order_by().values("guide")
    return guides.annotate(
        live_number=Subquery(live.values("number")[:1]),
        live_at=Subquery(live.values("published_at")[:1]),
        next_at=Subquery(ahead.values("published_at")[:1]),
        open_corrections=Subquery(reports.annotate(count=Count("pk")).values("count")),
    )


def state_of(guide: Guide) -> State:
    """The state of a guide that ``with_state`` has read."""
    number, live_at, next_at = (vars(guide)[name] for name in ("live_number", "live_at", "next_at"))
    if live_at is None:
        if next_at:
            return State("scheduled", _("Scheduled for %s") % localize(next_at))
        if guide.withdrawn_at:
            return State("withdrawn", _("Withdrawn on %s") % localization.day(guide.withdrawn_at))
        return State("draft", _("Draft"))
    label = _("Live: edition %(number)d, %(date)s") % {"number": number, "date": localization.day(live_at)}
    if next_at:
        later = _("next one on %s") % localize(next_at)
        return State("scheduled", f"{label}; {later}", live=True)
    return State("live", label, live=True)
