"""Reads the published figures of screening, which ``tests.jobs.screening.measure --write`` measures on the corpus."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).parent / "data" / "figures.json"


@dataclass(frozen=True)
class Counts:
    """Counts of a yes-or-no question: found rightly, found wrongly, not found."""

    right: int
    false: int
    missed: int


@dataclass(frozen=True)
class HalfFigures:
    """Figures of one half of the corpus, or of a further set. ``countries`` has, by code, the answers that agree, all
    answers, and those that say yes to a person who can't apply; ``answers`` and ``agreeing`` are their sums with further
    countries."""

    sentences: int
    jobs: int
    questions: dict[str, Counts]
    countries: dict[str, tuple[int, int, int]]
    answers: int
    agreeing: int
    wrong_yes: int


@dataclass(frozen=True)
class PublishedFigures:
    """``unseen`` is the fifth set: no rule was changed for it."""

    sentences: int
    jobs: int
    languages: int
    tune: HalfFigures
    held_out: HalfFigures
    unseen: HalfFigures


@cache
def published_figures() -> PublishedFigures:
    data = json.loads(FIGURES.read_text(encoding="utf-8"))
    tune, held_out, unseen = (_half(data["halves"][name]) for name in ("tune", "held-out", "fifth"))
    return PublishedFigures(data["sentences"], data["jobs"], data["languages"], tune, held_out, unseen)


def _half(data: dict[str, Any]) -> HalfFigures:
    return HalfFigures(
        data["sentences"],
        data["jobs"],
        {name: Counts(*counts) for name, counts in data["questions"].items()},
        {code: (right, asked, wrong_yes) for code, (right, asked, wrong_yes) in data["countries"].items()},
        data["answers"],
        data["agreeing"],
        data["wrong_yes"],
    )
