"""Draws steps of a career: one column for each step and better paid ones higher up; on phones, a tree.

Geometry only, in SVG user units. A line ends at the dot of an occupation and the next one starts behind its label, so that no
line runs through words.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from advice.moves.steps import Step
from careers.display import money
from careers.occupations.moves import Line, Scale, difference_words, spread

WIDTH, TOP, BELOW = 1160, 30, 44
START = 170  # where the occupation itself is drawn
COLUMNS = {1: 250, 2: 560, 3: 870}
GUTTER = 264  # from a column's dots to where its labels have surely ended and lines may turn
LETTERS = 27  # in a line of a label
MOST_LINES = 4  # of a label
TALL = 18  # from a line of a label to the next
BETWEEN = 6  # two labels
LETTER = 8.6  # units, the widest that a letter of a label is on average
LABEL = 20  # from a dot to its label
OWN_WIDTH = 13  # letters in a line of the occupation's own name
OWN_LINES = 3

ROW, INDENT, FIRST_ROW, NARROW = 44, 22, 26, 340
LONGEST_NARROW = 37


@dataclass(frozen=True)
class Node:
    """An occupation at ``x`` and ``y`` with its label at ``text_x``, ``above`` being its lines but the last. ``edge`` leads to
    its dot, ``leader`` on to the label."""

    url: str
    label: str
    figure: str
    number: int
    x: float
    y: float
    text_x: float
    text_y: float
    edge: str
    leader: str = ""
    above: tuple["TextLine", ...] = ()


@dataclass(frozen=True)
class Column:
    x: int
    name: str


@dataclass(frozen=True)
class TextLine:
    y: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """Columns for wide screens, rows for phones; ``y`` is the place of the occupation itself."""

    height: int
    y: float
    own: tuple[TextLine, ...]
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    nodes: tuple[Node, ...]
    narrow_height: int
    narrow_own: str
    pay: str
    rows: tuple[Node, ...]


def draw_steps(title: str, code: str, pay: int | None, steps: Sequence[Step]) -> Drawing | None:
    """Returns the drawing; None without the occupation's own pay, or without a step."""
    if not pay or not steps:
        return None
    nodes, scale, drawn = _columns(code, pay, steps)
    own = round(scale.y(pay), 1)
    return Drawing(
        height=round(TOP + drawn + BELOW),
        y=own,
        own=_own_lines(title, pay, own),
        lines=scale.lines(),
        columns=tuple(Column(x, column_name(number)) for number, x in COLUMNS.items() if _in(steps, number)),
        nodes=nodes,
        narrow_height=FIRST_ROW + ROW * (len(steps) + 1) - 10,
        narrow_own=cut(title, LONGEST_NARROW),
        pay=money(pay, "USD"),
        rows=_rows(code, pay, steps),
    )


def column_name(number: int) -> str:
    return {1: _("One step"), 2: _("Two steps"), 3: _("Three steps")}[number]


def cut(title: str, longest: int) -> str:
    """Returns a title that fits its place; the list beside the drawing says the whole."""
    return title if len(title) <= longest else f"{title[: longest - 1].rstrip(' ,')}…"


def _in(steps: Sequence[Step], number: int) -> list[Step]:
    return [step for step in steps if step.number == number]


def _pay(step: Step) -> int:
    return step.role.pay or 0


# --- Columns ------------------------------------------------------------------------------------------------------------


def _columns(code: str, pay: int, steps: Sequence[Step]) -> tuple[tuple[Node, ...], Scale, float]:
    labels = {step.role.code: _label(step.role.title, difference_words(_pay(step) - pay)) for step in steps}
    heights = {code: TALL * len(lines) + BETWEEN for code, lines in labels.items()}
    most = max(sum(heights[step.role.code] for step in _in(steps, number)) for number in COLUMNS)
    drawn = max(300.0, most * 1.4 + 40)
    scale = Scale.of([pay, *map(_pay, steps)], TOP, drawn)
    ends = {code: (START + 10.0, scale.y(pay))}  # where lines from an occupation start
    turns = {1: START + 14, 2: COLUMNS[1] + GUTTER, 3: COLUMNS[2] + GUTTER}
    nodes: list[Node] = []
    for number, x in COLUMNS.items():
        column = sorted(_in(steps, number), key=lambda step: (scale.y(_pay(step)), step.role.title))
        tall = [heights[step.role.code] for step in column]
        texts = spread([scale.y(_pay(step)) for step in column], TOP, TOP + drawn, tall)
        for step, text_y in zip(column, texts, strict=True):
            y = round(scale.y(_pay(step)), 1)
            figure = difference_words(_pay(step) - pay)
            *above, last = _lines(labels[step.role.code], text_y)
            label = last.text.replace("\N{NO-BREAK SPACE}", " ").removesuffix(figure).rstrip()
            longest = max(len(line) for line in labels[step.role.code])
            start_x, start_y = ends[step.after]
            turn, bend = turns[number], (turns[number] + x) // 2
            edge = f"M{start_x:.0f} {start_y:.1f}H{turn}C{bend} {start_y:.1f} {bend} {y} {x - 6} {y}"
            leader = f"M{x + 6} {y}L{x + LABEL - 4} {text_y}"
            nodes.append(
                Node(step.role.moves_url, label, figure, number, x, y, x + LABEL, last.y, edge, leader, tuple(above))
            )
            ends[step.role.code] = (x + LABEL + 2 + LETTER * longest, text_y)
    return tuple(nodes), scale, drawn


def _own_lines(title: str, pay: int, y: float) -> tuple[TextLine, ...]:
    """Returns the occupation's own name in short lines and its pay, around the height of its dot."""
    wrapped = textwrap.wrap(title, OWN_WIDTH, max_lines=OWN_LINES, placeholder="…")
    return _lines([*wrapped, money(pay, "USD")], y)


def _lines(texts: Sequence[str], y: float) -> tuple[TextLine, ...]:
    """Returns lines of text around a height."""
    first = y + 5 - TALL * (len(texts) - 1) / 2
    return tuple(TextLine(round(first + TALL * at, 1), text) for at, text in enumerate(texts))


def _label(title: str, figure: str) -> list[str]:
    """Returns a title and its figure in lines, the figure at the end; what doesn't fit is cut from the title."""
    kept = figure.replace(" ", "\N{NO-BREAK SPACE}")
    return textwrap.wrap(f"{cut(title, MOST_LINES * LETTERS - LETTERS // 2 - len(figure))} {kept}", LETTERS)


# --- Rows for phones ----------------------------------------------------------------------------------------------------


def _rows(code: str, pay: int, steps: Sequence[Step]) -> tuple[Node, ...]:
    """Returns the steps as a tree, each after the one it follows."""
    places = {code: (8.0, float(FIRST_ROW))}
    rows: list[Node] = []
    for at, step in enumerate(in_order(code, steps), start=1):
        x, y = 8.0 + INDENT * step.number, float(FIRST_ROW + ROW * at)
        from_x, from_y = places[step.after]
        edge = f"M{from_x:g} {from_y + 6:g}V{y - 8:g}Q{from_x:g} {y:g} {from_x + 8:g} {y:g}H{x - 6:g}"
        label = cut(step.role.title, LONGEST_NARROW - 3 * (step.number - 1))
        figure = f"{money(step.role.pay, 'USD')} · {difference_words(_pay(step) - pay)}"
        rows.append(Node(step.role.moves_url, label, figure, step.number, x, y, x + 14, y + 1, edge))
        places[step.role.code] = (x, y)
    return tuple(rows)


def in_order(code: str, steps: Sequence[Step]) -> list[Step]:
    """Returns the steps after an occupation, each followed by its own."""
    return [one for step in steps if step.after == code for one in (step, *in_order(step.role.code, steps))]
