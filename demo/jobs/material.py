"""Reads the data files that invented jobs are made of."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from demo.jobs import grammar

_DATA = Path(__file__).parent / "data"
GUIDED = (
    "Accountant", "Customer Support Specialist", "Data Scientist", "Graphic Designer", "Human Resources Specialist",
    "Information Security Analyst", "Marketing Manager", "Operations Officer", "Product Manager", "Project Manager",
    "Software Engineer", "Technical Writer",
)  # fmt: skip


@dataclass(frozen=True)
class Trade:
    """What one industry hires for. ``near`` is a second industry that its jobs can have."""

    industry: str
    near: str
    leaders: tuple[str, ...]
    areas: tuple[str, ...]
    tools: tuple[str, ...]
    duties: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Role:
    """``low`` and ``high`` are thousands of US dollars a year for a person with some experience."""

    title: str
    trade: Trade
    low: int
    high: int


@dataclass(frozen=True)
class Place:
    """Where applicants can live. ``rate`` turns US dollars into what is paid there, in ``currency``."""

    labels: tuple[str, ...]
    regions: tuple[str, ...]
    currency: str
    rate: float
    says: tuple[str, ...]
    zone: tuple[int, int] | None
    period: str


@dataclass(frozen=True)
class Fault:
    """Something wrong with a job. ``places``: the labels that it contradicts; empty: any label."""

    name: str
    says: tuple[str, ...]
    places: tuple[str, ...]
    tags: tuple[str, ...]
    mail: str


@dataclass(frozen=True)
class Employer:
    name: str
    trade: str
    customers: str
    product: str

    @property
    def site(self) -> str:
        return f"https://{slugify(self.name)}.example"


@dataclass(frozen=True)
class Material:
    """All the data, the most likely values first."""

    roles: tuple[Role, ...]
    guided: tuple[Role, ...]
    places: tuple[Place, ...]
    place_weights: tuple[int, ...]
    faults: tuple[Fault, ...]
    employers: tuple[Employer, ...]
    sentences: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]


@cache
def material() -> Material:
    phrases = _toml("phrases.toml")
    roles = _roles()
    by_title = {role.title: role for role in roles}
    places = [
        Place(
            tuple(row["label"]), tuple(row["regions"]), row["currency"], row["rate"], tuple(row["says"]),
            (row["zone"][0], row["zone"][1]) if "zone" in row else None, row.get("period", ""),
        )
        for row in phrases["places"]
    ]  # fmt: skip
    return Material(
        roles=roles,
        guided=tuple(by_title[title] for title in GUIDED),
        places=tuple(places),
        place_weights=tuple(row["weight"] for row in phrases["places"]),
        faults=tuple(
            Fault(
                row["name"],
                tuple(row["says"]),
                tuple(row.get("places", ())),
                tuple(row.get("tags", ())),
                row.get("mail", ""),
            )
            for row in phrases["faults"]
        ),
        employers=_employers(),
        sentences={name: tuple(said) for name, said in phrases["sentences"].items()},
        words={name: tuple(words) for name, words in phrases["words"].items()},
    )


def employer(number: int) -> Employer:
    """The employers of the file first, then an unlimited number of invented ones."""
    known = material().employers
    if number < len(known):
        return known[number]
    dice = grammar.dice("employer", number)
    like = known[number % len(known)]
    name = grammar.name(number * 7919 % grammar.NAMES)
    form = dice.choice(("Labs", "Works", "Systems", "Studio", "Group", "Partners", "Software", "Health", "Digital"))
    return Employer(f"{name} {form}", like.trade, like.customers, f"{name} {dice.choice(('One', 'Desk', 'Cloud'))}")


def _roles() -> tuple[Role, ...]:
    """All roles: the first role of each industry, then the second ones, and so on."""
    ranked = []
    for industry, row in _toml("trades.toml").items():
        trade = Trade(
            industry, row["near"], *(tuple(row[part]) for part in ("leaders", "areas", "tools", "duties", "asks"))
        )
        ranked += [(at, Role(role["title"], trade, *role["pay"])) for at, role in enumerate(row["roles"])]
    return tuple(role for _, role in sorted(ranked, key=lambda item: item[0]))


def _employers() -> tuple[Employer, ...]:
    with (_DATA / "companies.csv").open(encoding="utf-8") as rows:
        return tuple(Employer(**row) for row in csv.DictReader(rows))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
