"""Draws a company's mark from its slug: the same picture forever, for companies without a logo.

A mark has one of 12 shapes, one of 12 palettes and one of 3 grounds, chosen by a hash of the slug. Shapes are lists of
five simple figures in a box of 48 units, around its center, so rounded corners never cut them. Pages show the SVG; emails the
PNG, because many mail programs show no SVG.
"""

import hashlib
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

VERSION = 1  # part of the address: raise it when a slug's picture changes
SALT = "company-5224:"  # of 20,000 tried, it spreads the companies of the demo best
SIDE = 48
CENTER = SIDE / 2
PIXELS = 80  # of the PNG's sides: emails show it at half the size
FINE = 10  # pixels of a unit while painting, before the picture is scaled down

# Deep, bright and tint. Deep has a contrast of at least 5 on tint, and white at least 6 on deep.
PALETTES = (
    ("#0A5C4C", "#35B597", "#DCF2EB"), ("#1B4FB8", "#7FA9F7", "#E3ECFD"), ("#5B2BB0", "#B39AF2", "#EDE6FB"),
    ("#A81E3A", "#F79AA8", "#FCE6E9"), ("#98400F", "#F5AE78", "#FBEADC"), ("#6F4E00", "#EDBD45", "#FAF0D2"),
    ("#1C5F33", "#7ACB90", "#E0F2E5"), ("#0C567F", "#6ABFE6", "#DDEFF9"), ("#8F1B62", "#EE97CB", "#FAE4F1"),
    ("#27313F", "#9BA9BC", "#E6EBF1"), ("#3F3AB8", "#A6A8F8", "#E8E8FD"), ("#74301A", "#EBA085", "#F7E6DE"),
)  # fmt: skip

Point = tuple[float, float]
Box = tuple[float, float, float, float]


# --- Figures ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Disc:
    center: Point
    radius: float
    color: str

    def turned(self, degrees: float) -> "Disc":
        return Disc(_turn(self.center, degrees), self.radius, self.color)

    def svg(self) -> str:
        x, y = self.center
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(self.radius)}" fill="{self.color}"/>'

    def paint(self, canvas: ImageDraw.ImageDraw) -> None:
        canvas.ellipse(_box(self.center, self.radius), self.color)


@dataclass(frozen=True)
class Polygons:
    corners: Sequence[Sequence[Point]]
    color: str

    def turned(self, degrees: float) -> "Polygons":
        return Polygons([[_turn(one, degrees) for one in polygon] for polygon in self.corners], self.color)

    def svg(self) -> str:
        path = "".join(f"M{_path(polygon)}z" for polygon in self.corners)
        return f'<path d="{path}" fill="{self.color}"/>'

    def paint(self, canvas: ImageDraw.ImageDraw) -> None:
        for polygon in self.corners:
            canvas.polygon(_fine(polygon), self.color)


@dataclass(frozen=True)
class Lines:
    """Lines with round ends."""

    points: Sequence[Sequence[Point]]
    width: float
    color: str

    def turned(self, degrees: float) -> "Lines":
        return Lines([[_turn(one, degrees) for one in line] for line in self.points], self.width, self.color)

    def svg(self) -> str:
        return _stroke("".join(f"M{_path(line)}" for line in self.points), self.width, self.color)

    def paint(self, canvas: ImageDraw.ImageDraw) -> None:
        for line in self.points:
            canvas.line(_fine(line), self.color, round(self.width * FINE))
            for point in line:
                canvas.ellipse(_box(point, self.width / 2), self.color)


@dataclass(frozen=True)
class Arc:
    """Part of a ring with round ends, clockwise from ``start`` degrees (0 is to the right)."""

    center: Point
    radius: float
    start: float
    sweep: float
    width: float
    color: str

    def turned(self, degrees: float) -> "Arc":
        center = _turn(self.center, degrees)
        return Arc(center, self.radius, self.start + degrees, self.sweep, self.width, self.color)

    def svg(self) -> str:
        x, y = self.center
        if self.sweep >= 360:
            size = f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(self.radius)}"'
            return f'<circle {size} fill="none" stroke="{self.color}" stroke-width="{_n(self.width)}"/>'
        return _stroke("M" + _bow(self.center, self.radius, self.start, self.sweep), self.width, self.color)

    def paint(self, canvas: ImageDraw.ImageDraw) -> None:
        box = _box(self.center, self.radius + self.width / 2)
        canvas.arc(box, self.start, self.start + self.sweep, self.color, round(self.width * FINE))
        for end in (self.start, self.start + self.sweep):
            canvas.ellipse(_box(_at(end, self.radius, self.center), self.width / 2), self.color)


@dataclass(frozen=True)
class Wedge:
    """A slice of a disc, clockwise from ``start`` degrees."""

    center: Point
    radius: float
    start: float
    sweep: float
    color: str

    def turned(self, degrees: float) -> "Wedge":
        return Wedge(_turn(self.center, degrees), self.radius, self.start + degrees, self.sweep, self.color)

    def svg(self) -> str:
        x, y = self.center
        bow = _bow(self.center, self.radius, self.start, self.sweep)
        return f'<path d="M{_n(x)} {_n(y)}L{bow}z" fill="{self.color}"/>'

    def paint(self, canvas: ImageDraw.ImageDraw) -> None:
        canvas.pieslice(_box(self.center, self.radius), self.start, self.start + self.sweep, self.color)


Figure = Disc | Polygons | Lines | Arc | Wedge


def _turn(point: Point, degrees: float) -> Point:
    x, y, angle = point[0] - CENTER, point[1] - CENTER, math.radians(degrees)
    return (
        CENTER + x * math.cos(angle) - y * math.sin(angle),
        CENTER + x * math.sin(angle) + y * math.cos(angle),
    )


def _at(degrees: float, radius: float, center: Point = (CENTER, CENTER)) -> Point:
    angle = math.radians(degrees)
    return center[0] + radius * math.cos(angle), center[1] + radius * math.sin(angle)


def _fine(points: Sequence[Point]) -> list[Point]:
    return [(x * FINE, y * FINE) for x, y in points]


def _box(center: Point, radius: float) -> Box:
    (left, top), (right, bottom) = _fine(
        [(center[0] - radius, center[1] - radius), (center[0] + radius, center[1] + radius)]
    )
    return left, top, right, bottom


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _path(points: Sequence[Point]) -> str:
    return "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _bow(center: Point, radius: float, start: float, sweep: float) -> str:
    first, last = _at(start, radius, center), _at(start + sweep, radius, center)
    r, is_large = _n(radius), int(sweep > 180)
    return f"{_path([first])}A{r} {r} 0 {is_large} 1 {_path([last])}"


def _stroke(path: str, width: float, color: str) -> str:
    ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{_n(width)}" {ends}/>'


# --- Shapes: each takes the main color, the second color and a variant of at least 0 ------------------------------------


def _petals(main: str, second: str, variant: int) -> list[Figure]:
    """Four quarter discs, around the center or turned away from it."""
    reach = 14
    if variant % 2:
        return [Wedge(_at(45 + 90 * i, 1.6), reach, 90 * i, 90, (main, second)[i % 2]) for i in range(4)]
    return [Wedge(_at(45 + 90 * i, 18), reach - 1, 90 * i + 180, 90, (main, second)[i % 2]) for i in range(4)]


def _stairs(main: str, second: str, variant: int) -> list[Figure]:
    heights = ((9, 17, 26), (26, 17, 9), (17, 26, 12), (26, 12, 19))[variant % 4]
    bars = [[(left, 37), (left, 37 - high), (left + 7.6, 37 - high), (left + 7.6, 37)]
            for left, high in zip((11, 20.2, 29.4), heights, strict=True)]  # fmt: skip
    tallest = heights.index(26)
    return [Polygons([bar for i, bar in enumerate(bars) if i != tallest], second), Polygons([bars[tallest]], main)]


def _orbit(main: str, second: str, variant: int) -> list[Figure]:
    around = 45 * (variant % 8)
    return [Arc((CENTER, CENTER), 12, around + 40, 280, 3.6, main), Disc(_at(around, 12), 4.2, second),
            Disc((CENTER, CENTER), 4.4, main)]  # fmt: skip


def _waves(main: str, second: str, variant: int) -> list[Figure]:
    """Rings around a corner."""
    corner = (13.5, 34.5)
    rings: list[Figure] = [Arc(corner, 21, -85, 80, 4.2, second), Arc(corner, 12.5, -82, 74, 4.2, main)]
    return [figure.turned(90 * (variant % 4)) for figure in (*rings, Disc(corner, 3.8, main))]


def _chevrons(main: str, second: str, variant: int) -> list[Figure]:
    lines: list[Figure] = [
        Lines([[(13, y + 9), (24, y), (35, y + 9)]], 4.8, color) for y, color in ((14, main), (24, second))
    ]
    return [figure.turned(90 * (variant % 4)) for figure in lines]


def _crystal(main: str, second: str, variant: int) -> list[Figure]:
    corners = (6, 5, 8, 4)[variant % 4]
    turns = [360 / corners * i - 90 for i in range(corners)]
    return [Polygons([[_at(turn, 15) for turn in turns]], main), Polygons([[_at(turn, 6.4) for turn in turns]], second)]


def _sails(main: str, second: str, variant: int) -> list[Figure]:
    figures: list[Figure] = [Polygons([[(22.6, 10), (22.6, 34), (10, 34)]], main),
                             Polygons([[(25.4, 15), (25.4, 34), (37, 34)]], second)]  # fmt: skip
    return [figure.turned((0, 90, 180, 45)[variant % 4]) for figure in figures]


def _dots(main: str, second: str, variant: int) -> list[Figure]:
    pattern = ("mmmmsm...", "s.mmmm.ms", "m.s.m.s.m", "smsm.msms", ".m.msm.m.", "m..mm.mms")[variant % 6]
    colors = {"m": main, "s": second}
    return [
        Disc((14 + 10 * (i % 3), 14 + 10 * (i // 3)), 4.3, colors[one]) for i, one in enumerate(pattern) if one != "."
    ]


def _sunrise(main: str, second: str, variant: int) -> list[Figure]:
    figures: list[Figure] = [
        Wedge((24, 27), 13, 180, 180, main), Lines([[(12.5, 31.5), (35.5, 31.5)], [(17.5, 36.5), (30.5, 36.5)]], 2.8, second)
    ]  # fmt: skip
    return [figure.turned((0, 180, 90)[variant % 3]) for figure in figures]


def _pinwheel(main: str, second: str, variant: int) -> list[Figure]:
    blades = [[_turn(point, 90 * i) for point in ((24, 24), (24, 9.5), (35, 18))] for i in range(4)]
    figures: list[Figure] = [Polygons(blades[0::2], main), Polygons(blades[1::2], second)]
    return [figure.turned(45 * (variant % 2)) for figure in figures]


def _links(main: str, second: str, variant: int) -> list[Figure]:
    figures: list[Figure] = [
        Arc((18.5, 24), 7.6, 0, 360, 4.2, main), Arc((29.5, 24), 7.6, 0, 360, 4.2, second),
    ]  # fmt: skip
    return [figure.turned((0, 45, 90, 135)[variant % 4]) for figure in figures]


def _burst(main: str, second: str, variant: int) -> list[Figure]:
    rays = (6, 8, 5)[variant % 3]
    lines = [[(CENTER, CENTER), _at(360 / rays * i - 90, 13.5)] for i in range(rays)]
    return [Lines(lines, 4.4 if rays < 8 else 3.4, main), Disc((CENTER, CENTER), 3.8, second)]


SHAPES: tuple[Callable[[str, str, int], list[Figure]], ...] = (
    _petals, _stairs, _orbit, _waves, _chevrons, _crystal, _sails, _dots, _sunrise, _pinwheel, _links, _burst,
)  # fmt: skip


# --- Marks --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """``shape`` and ``palette`` are places in their tables. ``ground`` is a color, or "" where the page gives one."""

    shape: int
    palette: int
    ground: str
    figures: Sequence[Figure]

    @property
    def tint(self) -> str:
        """The color to show while the picture isn't loaded."""
        return self.ground or PALETTES[self.palette][2]

    def svg(self) -> str:
        ground = f'<path d="M0 0h48v48H0z" fill="{self.ground}"/>' if self.ground else ""
        drawn = "".join(figure.svg() for figure in self.figures)
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{ground}{drawn}</svg>'

    def png(self) -> bytes:
        """Returns the picture with a white ground where the page would give one: an email can't."""
        picture = Image.new("RGB", (SIDE * FINE, SIDE * FINE), self.ground or "#FFFFFF")
        canvas = ImageDraw.Draw(picture)
        for figure in self.figures:
            figure.paint(canvas)
        made = io.BytesIO()
        small = picture.resize((PIXELS, PIXELS), Image.Resampling.BOX)
        small.quantize(32, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
        return made.getvalue()


@lru_cache(maxsize=500)
def png_of(slug: str) -> bytes:
    """Returns the mark as PNG. Kept, because each opened email asks for many and drawing one takes a while."""
    return mark_of(slug).png()


def mark_of(slug: str) -> Mark:
    """Returns the mark for any text, the same on every machine and in every release with this ``VERSION``."""
    digest = hashlib.sha256(f"{SALT}{slug.lower()}".encode("utf-8", "surrogatepass")).digest()
    shape, palette, variant = digest[0] % len(SHAPES), digest[1] % len(PALETTES), digest[3]
    deep, bright, tint = PALETTES[palette]
    ground, main, second = ((deep, "#FFFFFF", bright), (tint, deep, bright), ("", deep, bright))[digest[2] % 3]
    return Mark(shape, palette, ground, SHAPES[shape](main, second, variant))
