"""Reports what was counted of a campaign: by day, by placement, and what doesn't count and why; as a page's rows and as CSV."""

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ads.models import Campaign, DayCount
from ads.placements import Placement

What, Reason = DayCount.What, DayCount.Reason
STATUSES: dict[str, Promise] = {
    "draft": _("Draft"),
    "paused": _("Paused"),
    "ended": _("Ended"),
    "planned": _("Not started yet"),
    "limit": _("At a limit"),
    "running": _("Running"),
}


@dataclass
class Figures:
    """Views and clicks that count."""

    views: int = 0
    clicks: int = 0

    def add(self, row: DayCount) -> None:
        if row.what == What.VIEW:
            self.views += row.number
        else:
            self.clicks += row.number

    @property
    def rate(self) -> str:
        """Clicks of a hundred views, such as ``1.25%``; a dash without views."""
        return f"{100 * self.clicks / self.views:.2f}%" if self.views else "–"


@dataclass(frozen=True)
class Report:
    """``uncounted``: reason, views and clicks of what doesn't count."""

    total: Figures
    days: list[tuple[dt.date, Figures]]
    placements: list[tuple[str | Promise, Figures]]
    uncounted: list[tuple[str | Promise, int, int]]


def report_of(campaign: Campaign) -> Report:
    """Returns what was counted so far. One query."""
    total = Figures()
    days: dict[dt.date, Figures] = defaultdict(Figures)
    placements: dict[str, Figures] = defaultdict(Figures)
    left_out: dict[str, Figures] = defaultdict(Figures)
    for row in campaign.counts.all():
        if row.reason:
            left_out[row.reason].add(row)
        else:
            for figures in (total, days[row.day], placements[row.placement]):
                figures.add(row)
    return Report(
        total,
        sorted(days.items(), reverse=True),
        [(one.label, placements[one]) for one in Placement if one in placements],
        [(one.label, left_out[one].views, left_out[one].clicks) for one in Reason if one in left_out],
    )


def as_csv(campaign: Campaign) -> bytes:
    """Returns every count as a table in UTF-8, for spreadsheets and programs: a row for each day, placement and reason."""
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(("day", "placement", "what", "reason", "number"))
    for row in _in_order(campaign.counts.all()):
        rows.writerow((row.day.isoformat(), row.placement, row.what, row.reason or "counted", row.number))
    return table.getvalue().encode()


def _in_order(rows: Iterable[DayCount]) -> list[DayCount]:
    return sorted(rows, key=lambda row: (row.day, row.placement, row.what, row.reason))


def status_of(campaign: Campaign, now: dt.datetime, *, is_at_limit: bool) -> str:
    """Returns a key of ``STATUSES``: what the campaign does at this moment."""
    if campaign.state != Campaign.State.ACTIVE:
        return campaign.state
    if campaign.ends_at and campaign.ends_at <= now:
        return "ended"
    if campaign.starts_at > now:
        return "planned"
    return "limit" if is_at_limit else "running"
