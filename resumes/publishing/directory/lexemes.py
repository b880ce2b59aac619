"""Lexemes of the directory's filters, beside those of jobs (`jobs.search.lexemes`)."""

from collections.abc import Iterable, Sequence

from django.utils.text import slugify

from jobs.search.lexemes import FACETS as JOB_FACETS
from jobs.search.lexemes import LEVEL_WORDS, NAMED, PART, REGION, TITLE, any_of
from jobs.search.places import spots
from occupations import names

LANGUAGE, CLOCK = "~e", "~c"
FACETS = {"level": JOB_FACETS["level"], "type": JOB_FACETS["type"], "language": LANGUAGE}


def labels(level: str, types: Iterable[str], languages: Iterable[str]) -> list[str]:
    """Returns the lexemes of the facets that are counted."""
    return [
        FACETS["level"] + level,
        *(FACETS["type"] + one for one in types),
        *(LANGUAGE + one for one in languages),
    ]


def names_of(*, titles: Sequence[str], named: Iterable[str], level: str) -> list[str]:
    """Returns the lexemes of what a person is called (the first two ``titles``), and of whatever else is ``named``: skills,
    languages, their own name."""
    called: set[str] = set()
    everything: set[str] = set()
    for at, title in enumerate(titles):
        head, whole = names.title_tokens(title)
        everything |= whole
        called |= head if at < 2 else set()
    for one in named:
        everything |= names.tokens(names.words(one))
    everything |= {LEVEL_WORDS[level]} if level in LEVEL_WORDS else set()
    return [TITLE + token for token in sorted(called)] + [NAMED + token for token in sorted(everything)]


def places(country: str, regions: Iterable[str], parts: Iterable[str]) -> list[str]:
    """Returns the lexemes of where a person is."""
    found = [REGION + slug for slug in regions]
    return found + [f"{PART}{country}/{slug}" for part in parts if country and (slug := slugify(part))]


def clocks(zones: Iterable[str]) -> list[str]:
    return [CLOCK + zone for zone in zones]


def in_region(slug: str) -> str:
    """Returns the condition for people who are in a region, a country, or a part or town of a country."""
    if slug not in spots():
        return any_of([REGION + slug])
    spot = spots()[slug]
    return any_of(
        f"{PART}{land}/{key}" for land in spot.lands for key in dict.fromkeys([spot.key, *spot.parts_in(land)])
    )
