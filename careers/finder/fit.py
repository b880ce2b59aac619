"""The formula that ranks careers by how well they fit somebody's answers.

    score = interests + skills + 0.5 × tools − 0.2 × (education above yours) − 0.1 × (education below yours)

``interests``: Pearson's correlation of the six numbers of ticked statements with the career's six interest scores.
``skills``: Pearson's correlation of "ticked or not" for the 35 skills with their importance for the career.
``tools``: the share of the ticked tools that the career uses; a tool that few careers use counts more, by the logarithm of all
careers to those that use it.
Education is in steps of the eight levels of typical entry education.

A correlation doesn't exist if one side is all the same (nothing ticked, everything ticked, equally many of each type): that
part is then left out for every career. A career whose skills or interests aren't rated gets the mean of all others for that
part, so it's neither preferred nor held back.

The three factors were chosen on the profiles of tests/careers/finder_profiles.toml that aren't held out.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from careers.explorer.catalog import Career, Catalog
from careers.explorer.vocabulary import EDUCATION_RANKS, SKILLS
from careers.finder.answers import Answers

TOOLS_FACTOR = 0.5
ABOVE_FACTOR = 0.2
BELOW_FACTOR = 0.1

Vector = tuple[float, ...]


@dataclass(frozen=True)
class Fit:
    """A career with its parts of the score; a part is None if the answers or the career have nothing to compare.
    ``steps``: by how many levels its usual education is above the member's (negative: below)."""

    career: Career
    score: float
    interests: float | None
    skills: float | None
    tools: float | None
    steps: int | None


def standardized(values: Sequence[float]) -> Vector | None:
    """Returns the values with mean 0 and length 1, so that the dot product of two is their correlation; None if all are the
    same."""
    if not values:
        return None
    mean = sum(values) / len(values)
    length = math.sqrt(sum((value - mean) ** 2 for value in values))
    return tuple((value - mean) / length for value in values) if length > 1e-9 else None


def correlation(one: Vector | None, other: Vector | None) -> float | None:
    """Pearson's correlation of two `standardized` vectors; None if it doesn't exist."""
    if one is None or other is None:
        return None
    return sum(a * b for a, b in zip(one, other, strict=True))


class Profiles:
    """What the formula needs of all careers, computed once for a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self.careers = catalog.careers
        ids = [skill.id for skill in SKILLS.values()]
        self.interests = [standardized(career.interests) for career in self.careers]
        self.skills = [
            standardized([career.skills.get(id, 1.0) for id in ids]) if career.skills else None
            for career in self.careers
        ]
        self.tools = [frozenset(career.tools) for career in self.careers]
        self.uses = Counter(tool for tools in self.tools for tool in tools)

    @cached_property
    def tool_names(self) -> list[str]:
        """All tools, the most common first."""
        return sorted(self.uses, key=lambda tool: (-self.uses[tool], tool))

    def weight(self, tool: str) -> float:
        return math.log(len(self.careers) / self.uses[tool]) if self.uses[tool] else 0.0


def rank(profiles: Profiles, answers: Answers) -> list[Fit]:
    """Returns all careers by their score, best first; nothing if no part of the answers tells careers apart."""
    interests = standardized(answers.interests) if answers.like else None
    skills = standardized([float(key in answers.skill) for key in SKILLS]) if answers.skill else None
    weights = {tool: weight for tool in answers.tool if (weight := profiles.weight(tool)) > 0}
    if interests is None and skills is None and not weights:
        return []
    fits_interests = [correlation(interests, career) for career in profiles.interests]
    fits_skills = [correlation(skills, career) for career in profiles.skills]
    usual_interests, usual_skills = _mean(fits_interests), _mean(fits_skills)
    level = EDUCATION_RANKS.get(answers.education)
    everything = sum(weights.values())
    found = []
    for index, career in enumerate(profiles.careers):
        by_interests, by_skills = fits_interests[index], fits_skills[index]
        by_tools = (
            sum(weight for tool, weight in weights.items() if tool in profiles.tools[index]) / everything
            if everything
            else None
        )
        steps = career.education - level if level and career.education else None
        score = (
            (usual_interests if by_interests is None else by_interests)
            + (usual_skills if by_skills is None else by_skills)
            + TOOLS_FACTOR * (by_tools or 0)
            - ABOVE_FACTOR * max(0, steps or 0)
            - BELOW_FACTOR * max(0, -(steps or 0))
        )
        found.append(Fit(career, score, by_interests, by_skills, by_tools, steps))
    return sorted(found, key=lambda fit: (-fit.score, fit.career.code))


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 0.0
