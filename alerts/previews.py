"""Previews an alert: what it would have sent, and how much it overlaps with others."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts import matching
from alerts.digest_contents import Mutes
from alerts.models import Alert
from jobs.models import Job
from jobs.search import matching as searching
from jobs.search.criteria import Criteria

DAYS = 30
FLOOD = 300  # jobs a week; nobody reads as many
MOST = FLOOD * DAYS // 7 + 1
SHOWN = 6
ALIKE = 0.8  # if the larger alert finds this share of the smaller one's jobs, one of the two is enough
FEW = 5  # with fewer jobs, an overlap may be chance


@dataclass(frozen=True)
class Preview:
    """``total`` jobs that are open now and were listed within `DAYS` days; ``jobs`` are the newest of them."""

    total: int
    jobs: Sequence[Job]

    @property
    def a_week(self) -> int:
        return round(self.total * 7 / DAYS)

    @property
    def is_silent(self) -> bool:
        return self.total == 0

    @property
    def is_flood(self) -> bool:
        return self.a_week >= FLOOD

    @property
    def rate(self) -> str:
        """Returns how many jobs a week it would have sent, in words."""
        if self.a_week < 1:
            return _("Less than 1 job a week")
        if self.is_flood:
            return _("%d or more jobs a week") % FLOOD
        return ngettext("About %d job a week", "About %d jobs a week", self.a_week) % self.a_week

    @property
    def count(self) -> str:
        """Returns what the rate was computed from, in words."""
        number = intcomma(self.total)
        if self.is_flood:
            return _("At least %s open jobs were listed in the last 30 days.") % number
        words = ngettext(
            "%s open job was listed in the last 30 days.", "%s open jobs were listed in the last 30 days.", self.total
        )
        return words % number


NOTHING = Preview(0, [])


def preview(criteria: Criteria, *, mutes: Mutes | None = None, now: dt.datetime) -> Preview:
    """Previews a search with at most three queries."""
    since = now - dt.timedelta(days=DAYS)
    found = searching.newest(criteria, since=since, now=now, most=MOST)
    if mutes:
        rows = Job.objects.filter(pk__in=found).values_list("pk", "company__slug", "title")
        hidden = {pk for pk, company, title in rows if mutes.hide(company, title)}
        found = [pk for pk in found if pk not in hidden]
    jobs = Job.objects.for_cards().in_bulk(found[:SHOWN])
    return Preview(len(found), [jobs[pk] for pk in found[:SHOWN] if pk in jobs])


@dataclass(frozen=True)
class Overlap:
    """Most of what ``narrow`` finds is also found by ``wide``: ``shared`` of its ``total`` jobs of the last weeks."""

    wide: Alert
    narrow: Alert
    shared: int
    total: int


def overlaps(alerts: Iterable[Alert], *, now: dt.datetime) -> list[Overlap]:
    """Returns pairs of alerts of which one is enough; each alert is the narrow one of one pair at most."""
    running = [alert for alert in alerts if alert.state == Alert.State.ACTIVE]
    found = matching.recent({alert.search_id for alert in running}, days=DAYS, now=now)
    pairs: dict[int, Overlap] = {}
    for one, other in combinations(running, 2):
        pair = _overlap(one, other, found)
        if pair:
            pairs.setdefault(pair.narrow.pk, pair)
    return list(pairs.values())


def _overlap(one: Alert, other: Alert, found: dict[int, Collection[int]]) -> Overlap | None:
    narrow, wide = sorted((one, other), key=lambda alert: len(found[alert.search_id]))
    total = len(found[narrow.search_id])
    shared = len(set(found[narrow.search_id]) & set(found[wide.search_id]))
    return Overlap(wide, narrow, shared, total) if total >= FEW and shared >= ALIKE * total else None
