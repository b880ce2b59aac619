"""Guide document: a career guide as one typed value.

Importers produce a ``GuideDocument``, editions store it, pages and guide files are made from it. The rows an editor works on
(``careers.models``) convert to and from it, so every reader of a guide reads the same structure.

Amounts are integers in the minor unit of their currency (US cents). Text is normalized on input: lists and titles hold single
lines, prose holds Markdown, which `render_prose` turns into HTML once, for an edition or a preview.
"""

import datetime as dt
import re
import zlib
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

from django.utils.text import slugify
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticKnownError

from careers.sections import SECTIONS, Kind
from toolkit import markdown, text

MAX_TITLE = 120
MAX_LINE = 500
MAX_PROSE = 20_000
MAX_ITEMS = 100
# Addresses below /careers/ that are pages of their own.
RESERVED_SLUGS = frozenset({"compare", "data", "explore", "feed", "field", "find", "occupations"})


def _as_line(value: object) -> object:
    return text.one_line(value) if isinstance(value, str) else value


def _as_prose(value: object) -> object:
    return text.prose(value) if isinstance(value, str) else value


def _filled(value: str, info: ValidationInfo) -> str:
    """Refuses an empty title, except in stored data: once, a title could consist of invisible characters."""
    if not value and not info.context:
        raise PydanticKnownError("too_short", {"field_type": "Value", "min_length": 1, "actual_length": 0})
    return value


def _web_address(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/?#]+\.[^\s/?#]+[^\s]*", value):
        raise ValueError("must be a web address that starts with http:// or https://")
    return value


def _whole_minutes(value: dt.time) -> dt.time:
    return dt.time(value.hour, value.minute)


def _without_blanks(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return tuple(item for item in value if not isinstance(item, str) or text.one_line(item))
    return value


Line = Annotated[str, BeforeValidator(_as_line), Field(max_length=MAX_LINE)]
Title = Annotated[str, BeforeValidator(_as_line), Field(max_length=MAX_LINE), AfterValidator(_filled)]
Prose = Annotated[str, BeforeValidator(_as_prose), Field(max_length=MAX_PROSE)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_without_blanks), Field(max_length=MAX_ITEMS)]
Url = Annotated[str, BeforeValidator(_as_line), Field(max_length=MAX_LINE), AfterValidator(_web_address)]
Clock = Annotated[dt.time, AfterValidator(_whole_minutes)]
Amount = Annotated[int, Field(ge=0, le=10**13)] | None


class Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Passport(Value):
    """Where a figure comes from: a published statistic, an editorial estimate, or our own jobs.

    A published statistic names its publisher, release, occupation code, area, measure (percentile or what was counted)
    and address; a figure from our jobs names its sample size and date.
    """

    basis: Literal["editorial", "published", "postings"] = "editorial"
    note: Line = ""
    publisher: Line = ""
    release: Line = ""
    occupation_code: Line = ""
    area: Line = ""
    measure: Line = ""
    url: Url = ""
    sample_size: Annotated[int, Field(ge=1, le=10**9)] | None = None
    as_of: dt.date | None = None

    REQUIRED: ClassVar[dict[str, tuple[str, ...]]] = {
        "editorial": (),
        "published": ("publisher", "release", "occupation_code", "area", "measure", "url"),
        "postings": ("sample_size", "as_of"),
    }

    @model_validator(mode="after")
    def _names_its_source(self) -> Self:
        missing = [name for name in self.REQUIRED[self.basis] if not getattr(self, name)]
        if missing:
            raise ValueError(f"a figure with the basis “{self.basis}” needs: {', '.join(missing)}")
        return self

    @property
    def classified_code(self) -> str:
        """The occupation code with the name of its classification; a bare code is one of the US classification."""
        return f"SOC {self.occupation_code}" if self.occupation_code[:1].isdigit() else self.occupation_code


class Growth(Passport):
    """Expected change in employment, in per cent over ``period``."""

    rate: Annotated[Decimal, Field(ge=-100, le=1000, max_digits=6, decimal_places=2)]
    period: Line = ""

    @field_validator("rate")
    @classmethod
    def _shortest_form(cls, value: Decimal) -> Decimal:
        return Decimal(f"{value.normalize() + 0:f}")


class PayBand(Passport):
    """A year's pay in one country, in minor units of ``currency``; a figure that is not known is ``None``."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    low: Amount = None
    entry: Amount = None
    median: Amount = None
    senior: Amount = None
    high: Amount = None

    STEPS: ClassVar[tuple[str, ...]] = ("low", "entry", "median", "senior", "high")

    @property
    def known(self) -> list[tuple[str, int]]:
        """The known steps, lowest first by name: ``[("low", 5500000), …]``."""
        return [(step, amount) for step in self.STEPS if (amount := getattr(self, step)) is not None]

    @property
    def out_of_order(self) -> tuple[str, str] | None:
        """The first two neighboring steps whose amounts fall instead of rise, or ``None``."""
        known = self.known
        for (lower, a), (upper, b) in pairwise(known):
            if a > b:
                return lower, upper
        return None


class Occupation(Value):
    """The SOC code whose published wages are shown beside the guide's own band, and how well it fits."""

    code: Annotated[str, Field(pattern=r"^\d{2}-\d{4}$")]
    match: Literal["exact", "broad", "related"] = "exact"


class Tier(Value):
    title: Title
    years_from: Annotated[int, Field(ge=0, le=60)] | None = None
    years_to: Annotated[int, Field(ge=0, le=60)] | None = None
    text: Prose = ""

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.years_to is not None and (self.years_from is None or self.years_to < self.years_from):
            raise ValueError("the last year can't be before the first")
        return self


class DaySegment(Value):
    label: Title
    starts: Clock | None = None
    ends: Clock | None = None
    focus: Line = ""
    tasks: Lines = ()

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        if (self.starts is None) != (self.ends is None):
            raise ValueError("a part of the day needs both a start and an end, or neither")
        return self


class SkillGroup(Value):
    title: Title
    text: Prose = ""
    skills: Lines = ()


class SkillMap(Value):
    intro: Prose = ""
    groups: Annotated[tuple[SkillGroup, ...], Field(max_length=MAX_ITEMS)] = ()

    def __bool__(self) -> bool:
        return bool(self.intro or self.groups)


class CaseStudy(Value):
    title: Title
    takeaway: Line = ""
    text: Prose = ""


class Question(Value):
    title: Title
    answer: Prose = ""


class Source(Value):
    """A source that a guide lists."""

    title: Title
    publisher: Line = ""
    year: Annotated[int, Field(ge=1800, le=2200)] | None = None
    url: Url = ""


class GuideDocument(Value):
    title: Annotated[str, BeforeValidator(_as_line), Field(max_length=MAX_TITLE), AfterValidator(_filled)]
    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=100)]
    field: Annotated[str, Field(pattern=r"^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$", max_length=60)] = ""
    also_called: Lines = ()
    remote: Literal["", "no", "partly", "yes"] = ""
    demand: Annotated[int, Field(ge=1, le=5)] | None = None
    growth: Growth | None = None
    pay: Annotated[tuple[PayBand, ...], Field(max_length=MAX_ITEMS)] = ()
    occupation: Occupation | None = None
    stress: Line = ""
    balance: Line = ""
    outlook_status: Line = ""
    outlook_source: Line = ""
    related: Lines = ()
    reviewed: dt.date | None = None
    sources: Annotated[tuple[Source, ...], Field(max_length=MAX_ITEMS)] = ()

    summary: Prose = ""
    demand_text: Prose = ""
    pay_text: Prose = ""
    core_functions: Prose = ""
    responsibilities: Lines = ()
    work_setting: Prose = ""
    tech_stack: Lines = ()
    education_level: Prose = ""
    tech_skills: Lines = ()
    soft_skills: Lines = ()
    path: Prose = ""
    required_education: Prose = ""
    tiers: Annotated[tuple[Tier, ...], Field(max_length=MAX_ITEMS)] = ()
    global_outlook: Prose = ""
    challenges: Prose = ""
    growth_paths: Prose = ""
    trends: Prose = ""
    day: Annotated[tuple[DaySegment, ...], Field(max_length=MAX_ITEMS)] = ()
    balance_text: Prose = ""
    skill_map: SkillMap = SkillMap()
    pros: Lines = ()
    cons: Lines = ()
    mistakes: Lines = ()
    advice: Lines = ()
    case_studies: Annotated[tuple[CaseStudy, ...], Field(max_length=MAX_ITEMS)] = ()
    portfolio_tips: Prose = ""
    outlook_text: Prose = ""
    questions: Annotated[tuple[Question, ...], Field(max_length=MAX_ITEMS)] = ()

    @classmethod
    def of_kept(cls, data: Any) -> Self:
        """Builds a document from stored data. An invisible title becomes empty, and `publish_checks` prevents publication."""
        return cls.model_validate(data, context={"kept": True})

    @field_validator("slug")
    @classmethod
    def _free_address(cls, slug: str) -> str:
        if slug in RESERVED_SLUGS:
            raise ValueError(f"“{slug}” is the address of another page")
        return slug

    @field_validator("pay")
    @classmethod
    def _one_band_a_country(cls, bands: tuple[PayBand, ...]) -> tuple[PayBand, ...]:
        countries = [band.country for band in bands]
        for country in countries:
            if countries.count(country) > 1:
                raise ValueError(f"there are two pay bands for {country}")
        return bands

    @property
    def words(self) -> int:
        """The number of words a reader reads: every string of the sections and the summary."""

        def count(value: object) -> int:
            if isinstance(value, str):
                return len(value.split())
            if isinstance(value, tuple):
                return sum(map(count, value))
            if isinstance(value, BaseModel):
                return sum(count(item) for _, item in value)
            return 0

        return count(self.summary) + sum(count(getattr(self, section.key)) for section in SECTIONS)

    @property
    def minutes(self) -> int:
        """Reading time at 230 words a minute, a usual figure for silent reading (Brysbaert 2019: 238)."""
        return max(1, round(self.words / 230))


def slug_for(title: str) -> str:
    """The slug of a guide with this title; made from the title's bytes if it has no Latin letter or digit."""
    slug = slugify(title.replace("_", "-"))[:100].strip("-")
    return slug or f"guide-{zlib.crc32(title.encode()):08x}"


def prose_keys() -> tuple[str, ...]:
    """The sections that are a single block of Markdown."""
    return tuple(section.key for section in SECTIONS if section.kind is Kind.PROSE)


def list_keys() -> tuple[str, ...]:
    """The sections that are a list of single lines."""
    return tuple(section.key for section in SECTIONS if section.kind is Kind.LIST)


def render_prose(document: GuideDocument) -> dict[str, Any]:
    """Safe HTML by section key: a string for prose, a list of strings (one a part) for sections of parts."""
    html: dict[str, Any] = {key: markdown.render(getattr(document, key)) for key in ("summary", *prose_keys())}
    html["tiers"] = [markdown.render(tier.text) for tier in document.tiers]
    html["skill_map_intro"] = markdown.render(document.skill_map.intro)
    html["skill_map"] = [markdown.render(group.text) for group in document.skill_map.groups]
    html["case_studies"] = [markdown.render(case.text) for case in document.case_studies]
    html["questions"] = [markdown.render(question.answer) for question in document.questions]
    return {key: value for key, value in html.items() if value}
