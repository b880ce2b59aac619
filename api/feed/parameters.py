"""Reads the feed's query parameters, and refuses what the contract doesn't know."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from django.utils.html import strip_tags

from api.feed.documents import LARGEST_ID
from jobs.search.criteria import PLACES
from jobs.vocabulary import industries
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.regions import regions

PARAMETERS = ("count", "cursor", "geo", "get", "industry", "tag")
TAXONOMIES = ("locations", "industries")
MOST = 200
MOST_IDS = 100
SHORTEST_TAG, LONGEST_TAG = 3, 50
LONGEST_RAW = 500  # characters of a tag with its markup
_WHOLE = re.compile(r"[+-]?[0-9]{1,100}")
_ID = re.compile(r"[1-9][0-9]{0,15}")
_SPACES = re.compile(r"\s+")


class BadParameter(ValueError):
    """A parameter that can't be used; the message names it."""


@dataclass(frozen=True)
class Asked:
    """A request for jobs. ``place`` is our slug for ``geo``; ``former_industry`` the old name that was used, if any; ``get`` asks
    for a taxonomy instead of jobs."""

    count: int = MOST
    cursor: str = ""
    geo: str = ""
    place: str = ""
    industry: str = ""
    former_industry: str = ""
    tag: str = ""
    get: str = ""
    applied: dict[str, object] = field(default_factory=dict)

    @property
    def filters(self) -> tuple[str, ...]:
        """What a cursor is bound to."""
        return self.place, self.industry, self.tag


def read_parameters(query: QueryDict) -> Asked:
    """Reads a request for jobs or for a taxonomy. An empty filter is as good as none. Raises `BadParameter`."""
    given = _only(query, PARAMETERS)
    if "get" in given and given["get"].strip():
        return _read_taxonomy(given)
    count = _read_count(given["count"]) if "count" in given else MOST
    geo, place = _read_geo(given.get("geo", ""))
    industry, former = _read_industry(given.get("industry", ""))
    tag = _read_tag(given.get("tag", ""))
    cursor = given.get("cursor", "")
    applied = {"geo": geo, "industry": industry, "tag": tag, "cursor": cursor}
    return Asked(
        count, cursor, geo, place, industry, former, tag,
        applied={"count": count, **{name: value for name, value in applied.items() if value}},
    )  # fmt: skip


def read_ids(query: QueryDict) -> list[int]:
    """Reads the ids of a status request, in the order of their first mention. Raises `BadParameter`."""
    given = _only(query, ("ids",))
    if not given.get("ids", "").strip():
        raise BadParameter(f"Send the ids of 1 to {MOST_IDS} jobs, separated by commas: ids=123,124.")
    parts = [part.strip() for part in given["ids"].split(",")]
    if len(parts) > MOST_IDS:
        raise BadParameter(f"Send at most {MOST_IDS} ids at once.")
    for part in parts:
        if not _ID.fullmatch(part) or int(part) > LARGEST_ID:
            raise BadParameter("Each of ids must be a whole number from 1 up, without sign or leading zeros.")
    return list(dict.fromkeys(map(int, parts)))


def _only(query: QueryDict, known: Collection[str]) -> dict[str, str]:
    """Returns the parameters, each given once and each known."""
    for name, values in query.lists():
        if name not in known:
            raise BadParameter(f"We don't know the parameter “{name[:50]}”. Known: {', '.join(known)}.")
        if len(values) > 1:
            raise BadParameter(f"Send “{name}” only once.")
    return {name: str(query[name]) for name in query}


def _read_taxonomy(given: dict[str, str]) -> Asked:
    wanted = given["get"].strip().lower()
    if wanted not in TAXONOMIES:
        raise BadParameter("“get” must be locations or industries.")
    if given.get("cursor"):
        raise BadParameter("“cursor” is for jobs only. Leave it out with “get”.")
    return Asked(get=wanted)


def _read_count(text: str) -> int:
    if not _WHOLE.fullmatch(text.strip()):
        raise BadParameter("“count” must be a whole number.")
    return min(max(int(text), 1), MOST)


def _read_geo(text: str) -> tuple[str, str]:
    """Returns a place's slug as it was given, and ours."""
    slug = text.strip().lower()
    place = PLACES.get(slug, slug)
    if slug and place not in regions():
        raise BadParameter(f"We don't know the place “{slug[:60]}”. Take a geoSlug from get=locations.")
    return slug, place


def _read_industry(text: str) -> tuple[str, str]:
    """Returns an industry's slug, and the old one by which it was called, if it was."""
    slug = text.strip().lower()
    found = industries.find(slug) if slug else None
    if slug and not found:
        raise BadParameter(f"We don't know the industry “{slug[:60]}”. Take an industrySlug from get=industries.")
    current = found.slug if found else ""
    return current, slug if slug not in INDUSTRIES else ""


def _read_tag(text: str) -> str:
    if not text:
        return ""
    try:
        tag = _SPACES.sub(" ", strip_tags(text)).strip() if len(text) <= LONGEST_RAW else text
    except SuspiciousOperation:  # markup inside markup inside markup
        raise BadParameter("“tag” must be plain text.") from None
    if not SHORTEST_TAG <= len(tag) <= LONGEST_TAG:
        raise BadParameter(f"“tag” must have {SHORTEST_TAG} to {LONGEST_TAG} characters.")
    return tag
