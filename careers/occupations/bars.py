"""Bars: a label, its figure in words and a length from 0 to 100."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from careers.display import rating
from occupations.facts import Rated


@dataclass(frozen=True)
class Bar:
    """``start`` and ``length`` are in hundredths of the drawing; ``is_own`` marks the one to look at."""

    label: str
    figure: str
    length: float
    start: float = 0
    is_own: bool = False
    note: str = ""


def signed_bars(items: Sequence[tuple[str, str, float, bool]]) -> tuple[Bar, ...]:
    """Bars of (label, figure, value, whether it's the own one) on one scale from the lowest to the highest value, which
    includes zero. A value of 0 has no bar."""
    low = min(0, *(value for _label, _figure, value, _own in items))
    high = max(0, *(value for _label, _figure, value, _own in items))
    span = (high - low) or 1

    def bar(label: str, figure: str, value: float, is_own: bool) -> Bar:
        start = (min(value, 0) - low) / span * 100
        length = max(1, abs(value) / span * 100) if value else 0
        return Bar(label, figure, round(length, 1), round(min(start, 99), 1), is_own)

    return tuple(bar(*item) for item in items)


def zero_of(values: Iterable[float]) -> float:
    """Where zero is on the scale of `signed_bars`; 0 if nothing is below it."""
    values = list(values)
    low, high = min(0, *values), max(0, *values)
    return round(-low / ((high - low) or 1) * 100, 1)


def rated_bars(rated: Iterable[Rated], best: int = 5) -> tuple[Bar, ...]:
    """Bars of importance, from 1 to ``best``."""
    return tuple(Bar(item.name, rating(item.importance), scaled(item.importance, best)) for item in rated)


def scaled(score: Decimal, best: int) -> float:
    """A score from 1 to ``best`` as a length."""
    return round(float(score - 1) / (best - 1) * 100, 1)
