"""Lists applications: sorted, by stage, as a board."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, OrderBy, Value, When, Window
from django.db.models.functions import Lower, RowNumber
from django.utils.functional import Promise

from accounts.models import User
from jobs.tracker.models import Application, ApplicationQuerySet

Stage = Application.Stage
COLUMN = 30  # cards that a column of the board shows

_STAGE_NUMBER = Case(
    *(When(stage=stage, then=Value(number)) for number, stage in enumerate(Stage)), output_field=IntegerField()
)
# A step of a closed application is no longer waited for.
_DUE = Case(When(stage=Stage.CLOSED, then=None), default=F("next_step_at"))
_NEWEST = F("updated_at").desc()
# The orders of the list. "next" begins with what is overdue longest.
ORDERS: dict[str, tuple[OrderBy, ...]] = {
    "next": (OrderBy(_DUE, nulls_last=True), _NEWEST),
    "-next": (OrderBy(_DUE, descending=True, nulls_last=True), _NEWEST),
    "title": (Lower("title").asc(), _NEWEST),
    "-title": (Lower("title").desc(), _NEWEST),
    "company": (Lower("company").asc(), _NEWEST),
    "-company": (Lower("company").desc(), _NEWEST),
    "stage": (_STAGE_NUMBER.asc(), _NEWEST),
    "-stage": (_STAGE_NUMBER.desc(), _NEWEST),
    "changed": (F("updated_at").asc(),),
    "-changed": (_NEWEST,),
}


def applications_of(user: User) -> ApplicationQuerySet:
    """Only what a list shows."""
    return Application.objects.of(user).defer("notes", "contact", "url")


def ordered(applications: ApplicationQuerySet, order: str) -> ApplicationQuerySet:
    """In one of ``ORDERS``."""
    return applications.order_by(*ORDERS[order], "-pk")


def stage_counts(user: User) -> dict[str, int]:
    """How many stand at each stage, in the order of the stages."""
    found = dict(Application.objects.of(user).order_by().values_list("stage").annotate(Count("pk")))
    return {stage.value: found.get(stage.value, 0) for stage in Stage}


def next_steps_of(user: User) -> ApplicationQuerySet:
    """Those with a next step that has a time, soonest first."""
    return ordered(applications_of(user).filter(next_step_at__isnull=False).exclude(stage=Stage.CLOSED), "next")


@dataclass(frozen=True)
class Column:
    """One stage of the board. ``hidden``: how many more there are than it shows."""

    stage: str
    label: str | Promise
    total: int
    applications: list[Application]

    @property
    def hidden(self) -> int:
        return self.total - len(self.applications)


def board_columns(user: User, totals: dict[str, int]) -> list[Column]:
    """The board: one query, whatever the number of applications."""
    rank = Window(RowNumber(), partition_by="stage", order_by=[*ORDERS["next"], F("pk").desc()])
    shown = list(ordered(applications_of(user).annotate(rank=rank).filter(rank__lte=COLUMN), "next"))
    return [
        Column(stage.value, stage.label, totals[stage], [one for one in shown if one.stage == stage]) for stage in Stage
    ]
