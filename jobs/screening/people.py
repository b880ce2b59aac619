"""How many people a job invites, to weigh what its text takes back."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jobs.vocabulary.regions import country_codes


@cache
def _millions() -> dict[str, float]:
    with (Path(__file__).parent / "data" / "people.csv").open(encoding="utf-8") as rows:
        return {row["code"]: float(row["millions"]) for row in csv.DictReader(rows)}


def codes_of(slugs: Iterable[str]) -> frozenset[str]:
    """Returns the ISO codes of all countries in ``slugs``."""
    return frozenset[str]().union(*(country_codes(slug) for slug in slugs))


def people_in(codes: Iterable[str]) -> float:
    """Returns the number of people in countries, in millions. Small countries that aren't listed count a little."""
    return sum(_millions().get(code, 0.1) for code in codes)


def shuts_most_out(invited: Iterable[str], *, only: Iterable[str] = (), never: Iterable[str] = ()) -> bool:
    """Returns whether a limit to the regions ``only``, or without the regions ``never``, leaves fewer than half of the
    people in ``invited``. Without a known invitation, nobody is shut out."""
    asked = codes_of(invited)
    left = (asked & codes_of(only) if only else asked) - codes_of(never)
    return bool(asked) and people_in(left) * 2 < people_in(asked)
