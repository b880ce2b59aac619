"""Draws pay as dots: each is one percent of workers, at the pay that published percentiles place it.

Geometry only, in SVG user units; the page repeats the numbers in words.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from careers.display import money
from occupations.facts import Pay

PERCENTILES = {"p10": 10, "p25": 25, "median": 50, "p75": 75, "p90": 90}
Known = list[tuple[int, int]]  # percentiles with their amounts, lowest first
Scale = Callable[[float], float]
Place = tuple[int, float]  # a dot: its column, and its percentile


@dataclass(frozen=True)
class Size:
    """A drawing: its width, the number of dots, the distance between them, the gap that labels need, and the space beside the
    first and the last dot."""

    name: str
    width: int
    dots: int
    step: float
    gap: int
    edge: int


WIDE = Size("wide", 860, 100, 20, 84, 70)
NARROW = Size("narrow", 360, 50, 13, 150, 30)
ABOVE, BELOW = 58, 52  # space for the median's label and for the axis
TALLEST = 5  # dots in a column of the block beyond a top code


@dataclass(frozen=True)
class Label:
    """An amount under the axis. ``x`` is where it's written, ``tick`` where the amount is."""

    tick: float
    x: float
    amount: str
    name: str


@dataclass(frozen=True)
class Dots:
    """A drawing. ``middle``, ``outer`` and ``tail`` are paths of zero-length lines, which round caps turn into dots."""

    size: Size
    height: float
    base: float
    middle: str
    outer: str
    tail: str
    labels: tuple[Label, ...]
    median: float
    median_label: float
    median_amount: str
    anchor: str

    @property
    def right(self) -> int:
        return self.size.width - 4

    @property
    def tick_end(self) -> float:
        return self.base + 7

    @property
    def amount_y(self) -> float:
        return self.base + 26

    @property
    def name_y(self) -> float:
        return self.base + 44


def pay_dots(pay: Pay, size: Size) -> Dots | None:
    """Returns the drawing; None unless the median and a percentile below it are published.

    From the first top-coded percentile on, dots have no known place: they are drawn as a block that starts at the top code.
    """
    known = _known(pay)
    if len(known) < 2 or not any(percentile == 50 for percentile, _amount in known):
        return None
    cap = min((PERCENTILES[name] for name in pay.top_coded if name in PERCENTILES), default=100)
    x, places = _places(known, cap, size)
    base = ABOVE + max(Counter(column for column, _share in places).values()) * size.step
    paths = _paths(places, base, size, lowest=known[0][0], highest=known[-1][0] if cap == 100 else cap)
    median = x(dict(known)[50])
    return Dots(
        size=size,
        height=base + BELOW,
        base=base,
        **paths,
        labels=_labels(pay, known, x, size),
        median=round(median, 1),
        median_label=_inside(median, size),
        median_amount=_median_amount(pay),
        anchor=_anchor(median, size),
    )


def _places(known: Known, cap: int, size: Size) -> tuple[Scale, list[Place]]:
    """Returns the scale from amounts to places, and the column of each dot, lowest pay first."""
    shares = [(at + 0.5) * 100 / size.dots for at in range(size.dots)]
    amounts = [_amount_at(known, share) for share in shares if share <= cap]
    low, high = min(amounts[0], known[0][1]), max(amounts[-1], known[-1][1])
    beyond = shares[len(amounts) :]
    columns = int((size.width - 2 * size.edge) / size.step) - math.ceil(len(beyond) / TALLEST)
    scale = columns * size.step / (math.log(high / low) or 1)

    def x(amount: float) -> float:
        return size.edge + math.log(amount / low) * scale

    def column(amount: float) -> int:
        return round((x(amount) - size.edge) / size.step)

    places = [(column(amount), share) for amount, share in zip(amounts, shares, strict=False)]
    first_free = column(high) + 1
    places += [(first_free + at // TALLEST, share) for at, share in enumerate(beyond)]
    return x, places


def _paths(places: Sequence[Place], base: float, size: Size, *, lowest: int, highest: int) -> dict[str, str]:
    """Returns the paths of the dots by kind. Those outside the percentiles ``lowest`` and ``highest`` are the tail."""
    heights: Counter[int] = Counter()
    paths = {"middle": "", "outer": "", "tail": ""}
    for column, share in places:
        y = base - size.step * (heights[column] + 0.5) - 1
        heights[column] += 1
        kind = "tail" if share < lowest or share > highest else "middle" if 25 <= share <= 75 else "outer"
        paths[kind] += f"M{size.edge + column * size.step:g} {y:g}h0"
    return paths


def _known(pay: Pay) -> Known:
    """The percentiles up to the first that is top-coded."""
    known: Known = []
    for name, percentile in PERCENTILES.items():
        amount = getattr(pay, name)
        if amount:
            known.append((percentile, amount))
        if name in pay.top_coded:
            break
    return known


def _amount_at(known: Known, share: float) -> float:
    """The amount at a percentile: interpolated between logarithms, and past the ends with the slope of the last piece."""
    pieces = list(pairwise(known))
    piece = next((piece for piece in pieces if share <= piece[1][0]), pieces[-1])
    (start, low), (end, high) = piece
    return math.exp(math.log(low) + (share - start) / (end - start) * math.log(high / low))


def _labels(pay: Pay, known: Known, x: Scale, size: Size) -> tuple[Label, ...]:
    names = {10: _("10th percentile"), 25: _("25th"), 75: _("75th"), 90: _("90th percentile")}
    shown = [(percentile, amount) for percentile, amount in known if percentile in names]
    if size is NARROW:
        shown = [one for one in shown if one[0] in (10, 90)]
    ticks = [x(amount) for _percentile, amount in shown]
    return tuple(
        Label(round(tick, 1), round(at, 1), money(amount, pay.currency), names[percentile])
        for (percentile, amount), tick, at in zip(shown, ticks, _apart(ticks, size), strict=True)
    )


def _apart(ticks: Sequence[float], size: Size) -> list[float]:
    """Moves labels so that each has its gap and stays inside the drawing."""
    places = [min(max(tick, size.gap / 2), size.width - size.gap / 2) for tick in ticks]
    for _round in range(40):
        for at in range(len(places) - 1):
            if (missing := size.gap - (places[at + 1] - places[at])) > 0:
                places[at] = max(size.gap / 2, places[at] - missing / 2)
                places[at + 1] = min(size.width - size.gap / 2, places[at + 1] + missing / 2)
    return places


def _median_amount(pay: Pay) -> str:
    said = (
        _("At least half earn %(amount)s or more") if "median" in pay.top_coded else _("Half earn more than %(amount)s")
    )
    return said % {"amount": money(pay.median, pay.currency)}


def _inside(median: float, size: Size) -> float:
    return {"start": 4.0, "end": size.width - 4.0}.get(_anchor(median, size), round(median, 1))


def _anchor(median: float, size: Size) -> str:
    half = 118  # half of the median's label
    return "start" if median < half else "end" if median > size.width - half else "middle"
