"""Parts of countries where people say they live: US states, Canadian provinces, UK nations, German states.

``country_parts.csv`` has a row for each: ``within`` names the larger areas it lies in completely, ``holds`` the towns and
areas that lie in it or reach into it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "US": _("State"), "CA": _("Province or territory"), "GB": _("Nation"), "DE": _("State"),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part of a country (ISO code). ``names``: its own and those of the larger areas it lies in completely; ``holds``:
    towns and areas that lie in it or reach into it."""

    country: str
    slug: str
    name: str
    names: frozenset[str]
    holds: frozenset[str]


@cache
def parts_of(country: str) -> dict[str, Part]:
    """Returns a country's parts by slug, sorted by name; empty for most countries."""
    return _parts().get(country, {})


def part_named(country: str, slug: str) -> Part | None:
    return parts_of(country).get(slug)


@cache
def _parts() -> dict[str, dict[str, Part]]:
    found: dict[str, dict[str, Part]] = {}
    with (Path(__file__).parent / "country_parts.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            slug = slugify(row["name"])
            names = frozenset(filter(None, [row["name"], *row["within"].split("|")]))
            holds = frozenset(filter(None, row["holds"].split("|")))
            found.setdefault(row["country"], {})[slug] = Part(row["country"], slug, row["name"], names, holds)
    return found
