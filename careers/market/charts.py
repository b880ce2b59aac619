"""Computes the small charts of market pages: geometry only, in units of a stretched drawing. The page repeats every figure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 600.0, 100.0
GAP = 0.25  # of a column's room, empty
THINNEST = 1.5


@dataclass(frozen=True)
class Column:
    """A rectangle of a week's column."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bar:
    """A row of horizontal bars, from ``start`` over ``length`` of 100."""

    label: str
    figure: str
    length: float
    url: str = ""
    note: str = ""
    start: float = 0
    is_own: bool = False


def columns(values: Sequence[int]) -> list[Column]:
    """Returns a column for each value, from the ground up; nothing of a value of 0."""
    top = max(values, default=0)
    return [
        Column(x, round(HEIGHT - height, 2), width, round(height, 2))
        for (x, width), value in zip(_rooms(len(values)), values, strict=True)
        if (height := HEIGHT * value / top if top else 0)
    ]


def spans(values: Sequence[tuple[int, int] | None]) -> list[Column]:
    """Returns a column from the lower to the higher amount of each week that has both, on a scale of all of them."""
    known = [value for value in values if value]
    if not known:
        return []
    low, high = min(one for one, _ in known), max(other for _, other in known)
    scale = HEIGHT / max(high - low, 1)
    drawn = []
    for (x, width), value in zip(_rooms(len(values)), values, strict=True):
        if value:
            height = max((value[1] - value[0]) * scale, THINNEST)
            drawn.append(Column(x, round(min((high - value[1]) * scale, HEIGHT - height), 2), width, round(height, 2)))
    return drawn


def _rooms(count: int) -> list[tuple[float, float]]:
    room = WIDTH / max(count, 1)
    return [(round(at * room + room * GAP / 2, 2), round(room * (1 - GAP), 2)) for at in range(count)]
