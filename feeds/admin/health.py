"""Health board of sources: the rows that staff see."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from jobs.models import ImportRun, Job, Source

SHOWN = 12  # latest imports per source
WIDTH, HEIGHT, BAR = 8, 28, 6  # of the chart, in pixels: a column, the whole, a bar
Outcome, Health = ImportRun.Outcome, Source.Health

# How urgent each health is, as a badge class of the staff site.
KINDS: dict[str, str] = {
    Health.GOOD: "live",
    Health.NEW: "",
    Health.EMPTY: "warn",
    Health.THROTTLED: "warn",
    Health.DEAD: "danger",
}
_ORDER = [Health.DEAD, Health.EMPTY, Health.THROTTLED, Health.NEW, Health.GOOD]


@dataclass(frozen=True)
class Bar:
    """One import in the chart."""

    x: int
    y: int
    height: int
    is_good: bool


@dataclass(frozen=True)
class Row:
    """A source with its last imports, the newest first."""

    source: Source
    runs: list[ImportRun]
    open: int
    last_good: dt.datetime | None
    is_running: bool

    @property
    def kind(self) -> str:
        return KINDS[self.source.health]

    @property
    def unscheduled(self) -> str:
        """Why its next import has no time; empty when it has one."""
        if not self.source.is_active:
            return "–"
        if not self.source.url:
            return _("by hand")
        return "" if self.source.next_due_at else _("now")

    @property
    def last(self) -> ImportRun | None:
        return self.runs[0] if self.runs else None

    @property
    def bars(self) -> list[Bar]:
        """The number of jobs in each import, oldest first; an import without jobs is a line."""
        most = max((run.seen for run in self.runs), default=0)
        heights = [max(round(HEIGHT * run.seen / most), 2) if most else 2 for run in reversed(self.runs)]
        goods = [run.outcome in (Outcome.GOOD, Outcome.UNCHANGED) for run in reversed(self.runs)]
        return [
            Bar(WIDTH * at, HEIGHT - height, height, good)
            for at, (height, good) in enumerate(zip(heights, goods, strict=True))
        ]

    @property
    def chart(self) -> str:
        """The chart in words."""
        seen = ", ".join(str(run.seen) for run in reversed(self.runs))
        return _("Jobs seen by recent imports, oldest first: %s") % seen


def board(*, now: dt.datetime) -> list[Row]:
    """Every source, unhealthy ones first. Always three queries."""
    good = Q(runs__outcome__in=(Outcome.GOOD, Outcome.UNCHANGED))
    sources = Source.objects.annotate(last_good=Max("runs__finished_at", filter=good)).order_by("name")
    newest = Window(RowNumber(), partition_by=F("source"), order_by=F("started_at").desc())
    runs = ImportRun.objects.defer("problems").annotate(nth=newest).filter(nth__lte=SHOWN).order_by("-started_at")
    open_now = Job.objects.visible(now).filter(source__isnull=False).order_by().values_list("source")
    opened = dict(open_now.annotate(Count("pk")))
    of_source: dict[int, list[ImportRun]] = {}
    for run in runs:
        of_source.setdefault(run.source_id, []).append(run)
    rows = [
        Row(
            source=source,
            runs=of_source.get(source.pk, []),
            open=opened.get(source.pk, 0),
            last_good=vars(source)["last_good"],
            is_running=bool(source.running_until and source.running_until > now),
        )
        for source in sources
    ]
    return sorted(rows, key=lambda row: _ORDER.index(Health(row.source.health)))
