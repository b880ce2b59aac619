"""Lists applications: sorted, by stage, as a board."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, OrderBy, Value, When, Window
from django.db.models.functions import Lower, RowNumber
from django.utils.functional import Promise

from accounts.models import User
from jobs.tracker.models import Application, ApplicationQuerySet

Stage = Application.Stage
COLUMN = 30  # cards shown in a column of the board

_STAGE_NUMBER = Case(
    *(When(stage=stage, then=Value(number)) for number, stage in enumerate(Stage)), output_field=IntegerField()
)
# A closed application's next step is no longer due.
_DUE = Case(When(stage=Stage.CLOSED, then=None), default=F("next_step_at"))
_NEWEST = F("updated_at").desc()
# Sort orders of the list. "next" starts with the longest overdue.
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
    """Returns the member's applications with only the columns that a list shows."""
    return Application.objects.of(user).defer("notes", "contact", "url")


def ordered(applications: ApplicationQuerySet, order: str) -> ApplicationQuerySet:
    """Sorts applications by one of ``ORDERS``."""
    return applications.order_by(*ORDERS[order], "-pk")


def stage_counts(user: User) -> dict[str, int]:
    """Returns the number of applications at each stage, in the order of the stages."""
    found = dict(Application.objects.of(user).order_by().values_list("stage").annotate(Count("pk")))
    return {stage.value: found.get(stage.value, 0) for stage in Stage}


def next_steps_of(user: User) -> ApplicationQuerySet:
    """Returns applications whose next step has a time, soonest first."""
    return ordered(applications_of(user).filter(next_step_at__isnull=False).exclude(stage=Stage.CLOSED), "next")


@dataclass(frozen=True)
class Column:
    """One stage of the board. ``hidden``: the number of applications not shown."""

    stage: str
    label: str | Promise
    total: int
    applications: list[Application]

    @property
    def hidden(self) -> int:
        return self.total - len(self.applications)


def board_columns(user: User, totals: dict[str, int]) -> list[Column]:
    """Returns the columns of the board. Always one query."""
    rank = Window(RowNumber(), partition_by="stage", order_by=[*ORDERS["next"], F("pk").desc()])
    shown = list(ordered(applications_of(user).annotate(rank=rank).filter(rank__lte=COLUMN), "next"))
    return [
        Column(stage.value, stage.label, totals[stage], [one for one in shown if one.stage == stage]) for stage in Stage
    ]
