"""Compares what two occupations ask for: skills and knowledge by importance, and software that job ads ask for.

A skill or a kind of knowledge counts as asked for where O*NET rates its importance `IMPORTANT` or more on its scale from
1 (not important) to 5 (extremely important). Software counts where O*NET finds it in many job ads for the occupation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

IMPORTANT = Decimal(3)
SHOWN = 5  # of each list


@dataclass(frozen=True)
class Work:
    """What an occupation asks for. ``rated``: importance of skills and knowledge by their names; ``tools``: all software and
    tools; ``asked_tools``: those that many job ads for it ask for."""

    rated: dict[str, Decimal]
    tools: frozenset[str]
    asked_tools: tuple[str, ...]

    @classmethod
    def of(cls, skills: Iterable[Any], knowledge: Iterable[Any], tools: Iterable[Any]) -> "Work":
        """Reads the lists of an occupation's facts as they're stored."""
        rated = {one["name"]: Decimal(str(one["importance"])) for one in (*skills, *knowledge)}
        named = tuple(tools)
        asked = tuple(one["name"] for one in named if one.get("in_demand"))
        return cls(rated, frozenset(one["name"] for one in named), asked)

    @property
    def important(self) -> tuple[str, ...]:
        """Skills and knowledge that are asked for, the most important first."""
        return tuple(sorted((name for name, value in self.rated.items() if value >= IMPORTANT), key=self._order))

    def _order(self, name: str) -> tuple[Decimal, str]:
        return -self.rated[name], name


@dataclass(frozen=True)
class Overlap:
    """What carries over from one occupation to another and what doesn't. ``is_rated``: both have ratings."""

    carries: tuple[str, ...]
    learns: tuple[str, ...]
    tools_carry: tuple[str, ...]
    tools_learn: tuple[str, ...]
    is_rated: bool

    @property
    def asked(self) -> int:
        return len(self.carries) + len(self.learns)


def overlap_of(here: Work, there: Work) -> Overlap:
    """Returns the overlap. What carries over is ordered by how much both ask for it, what doesn't by how far apart they are."""
    important = there.important
    has_both = bool(here.rated and there.rated)
    carries = [name for name in important if here.rated.get(name, Decimal(0)) >= IMPORTANT] if has_both else []
    learns = [name for name in important if name not in carries] if has_both else []
    return Overlap(
        carries=tuple(sorted(carries, key=lambda name: (-min(here.rated[name], there.rated[name]), name))),
        learns=tuple(sorted(learns, key=lambda name: (here.rated.get(name, Decimal(0)) - there.rated[name], name))),
        tools_carry=tuple(name for name in there.asked_tools if name in here.tools),
        tools_learn=tuple(name for name in there.asked_tools if name not in here.tools),
        is_rated=has_both,
    )
