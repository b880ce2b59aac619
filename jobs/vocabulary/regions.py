"""Tree of regions: anywhere, groups of countries, countries.

``regions.csv`` has a row for each group (slug, name, parent) and each country (parent and ISO 3166-1 alpha-2 codes); country
names come from the Unicode CLDR through Babel. A country's parent is the smallest group that contains it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale
from django.utils.text import slugify

ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Region:
    """A country or a group of countries. ``code`` is a country's ISO 3166-1 alpha-2 code, empty for a group. ``path``
    has the slugs from the region itself up to ``anywhere``."""

    slug: str
    name: str
    code: str
    path: tuple[str, ...]

    @property
    def is_country(self) -> bool:
        return bool(self.code)

    @property
    def parent(self) -> str:
        return self.path[1] if len(self.path) > 1 else ""


@cache
def regions() -> dict[str, Region]:
    """Returns every region by slug, groups before the countries in them."""
    names = Locale("en").territories
    found: dict[str, Region] = {}
    with (Path(__file__).parent / "regions.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            above = found[row["parent"]].path if row["parent"] else ()
            if row["slug"]:
                found[row["slug"]] = Region(row["slug"], row["name"], "", (row["slug"], *above))
            for code in row["countries"].split():
                name = names[code]
                slug = slugify(name)
                found[slug] = Region(slug, name, code, (slug, *above))
    return found


@cache
def countries() -> dict[str, Region]:
    """Returns every country by ISO code, sorted by name."""
    by_name = sorted((region for region in regions().values() if region.is_country), key=lambda region: region.name)
    return {region.code: region for region in by_name}


@cache
def country_codes(slug: str) -> frozenset[str]:
    """Returns the ISO codes of all countries inside a region."""
    return frozenset(region.code for region in regions().values() if region.is_country and slug in region.path)


def open_to(slug: str) -> tuple[str, ...]:
    """Returns the region slugs whose jobs a resident of ``slug`` can take: that region, each group that contains it,
    anywhere."""
    return regions()[slug].path


def smallest(slugs: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Returns ``slugs`` without those that lie inside another one of them, in the given order."""
    known = [slug for slug in dict.fromkeys(slugs) if slug in regions()]
    return tuple(slug for slug in known if not (set(regions()[slug].path[1:]) & set(known)))
