"""Computes the salary chart: a pay band and published percentiles on one scale.

Geometry only, in SVG user units; the template draws it and repeats the numbers in words.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from careers.document import PayBand
from occupations.facts import Pay

WIDTH = 600.0

BAND_LABELS: dict[str, Promise] = {
    "low": _("Low"),
    "entry": _("Entry"),
    "median": _("Median"),
    "senior": _("Senior"),
    "high": _("Top 10%"),
}
WAGE_LABELS: dict[str, Promise] = {
    "p10": _("10th percentile"),
    "p25": _("25th percentile"),
    "median": _("Median"),
    "p75": _("75th percentile"),
    "p90": _("90th percentile"),
}
_PERCENTILES = dict(zip(PayBand.STEPS, WAGE_LABELS.values(), strict=True))


def step_labels(basis: str) -> dict[str, Promise]:
    """Returns what the amounts of a pay band are called, by step. A published amount is a percentile and says nothing about
    a career stage."""
    return _PERCENTILES if basis == "published" else BAND_LABELS


@dataclass(frozen=True)
class Mark:
    """One figure: its name, its amount in minor units and its place on the scale (0 to ``WIDTH``)."""

    key: str
    label: Promise
    amount: int
    x: float


@dataclass(frozen=True)
class Bar:
    """A row of the picture: a pale bar over the whole range, a strong one over its middle, a line at the median."""

    marks: tuple[Mark, ...]

    def at(self, key: str) -> Mark | None:
        return next((mark for mark in self.marks if mark.key == key), None)

    @cached_property
    def whole(self) -> tuple[float, float]:
        """Start and width of the pale bar."""
        return self.marks[0].x, max(2.0, self.marks[-1].x - self.marks[0].x)

    @cached_property
    def middle(self) -> tuple[float, float]:
        """Start and width of the strong bar, from the second to the second last figure where there are enough."""
        inner = self.marks[1:-1] if len(self.marks) > 3 else self.marks
        return inner[0].x, max(2.0, inner[-1].x - inner[0].x)

    @cached_property
    def median(self) -> Mark | None:
        return self.at("median")


@dataclass(frozen=True)
class SalaryChart:
    band: PayBand
    editorial: Bar | None
    published: Bar | None
    wage: Pay | None


def draw(band: PayBand, wage: Pay | None) -> SalaryChart:
    """The chart of ``band``, with published wages if they are in the same currency; of a published band whose figures are
    among these wages, the wages alone, which say the same in full."""
    if wage and (wage.currency != band.currency or band.country != "US"):
        wage = None
    labels = step_labels(band.basis)
    ours = [(key, labels[key], amount) for key, amount in band.known]
    theirs = [
        (key, label, amount)
        for key, label in WAGE_LABELS.items()
        if wage and (amount := getattr(wage, key)) is not None
    ]
    if band.basis == "published" and {amount for _, amount in band.known} <= {amount for _, _, amount in theirs}:
        ours = []
    amounts = [amount for _, _, amount in (*ours, *theirs)]
    if not amounts:
        return SalaryChart(band, None, None, wage)
    lowest, highest = min(amounts), max(amounts)
    span = (highest - lowest) or 1

    def bar(figures: list[tuple[str, Promise, int]]) -> Bar | None:
        marks = tuple(
            Mark(key, label, amount, round((amount - lowest) / span * WIDTH, 1)) for key, label, amount in figures
        )
        return Bar(tuple(sorted(marks, key=lambda mark: mark.x))) if marks else None

    return SalaryChart(band, bar(ours), bar(theirs), wage)
