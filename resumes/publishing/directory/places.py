"""Tells where a person is from their résumé: country, place names, time zones."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jobs.vocabulary.regions import countries, regions
from resumes.document import Location
from toolkit import geography
from toolkit.country_parts import parts_of
from toolkit.text import without_accents

# Parts of countries with several time zones, by their names and codes; the zone in which most of their people live.
_PARTS = {
    "US": {
        "America/New_York": "connecticut ct, delaware de, district of columbia dc, florida fl, georgia ga, indiana in, "
        "kentucky ky, maine me, maryland md, massachusetts ma, michigan mi, new hampshire nh, new jersey nj, new york ny, "
        "north carolina nc, ohio oh, pennsylvania pa, rhode island ri, south carolina sc, vermont vt, virginia va, "
        "west virginia wv",
        "America/Chicago": "alabama al, arkansas ar, illinois il, iowa ia, kansas ks, louisiana la, minnesota mn, "
        "mississippi ms, missouri mo, nebraska ne, north dakota nd, oklahoma ok, south dakota sd, tennessee tn, texas tx, "
        "wisconsin wi",
        "America/Denver": "colorado co, idaho id, montana mt, new mexico nm, utah ut, wyoming wy",
        "America/Phoenix": "arizona az",
        "America/Los_Angeles": "california ca, nevada nv, oregon or, washington wa",
        "America/Anchorage": "alaska ak",
        "Pacific/Honolulu": "hawaii hi",
    },
    "CA": {
        "America/St_Johns": "newfoundland and labrador nl",
        "America/Halifax": "nova scotia ns, new brunswick nb, prince edward island pe",
        "America/Toronto": "ontario on, quebec qc",
        "America/Winnipeg": "manitoba mb",
        "America/Regina": "saskatchewan sk",
        "America/Edmonton": "alberta ab, northwest territories nt",
        "America/Vancouver": "british columbia bc",
        "America/Whitehorse": "yukon yt",
    },
    "AU": {
        "Australia/Sydney": "new south wales nsw, australian capital territory act",
        "Australia/Melbourne": "victoria vic",
        "Australia/Brisbane": "queensland qld",
        "Australia/Adelaide": "south australia sa",
        "Australia/Darwin": "northern territory nt",
        "Australia/Perth": "western australia wa",
        "Australia/Hobart": "tasmania tas",
    },
    "BR": {
        "America/Manaus": "amazonas am, roraima rr, rondônia ro, mato grosso mt, mato grosso do sul ms",
        "America/Rio_Branco": "acre ac",
    },
    "MX": {
        "America/Tijuana": "baja california bc",
        "America/Hermosillo": "sonora son",
        "America/Mazatlan": "sinaloa sin, nayarit nay, baja california sur bcs",
        "America/Cancun": "quintana roo qroo",
    },
}
# Countries where nearly everybody has one clock: it counts unless a part or town of another is named.
_MAIN = {
    "BR": "America/Sao_Paulo", "CL": "America/Santiago", "CN": "Asia/Shanghai", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "MX": "America/Mexico_City", "NZ": "Pacific/Auckland", "PG": "Pacific/Port_Moresby", "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """``country`` is a slug, empty if unknown; ``parts`` are names of the part and the town; ``zones`` the time zones that the
    person can be in, most often one."""

    text: str = ""
    country: str = ""
    parts: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()


def place_of(location: Location) -> Place:
    """Returns where a person is, as far as their résumé says. Several time zones: it leaves open which."""
    country = countries().get(location.country_code.strip().upper())
    part = _written_out(country.code if country else "", location.region.strip())
    parts = tuple(filter(None, dict.fromkeys([location.city.strip(), part])))
    if country is None:
        return Place(", ".join(parts), "", parts)
    named = parts[:1] if parts and parts[0].casefold() != country.name.casefold() else ()
    zones = _zones(country.code, parts)
    return Place(", ".join([*named, country.name]), country.slug, parts, zones)


def _zones(country: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    inside = geography.time_zones_of(country)
    if len(inside) < 2:
        return inside
    names = [_folded(part) for part in reversed(parts)]  # a part of the country is told apart better than a town
    found = next((zone for name in names if (zone := _zones_by_part(country).get(name))), _MAIN.get(country, ""))
    return (found,) if found in inside else inside


@cache
def _zones_by_part(country: str) -> dict[str, str]:
    """Returns time zones by the names of the parts and towns of a country, folded."""
    found = {_folded(name): zone for zone, names in _PARTS.get(country, {}).items() for name in _names(names)}
    for part in parts_of(country).values():
        if zone := found.get(_folded(part.name)):
            for town in part.holds:
                found.setdefault(_folded(town), zone)
    for zone in geography.time_zones_of(country):
        found.setdefault(_folded(geography.time_zones()[zone]), zone)
    return found


def _written_out(country: str, part: str) -> str:
    """Returns the name of a part that is given by its code: ``Colorado`` for ``CO``."""
    for listed in _PARTS.get(country, {}).values():
        for name, code in _pairs(listed):
            if code == part.casefold():
                return name.title()
    return part


def _names(listed: str) -> Iterator[str]:
    for name, code in _pairs(listed):
        yield from (name, code)


def _pairs(listed: str) -> Iterator[tuple[str, str]]:
    for pair in listed.split(", "):
        name, _space, code = pair.rpartition(" ")
        yield name, code


def _folded(name: str) -> str:
    return " ".join(without_accents(name).casefold().split())


def regions_of(country: str) -> tuple[str, ...]:
    """Returns the slugs of a country and of every group that it is in."""
    return regions()[country].path if country else ()
