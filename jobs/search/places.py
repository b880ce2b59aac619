"""Places that a search can name besides regions and countries: the parts and towns of countries that jobs name."""

from dataclasses import dataclass
from functools import cache

from django.utils.text import slugify

from jobs.screening import gazetteer
from jobs.vocabulary.regions import Region, countries, regions
from toolkit.country_parts import parts_of


@dataclass(frozen=True)
class Spot:
    """A part or town. ``lands``: the countries it can be in (towns share names); ``key`` is its slug in the listing."""

    slug: str
    name: str
    lands: tuple[str, ...]
    kind: str

    @property
    def key(self) -> str:
        return slugify(self.name)

    @property
    def region(self) -> Region:
        return Region(self.slug, self.name, "", (self.slug, *regions()[self.lands[0]].path))

    def parts_in(self, land: str) -> list[str]:
        """Returns the slugs of the parts of a country where people live who live here."""
        parts = parts_of(regions()[land].code).values()
        return [one.slug for one in parts if self.name in one.names or self.name in one.holds]


@cache
def spots() -> dict[str, Spot]:
    """Returns every part and town by slug; one that is called like a region has its country behind it."""
    found: dict[str, Spot] = {}
    for row in gazetteer.names():
        if row.kind not in ("state", "city"):
            continue
        slug = _slug(row)
        known = found.get(slug)
        lands = tuple(dict.fromkeys([*(known.lands if known else ()), *row.regions]))
        found[slug] = Spot(slug, row.part, lands, known.kind if known else row.kind)
    return found


def _slug(row: gazetteer.Name) -> str:
    slug = slugify(row.part)
    return f"{slug}-{row.regions[0]}" if slug in regions() else slug


@cache
def spots_by_name() -> dict[str, str]:
    """Returns the slugs of parts and towns by their names in lower case."""
    rows = [row for row in gazetteer.names() if row.kind in ("state", "city")]
    return {row.written.lower(): _slug(row) for row in reversed(rows)}


def region_of(slug: str) -> Region:
    """Returns the region, country, part or town with a slug. Raises ``KeyError``."""
    return regions()[slug] if slug in regions() else spots()[slug].region


def spot_slug(value: str) -> str:
    """Returns the slug of a part or town by its slug or name; "" if there is none."""
    return value if value in spots() else spots_by_name().get(value.replace("-", " "), "")


def people_slug(value: str) -> str:
    """Returns ``value`` if it says where somebody lives: ``spain``, ``united-states/texas``; else ""."""
    country, _slash, part = value.partition("/")
    region = regions().get(country)
    if region is None or not region.is_country:
        return ""
    return value if not part or part in parts_of(region.code) else ""


def people_name(slug: str) -> str:
    """Returns the name of where somebody lives: ``Spain``, ``Texas``."""
    country, _slash, part = slug.partition("/")
    region = regions()[country]
    return parts_of(region.code)[part].name if part else region.name


def people_slugs() -> list[str]:
    return [one.slug for one in countries().values()]
