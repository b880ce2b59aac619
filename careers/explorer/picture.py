"""Picture of careers: pay (logarithmic) against growth, the size of a dot by openings, as SVG made on the server.

There are two drawings, for wide screens and for phones, because the text of one drawing would shrink with it. Dots are lines of
(nearly) no length with round ends, whose width doesn't scale, so the drawing for phones can use those of the wide one, squeezed
together; there, only careers of the table's page are links. Careers with the same published figures (O*NET divides what other
publishers count as one) share a dot.

A page has hundreds of dots and must stay light: a dot's address is its code, and its text has the figures only if it's on the
table's page.
"""

import math
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from careers.display import money, number, percent
from careers.explorer.catalog import Career

PAY_TICKS = (15, 20, 25, 30, 40, 50, 60, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000)  # thousands
GROWTH_STEPS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Frame:
    """A drawing's size and inner edges, in SVG user units. ``dots``: how large dots are, compared with the wide drawing;
    ``labels``: how many careers get a label; ``letter``: the width of a letter; ``apart``: the least space between ticks."""

    name: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    dots: float
    labels: int
    letter: float
    apart: int


WIDE = Frame("wide", 1000, 620, 62, 984, 34, 548, dots=1, labels=16, letter=7.4, apart=96)
NARROW = Frame("narrow", 380, 470, 44, 372, 28, 402, dots=0.55, labels=5, letter=8, apart=62)
# Radii of dots, by their class in the style sheet.
SIZES = {
    "s0": 2.5, "s1": 3.5, "s2": 5, "s3": 6.5, "s4": 8, "s5": 10, "s6": 13, "s7": 17, "s8": 22, "s9": 28, "s10": 36,
}  # fmt: skip
CLASSES, RADII = tuple(SIZES), tuple(SIZES.values())
GRID = 2  # units between two places of dots: fewer digits, and nothing that anybody sees
_BETWEEN_SIZES = [(smaller + larger) / 2 for smaller, larger in pairwise(RADII)]


@dataclass(frozen=True)
class Dot:
    """Careers with the same figures. ``is_on``: whether one of them is on the table's page."""

    careers: tuple[Career, ...]
    pay: int
    growth: Decimal
    openings: int
    is_on: bool = False

    @property
    def address(self) -> str:
        """Its code, which the explorer redirects: that of the only career, in short, or of the SOC occupation that several are
        part of."""
        one = self.careers[0]
        return f"{one.code.replace('-', '').removesuffix('.00') if len(self.careers) == 1 else one.soc}/"

    @property
    def names(self) -> str:
        """Its careers: ``Actuaries``, or ``Registered Nurses and 4 more``, the occupation that the others are part of first."""
        first, *others = sorted(self.careers, key=lambda career: career.code)
        if not others:
            return first.title
        said = {"title": first.title, "number": len(others)}
        return ngettext("%(title)s and %(number)d more", "%(title)s and %(number)d more", len(others)) % said

    @property
    def words(self) -> str:
        """Its careers and figures: ``Actuaries: $125,770 a year, +21.8%``."""
        pay = money(self.pay, "USD")
        if any(career.pay_is_at_least for career in self.careers):
            pay = _("at least %s") % pay
        said = {"names": self.names, "pay": pay, "growth": percent(self.growth)}
        return _("%(names)s: %(pay)s a year, %(growth)s") % said


@dataclass(frozen=True)
class Picture:
    """``careers``: how many are drawn, as so many ``dots``; ``missing``: how many have no published pay or growth."""

    wide: SafeString
    narrow: SafeString
    careers: int
    dots: int
    missing: int


def draw(
    found: Sequence[Career],
    *,
    on_page: Iterable[Career],
    everyone: Sequence[Career],
    growth_of_all: Decimal | None,
    years: str,
) -> Picture | None:
    """Draws the careers that were found, strong those ``on_page``, before faint points for ``everyone`` else in the same part of
    the picture. None if there is nothing to draw."""
    dots = _dots(found, {career.code for career in on_page})
    if not dots:
        return None
    codes = {career.code for career in found}
    others = _dots((career for career in everyone if career.code not in codes), set())
    careers = sum(len(dot.careers) for dot in dots)
    wide, narrow = _Scale(WIDE, dots), _Scale(NARROW, dots)
    others = [dot for dot in others if wide.has(dot)]
    back = format_html(
        '<g id="dots" class="dots">{}{}</g>',
        _points(wide, others),
        _links(wide, [dot for dot in dots if not dot.is_on], "found"),
    )
    is_part = len(found) < len(everyone)
    return Picture(
        wide=_svg(wide, dots, back, growth_of_all, years, is_part=is_part),
        narrow=_svg(narrow, dots, _reused(wide, narrow), growth_of_all, years, is_part=is_part),
        careers=careers,
        dots=len(dots),
        missing=len(found) - careers,
    )


def _reused(wide: "_Scale", narrow: "_Scale") -> SafeString:
    """The dots of the wide drawing at their places in the narrow one: both place figures on the same straight scales."""
    one, other = wide.frame, narrow.frame
    across = (other.right - other.left) / (one.right - one.left)
    down = (other.bottom - other.top) / (one.bottom - one.top)
    matrix = (across, 0, 0, down, other.left - one.left * across, other.top - one.top * down)
    return format_html(
        '<use href="#dots" transform="matrix({})" aria-hidden="true"/>', " ".join(f"{part:.4g}" for part in matrix)
    )


def _dots(careers: Iterable[Career], on_page: set[str]) -> list[Dot]:
    """Returns the dots, largest first so that small ones stay on top; those on the page last."""

    def figures(career: Career) -> tuple[str, int, Decimal]:
        return career.soc, career.median_pay or 0, career.growth or Decimal(0)

    shown = [career for career in careers if career.median_pay and career.growth is not None]
    dots = []
    for (_soc, pay, growth), group in groupby(sorted(shown, key=figures), key=figures):
        same = tuple(group)
        is_on = any(career.code in on_page for career in same)
        dots.append(Dot(same, pay, growth, same[0].openings or 0, is_on))
    return sorted(dots, key=lambda dot: (dot.is_on, -dot.openings, dot.careers[0].code))


class _Scale:
    """Places figures in a frame, so that all ``dots`` are inside."""

    def __init__(self, frame: Frame, dots: Sequence[Dot]) -> None:
        self.frame = frame
        growths = [float(dot.growth) for dot in dots]
        logs = [math.log(dot.pay) for dot in dots]
        self.growth = _padded(min(growths), max(growths), least=6)
        self.pay = _padded(min(logs), max(logs), least=0.5)
        most = max(dot.openings for dot in dots)
        self.per_root = RADII[-1] / math.sqrt(max(most, 50_000))

    def x(self, growth: float) -> int:
        low, high = self.growth
        frame = self.frame
        return round(frame.left + (frame.right - frame.left) * (growth - low) / (high - low))

    def y(self, pay: float) -> int:
        low, high = self.pay
        frame = self.frame
        return round(frame.bottom - (frame.bottom - frame.top) * (math.log(pay) - low) / (high - low))

    def on_grid(self, dot: Dot) -> tuple[int, int]:
        """Where a dot is, in steps of ``GRID``."""
        return round(self.x(float(dot.growth)) / GRID), round(self.y(dot.pay) / GRID)

    def size(self, openings: int) -> int:
        """The index of a dot's size in ``RADII``."""
        return bisect(_BETWEEN_SIZES, self.per_root * math.sqrt(openings))

    def radius(self, openings: int) -> float:
        return RADII[self.size(openings)] * self.frame.dots

    def has(self, dot: Dot) -> bool:
        return self.growth[0] <= float(dot.growth) <= self.growth[1] and self.pay[0] <= math.log(dot.pay) <= self.pay[1]


def _padded(low: float, high: float, *, least: float) -> tuple[float, float]:
    """Widens a range by a little, and to the least span."""
    span = max(high - low, least)
    middle = (low + high) / 2
    return middle - span * 0.54, middle + span * 0.54


# --- The drawing --------------------------------------------------------------------------------------------------------


def _svg(
    scale: _Scale, dots: Sequence[Dot], back: SafeString, growth_of_all: Decimal | None, years: str, *, is_part: bool
) -> SafeString:
    frame = scale.frame
    parts = [
        _pay_axis(scale),
        _growth_axis(scale, years),
        back,
        format_html('<g class="dots">{}</g>', _links(scale, [dot for dot in dots if dot.is_on], "on")),
        _all_occupations(scale, growth_of_all),
        _labels(scale, dots),
        _size_key(scale, dots),
    ]
    title = ngettext(
        "Pay against growth for %d career. The table below has the same links.",
        "Pay against growth for %d careers. The table below has the same links.",
        sum(len(dot.careers) for dot in dots),
    ) % sum(len(dot.careers) for dot in dots)
    return format_html(
        '<svg class="chart scatter{}" viewBox="0 0 {} {}" role="group" aria-labelledby="scatter-{}">'
        '<title id="scatter-{}">{}</title>{}</svg>',
        " is-part" if is_part else "", frame.width, frame.height, frame.name, frame.name, title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _pay_axis(scale: _Scale) -> SafeString:
    frame, last, ticks = scale.frame, 10_000, []
    for thousands in PAY_TICKS:
        cents = thousands * 100_000
        if not scale.pay[0] <= math.log(cents) <= scale.pay[1]:
            continue
        y = scale.y(cents)
        if last - y >= 30:
            ticks.append((frame.left, frame.right, y, y, frame.left - 9, y + 5, thousands))
            last = y
    return format_html_join(
        "",
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="soft" x="{}" y="{}" text-anchor="end">${}k</text>',
        ticks,
    )


def _growth_axis(scale: _Scale, years: str) -> SafeString:
    frame = scale.frame
    low, high = scale.growth
    wanted = (high - low) * frame.apart / (frame.right - frame.left)
    step = next((step for step in GROWTH_STEPS if step >= wanted), GROWTH_STEPS[-1])
    ticks = range(math.ceil(low / step) * step, math.floor(high) + 1, step)
    labels = format_html_join(
        "",
        '<text class="soft" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((scale.x(tick), frame.bottom + 24, percent(Decimal(tick))) for tick in ticks),
    )
    zero = SafeString("")
    if low <= 0 <= high:
        x = scale.x(0)
        zero = format_html(
            '<line class="axis zero" x1="{}" x2="{}" y1="{}" y2="{}"/>', x, x, frame.top - 12, frame.bottom + 6
        )
    name = format_html(
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (frame.left + frame.right) // 2, frame.bottom + 52, _("Projected change in jobs, %s") % years,
    )  # fmt: skip
    return format_html("{}{}{}", labels, zero, name)


def _all_occupations(scale: _Scale, growth: Decimal | None) -> SafeString:
    frame = scale.frame
    if growth is None or not scale.growth[0] <= float(growth) <= scale.growth[1]:
        return SafeString("")
    x = scale.x(float(growth))
    is_right = x > (frame.left + frame.right) * 0.6
    return format_html(
        '<path class="you-line" d="M{} {}V{}"/><text class="you halo" x="{}" y="{}" text-anchor="{}">{}</text>',
        x, frame.top - 12, frame.bottom + 6, x + (-8 if is_right else 8), frame.top - 8, "end" if is_right else "start",
        _("All occupations %s") % percent(growth),
    )  # fmt: skip


def _links(scale: _Scale, dots: Iterable[Dot], style: str) -> SafeString:
    """Draws dots as links, in groups of one size."""
    by_size: dict[int, list[Dot]] = {}
    for dot in dots:
        by_size.setdefault(scale.size(dot.openings), []).append(dot)
    groups = []
    for size, alike in sorted(by_size.items(), reverse=True):
        links = (
            (dot.address, dot.words if dot.is_on else dot.names, *scale.on_grid(dot))
            for dot in sorted(alike, key=lambda dot: dot.careers[0].code)
        )
        link = '<a href="{}" tabindex="-1"><title>{}</title><path d="M{} {}h.1"/></a>'
        groups.append((CLASSES[size], format_html_join("", link, links)))
    drawn = format_html_join("", '<g class="{}">{}</g>', groups)
    return format_html('<g class="{}" transform="scale({})">{}</g>', style, GRID, drawn) if groups else SafeString("")


def _points(scale: _Scale, dots: Iterable[Dot]) -> SafeString:
    """Draws dots without links: one path for each size."""
    by_size: dict[int, list[str]] = {}
    for dot in dots:
        x, y = scale.on_grid(dot)
        by_size.setdefault(scale.size(dot.openings), []).append(f"M{x} {y}h.1")
    paths = ((CLASSES[size], "".join(moves)) for size, moves in sorted(by_size.items(), reverse=True))
    drawn = format_html_join("", '<path class="{}" d="{}"/>', paths)
    rest = '<g class="rest" transform="scale({})" aria-hidden="true">{}</g>'
    return format_html(rest, GRID, drawn) if by_size else SafeString("")


def _size_key(scale: _Scale, dots: Sequence[Dot]) -> SafeString:
    """What the size of a dot means, with two examples at the foot of the picture."""
    frame = scale.frame
    most = max(dot.openings for dot in dots)
    examples = [openings for openings in (200_000, 50_000, 10_000, 2_000, 500, 100) if openings <= most][:2]
    if frame is not WIDE:
        return SafeString("")
    x, y, shapes = frame.right, frame.bottom + 52, []
    for openings in examples:
        radius = scale.radius(openings)
        words = _("%s openings") % number(openings)
        x -= round(len(words) * frame.letter)
        shapes.append((x - 8 - radius, y - 5, radius, x, y, words))
        x -= round(2 * radius) + 26
    return format_html_join(
        "", '<circle class="size" cx="{}" cy="{}" r="{}"/><text class="soft" x="{}" y="{}">{}</text>', shapes
    )


# --- Labels -------------------------------------------------------------------------------------------------------------

Box = tuple[float, float, float, float]


def _labels(scale: _Scale, dots: Sequence[Dot]) -> SafeString:
    """Names some careers, those of the page and large ones first, where there is room."""
    frame = scale.frame
    taken: list[Box] = []
    texts: list[tuple[str, int, int, str, str]] = []
    circles = [_around(scale, dot) for dot in dots if dot.is_on or scale.radius(dot.openings) > 14]
    longest = (frame.right - frame.left) / 2.6 / frame.letter
    for dot in sorted(dots, key=lambda dot: (not dot.is_on, -dot.openings)):
        name = dot.careers[0].title
        if len(texts) == frame.labels:
            break
        if len(dot.careers) > 1 or len(name) > longest:
            continue
        own = _around(scale, dot)
        for x, y, anchor, box in _places(scale, dot, name):
            in_frame = box[0] > frame.left and box[2] < frame.right and box[1] > frame.top and box[3] < frame.bottom
            if in_frame and not any(_meet(box, other) for other in (*taken, *(one for one in circles if one != own))):
                taken.append(box)
                texts.append(("strong" if dot.is_on else "soft", x, y, anchor, name))
                break
    return format_html_join("", '<text class="{} halo" x="{}" y="{}" text-anchor="{}">{}</text>', texts)


def _around(scale: _Scale, dot: Dot) -> Box:
    x, y, radius = scale.x(float(dot.growth)), scale.y(dot.pay), scale.radius(dot.openings) * 0.8
    return (x - radius, y - radius, x + radius, y + radius)


def _places(scale: _Scale, dot: Dot, name: str) -> Iterator[tuple[int, int, str, Box]]:
    """Yields where a label can be: right, left, above and below its dot, with the room that it takes."""
    x, y, away = scale.x(float(dot.growth)), scale.y(dot.pay), round(scale.radius(dot.openings)) + 6
    width = len(name) * scale.frame.letter
    yield x + away, y + 5, "start", (x + away, y - 9, x + away + width, y + 9)
    yield x - away, y + 5, "end", (x - away - width, y - 9, x - away, y + 9)
    yield x, y - away, "middle", (x - width / 2, y - away - 14, x + width / 2, y - away + 4)
    yield x, y + away + 11, "middle", (x - width / 2, y + away - 3, x + width / 2, y + away + 15)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
