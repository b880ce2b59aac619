"""Tools that tell the words that searches know: industries, places, types of work, levels."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from pydantic import BaseModel, Field

from api.mcp.tool import Input, Named, tool
from api.mcp.tools.lookups import part_called
from jobs.search.criteria import region_named
from jobs.search.places import region_of
from jobs.vocabulary import industries
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, PayPeriod, WorkType
from jobs.vocabulary.regions import countries, regions
from toolkit.country_parts import KINDS, parts_of

Name = Literal["industries", "places", "countries", "parts", "types", "levels", "periods"]


class Term(BaseModel):
    """A value by its slug; ``within`` is the slug of what it's a part of, ``code`` the ISO code of a country."""

    slug: str
    name: str
    code: str = ""
    within: str = ""


@dataclass(frozen=True)
class Taxonomy:
    """A list of values. ``argument``: which argument of which tools takes them."""

    about: str
    argument: str
    terms: Callable[[], list[Term]]


def _industries() -> list[Term]:
    return [Term(slug=one.slug, name=str(one.name)) for one in INDUSTRIES.values()]


def _places() -> list[Term]:
    groups = (one for one in regions().values() if not one.is_country)
    return [Term(slug=one.slug, name=one.name, within=one.parent) for one in groups]


def _countries() -> list[Term]:
    return [Term(slug=one.slug, name=one.name, code=one.code, within=one.parent) for one in countries().values()]


def _parts() -> list[Term]:
    return [
        Term(slug=part.slug, name=part.name, within=countries()[code].slug)
        for code in KINDS
        for part in parts_of(code).values()
    ]


def _kinds(kinds: type[WorkType] | type[Level] | type[PayPeriod]) -> Callable[[], list[Term]]:
    return lambda: [Term(slug=one.value, name=str(one.label)) for one in kinds if one.value != Level.ANY.value]


TAXONOMIES: dict[Name, Taxonomy] = {
    "industries": Taxonomy("Industries of jobs.", "search_jobs: industries", _industries),
    "places": Taxonomy("Groups of countries.", "search_jobs: place", _places),
    "countries": Taxonomy("Countries.", "search_jobs: place, lives_in; can_i_apply: country", _countries),
    "parts": Taxonomy(
        "US states, Canadian provinces, UK nations, German states.",
        "search_jobs: lives_in_region; can_i_apply: region",
        _parts,
    ),
    "types": Taxonomy("Types of work.", "search_jobs: types", _kinds(WorkType)),
    "levels": Taxonomy("Levels of seniority.", "search_jobs: levels", _kinds(Level)),
    "periods": Taxonomy("Periods of pay.", "search_jobs: period", _kinds(PayPeriod)),
}


class Nothing(Input):
    pass


class TaxonomySummary(BaseModel):
    """A taxonomy, how many values it has, and which arguments take them."""

    name: str
    about: str
    used_by: str
    count: int


class Taxonomies(BaseModel):
    taxonomies: list[TaxonomySummary]


@tool("List taxonomies")
def list_taxonomies(asked: Nothing, *, now: dt.datetime) -> Taxonomies:
    """Lists the vocabularies of searches (industries, places, types of work, levels), and which arguments take their values."""
    return Taxonomies(
        taxonomies=[
            TaxonomySummary(name=name, about=one.about, used_by=one.argument, count=len(one.terms()))
            for name, one in TAXONOMIES.items()
        ]
    )


class AskedTaxonomies(Input):
    names: list[Name] = Field(min_length=1, max_length=len(TAXONOMIES), description="Which taxonomies to read.")


class TaxonomyDocument(TaxonomySummary):
    terms: list[Term]


class TaxonomyDocuments(BaseModel):
    taxonomies: list[TaxonomyDocument]


@tool("Read taxonomies")
def get_taxonomies(asked: AskedTaxonomies, *, now: dt.datetime) -> TaxonomyDocuments:
    """Reads all values of taxonomies, each with its slug and name. To translate one word, use resolve_taxonomy instead."""
    found = []
    for name in dict.fromkeys(asked.names):
        one = TAXONOMIES[name]
        terms = one.terms()
        found.append(TaxonomyDocument(name=name, about=one.about, used_by=one.argument, count=len(terms), terms=terms))
    return TaxonomyDocuments(taxonomies=found)


class AskedTerm(Input):
    value: Named = Field(description="A word as somebody says it, such as “UK”, “dev” or “Bavaria”.")
    taxonomy: Name | None = Field(None, description="Where to look; everywhere if it isn't given.")


class Resolved(BaseModel):
    """A value that a word means. ``exact``: whether it's called so; otherwise its name is only similar."""

    taxonomy: str
    slug: str
    name: str
    exact: bool


class ResolvedTerm(BaseModel):
    """What a word can mean, the exact ones first; empty if we know nothing like it."""

    value: str
    matches: list[Resolved]


@tool("Resolve a word")
def resolve_taxonomy(asked: AskedTerm, *, now: dt.datetime) -> ResolvedTerm:
    """Finds the slug that searches know for a word: a country by its code, an industry by another board's name, a state, a
    town, or a value whose name is similar."""
    names: list[Name] = [asked.taxonomy] if asked.taxonomy else list(TAXONOMIES)
    matches = [one for name in names for one in _meant(asked.value, name)]
    return ResolvedTerm(value=asked.value, matches=sorted(matches, key=lambda one: not one.exact)[:10])


def _meant(value: str, name: Name) -> list[Resolved]:
    wanted = value.casefold()
    terms = TAXONOMIES[name].terms()
    exact = [one for one in terms if wanted in (one.slug, one.name.casefold(), one.code.casefold() or one.slug)]
    exact = exact or _otherwise_called(value, name)
    if exact:
        return [Resolved(taxonomy=name, slug=one.slug, name=one.name, exact=True) for one in exact]
    by_name = {one.name.casefold(): one for one in terms} | {one.slug: one for one in terms}
    close = get_close_matches(wanted[:40], by_name, n=3, cutoff=0.75)
    near = {by_name[one].slug: by_name[one] for one in close}
    return [Resolved(taxonomy=name, slug=one.slug, name=one.name, exact=False) for one in near.values()]


def _otherwise_called(value: str, name: Name) -> list[Term]:
    """Returns what other boards or people call so: ``dev``, ``USA``, a town, ``TX``."""
    if name == "industries":
        found = industries.find(value.lower())
        return [Term(slug=found.slug, name=str(found.name))] if found else []
    if name == "parts":
        return [Term(slug=part.slug, name=part.name) for code in KINDS if (part := part_called(code, value))]
    if name not in ("places", "countries") or not (slug := region_named(value)):
        return []
    region = region_of(slug)
    return [Term(slug=slug, name=region.name)] if region.is_country == (name == "countries") else []


TOOLS = (get_taxonomies, list_taxonomies, resolve_taxonomy)
