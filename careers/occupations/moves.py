"""Draws similar occupations: the closest at the left, better paid ones higher up.

Geometry only, in SVG user units; the page lists the same occupations as links with their figures.
"""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from careers.display import money
from careers.occupations.labels import TIERS

WIDTH, TOP, BELOW = 1160, 34, 40
START = 120  # where the occupation itself is drawn
COLUMNS = {1: 270, 2: 560, 3: 850}
LINE = 23  # between two labels
LONGEST = 30  # letters of a label
LONGEST_OWN = 20  # letters of the occupation's own, between the amounts at the left and the first column
STEPS = (
    20,
    25,
    30,
    40,
    50,
    60,
    80,
    100,
    125,
    150,
    175,
    200,
    250,
    300,
    400,
    500,
    650,
)  # thousands that lines are drawn at
FEWEST = 3  # occupations that make a picture
RATIO = 1.35  # between the highest and the lowest amount of the scale, at least


@dataclass(frozen=True)
class Move:
    """A related occupation with published pay, in minor units of US dollars a year."""

    title: str
    url: str
    tier: int
    pay: int


@dataclass(frozen=True)
class Node:
    """A related occupation in the drawing, at ``x`` and ``y``; ``leader`` is the line to its label at ``text_y``."""

    url: str
    label: str
    difference: str
    x: int
    y: float
    text_y: float
    edge: str
    leader: str
    tier: int


@dataclass(frozen=True)
class Line:
    y: float
    amount: str


@dataclass(frozen=True)
class Column:
    x: int
    name: str


@dataclass(frozen=True)
class Moves:
    """The drawing; ``y`` is the place of the occupation itself, ``title`` its name in short."""

    title: str
    height: int
    y: float
    pay: str
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Scale:
    """A logarithmic scale of pay from ``top`` down over ``drawn`` units; amounts are in cents a year."""

    low: int
    high: int
    top: float
    drawn: float

    @classmethod
    def of(cls, amounts: Sequence[int], top: float, drawn: float) -> "Scale":
        """Returns a scale for these amounts; amounts that are nearly the same don't fill it."""
        low, high = min(amounts), max(amounts)
        if high / low < RATIO:
            middle = math.sqrt(low * high)
            low, high = round(middle / math.sqrt(RATIO)), round(middle * math.sqrt(RATIO))
        return cls(low, high, top, drawn)

    def y(self, amount: int) -> float:
        return self.top + self.drawn * (1 - math.log(amount / self.low) / math.log(self.high / self.low))

    def lines(self) -> tuple[Line, ...]:
        """Returns round amounts with their places, far enough apart to be read."""
        found: list[Line] = []
        for thousands in STEPS:
            amount = thousands * 100_000
            if self.low <= amount <= self.high and (not found or found[-1].y - self.y(amount) > LINE):
                found.append(Line(round(self.y(amount), 1), f"${thousands}k"))
        return tuple(found)


def draw_moves(title: str, pay: int | None, moves: Sequence[Move]) -> Moves | None:
    """Returns the drawing; None without the occupation's own pay, or with too few related ones to compare."""
    if not pay or len(moves) < FEWEST:
        return None
    most = max(sum(move.tier == tier for move in moves) for tier in COLUMNS)
    drawn = max(360, most * LINE + 40)
    scale = Scale.of([pay, *(move.pay for move in moves)], TOP, drawn)
    y = scale.y
    own = y(pay)
    nodes: list[Node] = []
    for tier, x in COLUMNS.items():
        column = sorted((move for move in moves if move.tier == tier), key=lambda move: (y(move.pay), move.title))
        texts = spread([y(move.pay) for move in column], TOP, TOP + drawn)
        for move, text_y in zip(column, texts, strict=True):
            place, bend = round(y(move.pay), 1), (START + x) // 2
            nodes.append(
                Node(
                    url=move.url,
                    label=shortened(move.title),
                    difference=difference_words(move.pay - pay),
                    x=x,
                    y=place,
                    text_y=text_y + 5,
                    edge=f"M{START} {own:.1f}C{bend} {own:.1f} {bend} {place} {x - 6} {place}",
                    leader=f"M{x + 6} {place}L{x + 20} {text_y}",
                    tier=tier,
                )
            )
    lines = scale.lines()
    used = {move.tier for move in moves}
    columns = tuple(Column(x, str(TIERS[tier])) for tier, x in COLUMNS.items() if tier in used)
    own_label = shortened(title, LONGEST_OWN)
    return Moves(own_label, TOP + drawn + BELOW, round(own, 1), money(pay, "USD"), lines, columns, tuple(nodes))


def spread(places: Sequence[float], top: float, bottom: float, heights: Sequence[float] = ()) -> list[float]:
    """Moves neighboring places apart, within the drawing, keeping their order. ``heights``: of the labels there, else a line."""
    moved = list(places)
    tall = list(heights) or [LINE] * len(moved)
    gaps = [(one + other) / 2 for one, other in pairwise(tall)]
    for _round in range(200):
        for at, gap in enumerate(gaps):
            if (missing := gap - (moved[at + 1] - moved[at])) > 0.01:
                moved[at] = max(top + sum(gaps[:at]), moved[at] - missing / 2)
                moved[at + 1] = min(bottom - sum(gaps[at + 1 :]), moved[at + 1] + missing / 2)
    return [round(place, 1) for place in moved]


def shortened(title: str, longest: int = LONGEST) -> str:
    """A title that fits its column; the link's name says the whole."""
    return title if len(title) <= longest else textwrap.shorten(title, longest, placeholder="…")


def difference_words(amount: int) -> str:
    """Returns a difference in cents a year in thousands of dollars: “+$25k”."""
    thousands = round(amount / 100_000)
    if not thousands:
        return _("about the same")
    return f"{'+' if thousands > 0 else '−'}${abs(thousands)}k"
