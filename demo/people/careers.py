"""Invents people with careers: the same seed gives the same people."""

import datetime as dt
import random
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from demo.jobs.material import material
from jobs.vocabulary.kinds import WorkType

_DATA = Path(__file__).parent / "data.toml"
_SCHOOLS = (
    "Hafen University",
    "Northgate College",
    "University of Three Rivers",
    "Lyceum of Applied Arts",
    "Meridian Open University",
)
_STEP_YEARS = (2, 4)  # between promotions


class Person(NamedTuple):
    """An invented person: the document of their résumé and how it is listed. ``days``: since it was last changed."""

    email: str
    name: str
    country: str
    document: dict[str, Any]
    open_to: list[str]
    hides_employer: bool
    shown_name: str
    days: int


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def people(count: int, *, seed: int, today: dt.date) -> list[Person]:
    """Returns ``count`` people. Each country comes up before one does again."""
    chance = random.Random(seed)  # noqa: S311 - invented, and the same each time
    names = list(_names(chance))
    return [_person(number, names[number % len(names)], chance, today) for number in range(count)]


class _Name(NamedTuple):
    text: str
    given: str
    country: str
    town: str


def _names(chance: random.Random) -> Iterator[_Name]:
    countries = list(_data()["countries"].items())
    chance.shuffle(countries)
    for at in range(3):
        for code, country in countries:
            if at < len(country["given"]):
                given, family = country["given"][at], country["family"][at]
                text = f"{family} {given}" if country.get("is_family_first") else f"{given} {family}"
                yield _Name(text, given, code, country["towns"][at % len(country["towns"])])


def _person(number: int, name: _Name, chance: random.Random, today: dt.date) -> Person:
    country = _data()["countries"][name.country]
    trade = _data()["trades"][number % len(_data()["trades"])]
    steps = min(chance.choice((1, 2, 2, 3, 3, 3, 4)), len(trade["titles"]))
    work = list(_work(trade, steps, chance, today))
    town, _comma, part = name.town.partition(", ")
    location = {"city": town, "region": part, "countryCode": name.country}
    languages = _languages(country, chance)
    document = {
        "basics": {
            "name": name.text,
            "label": work[0]["position"],
            "email": f"person-{number + 1}@example.com",
            "summary": " ".join(filter(None, [country.get("line"), trade["does"]])),
            "location": {key: value for key, value in location.items() if value},
        },
        "work": work,
        "education": [_education(trade, int(work[-1]["startDate"][:4]), chance)],
        "skills": [{"name": skill} for skill in chance.sample(trade["skills"], 5)],
        "languages": languages,
    }
    return Person(
        email=f"person-{number + 1}@example.com",
        name=name.text,
        country=name.country,
        document=document,
        open_to=sorted(chance.sample(_OPEN_TO, chance.choice((1, 1, 2)))),
        hides_employer=number % 9 == 4,
        shown_name=name.given if number % 12 == 7 else "",
        days=int(chance.triangular(0, 90, 5)),
    )


_OPEN_TO = [WorkType.FULL_TIME.value, WorkType.CONTRACT.value, WorkType.FREELANCE.value, WorkType.PART_TIME.value]


def _languages(country: dict[str, Any], chance: random.Random) -> list[dict[str, str]]:
    languages = [{"language": country["speaks"], "fluency": "Native"}]
    if country["speaks"] != "English":
        languages.append({"language": "English", "fluency": chance.choice(("B2", "C1", "C2"))})
    if chance.random() < 0.25:
        languages.append({"language": chance.choice(("French", "German", "Spanish")), "fluency": "B1"})
    return languages


def _education(trade: dict[str, Any], until: int, chance: random.Random) -> dict[str, str]:
    return {
        "institution": chance.choice(_SCHOOLS),
        "studyType": chance.choice(("BA", "BSc", "MSc")),
        "area": trade["subject"],
        "startDate": str(until - 3),
        "endDate": str(until),
    }


def _work(trade: dict[str, Any], steps: int, chance: random.Random, today: dt.date) -> Iterator[dict[str, Any]]:
    """Yields jobs, the latest first, each with the title before; none overlap."""
    employers = chance.sample(material().employers, steps)
    end: dt.date | None = None
    begins = today.replace(day=1)
    for at in range(steps):
        length = chance.randint(*_STEP_YEARS) * 12 + chance.randint(-5, 5)
        if at == steps - 1 and steps == 1:
            length = chance.randint(6, 16)
        begins = _months_before(end or today, length)
        said = chance.sample(trade["did"], min(3 if at == 0 else 2, len(trade["did"])))
        job = {
            "position": trade["titles"][steps - 1 - at],
            "name": employers[at].name,
            "url": employers[at].site,
            "startDate": f"{begins:%Y-%m}",
            "highlights": [_said(one, trade, employers[at].name, chance) for one in said],
        }
        yield job if end is None else job | {"endDate": f"{end:%Y-%m}"}
        end = _months_before(begins, 1 + (chance.random() < 0.3))


def _said(sentence: str, trade: dict[str, Any], employer: str, chance: random.Random) -> str:
    said = sentence.replace("{employer}", employer).replace("{area}", chance.choice(trade["areas"]))
    for word, low, high in (("few", 2, 6), ("many", 11, 48), ("percent", 12, 46)):
        while f"{{{word}}}" in said:
            said = said.replace(f"{{{word}}}", str(chance.randint(low, high)), 1)
    return said


def _months_before(day: dt.date, months: int) -> dt.date:
    at = day.year * 12 + day.month - 1 - months
    return dt.date(at // 12, at % 12 + 1, 1)
