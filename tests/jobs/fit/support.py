"""Jobs and people that were judged by hand, and how right an order of jobs is."""

import datetime as dt
import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import connection

from jobs.search import lexemes
from jobs.search.fitting import Profile
from tests.factories import NOW, a_job

FIRST = 10


@dataclass(frozen=True, eq=False)
class Person:
    name: str
    titles: tuple[str, ...]
    skills: tuple[str, ...]
    level: str
    grades: dict[str, int]
    is_held_out: bool

    @property
    def profile(self) -> Profile:
        tokens = [lexemes.tokens_of_title(title, None) for title in self.titles]
        return Profile(
            called=tuple(tokens[0]),
            called_before=tuple(token for one in tokens[1:] for token in one),
            skills=tuple(lexemes.skill_keys(self.skills)),
            level=self.level,
        )


@cache
def judged():
    """The rows of jobs, and the people."""
    data = tomllib.loads(Path(__file__).with_name("judgments.toml").read_text(encoding="utf-8"))
    people = [
        Person(
            name=one["name"],
            titles=tuple(one["titles"]),
            skills=tuple(one["skills"]),
            level=one["level"],
            grades={**dict.fromkeys(one["partly"], 1), **dict.fromkeys(one["fit"], 2)},
            is_held_out=one.get("held_out", False),
        )
        for one in data["people"]
    ]
    return data["jobs"], people


def judged_jobs():
    """Puts the judged jobs on the board; returns their keys by id."""
    keys = {}
    for key, title, level, skills, days in judged()[0]:
        job = a_job(
            title=title,
            company=f"Company {key}",
            level=level,
            skills=tuple(skills),
            apply_url=f"https://{key}.example/apply",
            published_at=NOW - dt.timedelta(days=days),
            expires_at=NOW + dt.timedelta(days=30),
        )
        keys[job.pk] = key
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE jobs_listing")
    return keys


def ndcg(keys, grades):
    """Normalized discounted cumulative gain of the first ten: 1 if no other order has more fitting jobs further up."""
    gained = sum((2 ** grades.get(key, 0) - 1) / math.log2(at + 2) for at, key in enumerate(keys[:FIRST]))
    best = sorted(grades.values(), reverse=True)[:FIRST]
    return gained / sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(best))


def precision(keys, grades):
    """How many of the first jobs fit at least partly, of as many as could."""
    most = min(FIRST, len(grades))
    return sum(1 for key in keys[:most] if grades.get(key)) / most
