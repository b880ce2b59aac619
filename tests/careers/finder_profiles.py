"""The labelled profiles of the career finder, and how well a ranking puts the expected occupations first.

Run as a program, it prints the figures for the shipped tables: python -m tests.careers.finder_profiles
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from careers.explorer.vocabulary import SKILLS
from careers.finder.answers import Answers
from careers.finder.fit import rank

KEYS = {str(skill.name): key for key, skill in SKILLS.items()}


@dataclass(frozen=True)
class Profile:
    name: str
    answers: Answers
    expected: tuple[str, ...]
    is_held_out: bool


@dataclass(frozen=True)
class Figures:
    """``hits``: the share of profiles with an expected occupation among the first ten; ``recall``: of the expected occupations,
    how many are among the first twenty; ``precision``: of the first ten, how many are expected (at best, as many as there are);
    ``first``: the median rank of the first expected one."""

    number: int
    hits: float
    recall: float
    precision: float
    first: float

    def __str__(self):
        return (
            f"{self.number} profiles: {self.hits:.0%} have an expected occupation in the first ten, "
            f"recall in the first twenty {self.recall:.2f}, precision of the first ten {self.precision:.2f}, "
            f"median rank of the first expected {self.first:g}"
        )


def read_profiles():
    rows = tomllib.loads((Path(__file__).parent / "finder_profiles.toml").read_text())["profile"]
    return [
        Profile(
            row["name"],
            Answers(
                like=tuple(row["statements"].split()),
                skill=tuple(KEYS[name] for name in row["skills"]),
                tool=tuple(row["tools"]),
                education=row["education"],
            ),
            tuple(row["expected"]),
            row.get("held_out", False),
        )
        for row in rows
    ]


def ranks_of(profile, profiles):
    """The ranks of the expected occupations, best first."""
    places = {fit.career.code: place for place, fit in enumerate(rank(profiles, profile.answers), start=1)}
    return sorted(places[code] for code in profile.expected)


def figures(chosen, profiles):
    found = [ranks_of(profile, profiles) for profile in chosen]
    return Figures(
        number=len(found),
        hits=mean(ranks[0] <= 10 for ranks in found),
        recall=mean(mean(rank <= 20 for rank in ranks) for ranks in found),
        precision=mean(sum(rank <= 10 for rank in ranks) / min(10, len(ranks)) for ranks in found),
        first=median(ranks[0] for ranks in found),
    )
