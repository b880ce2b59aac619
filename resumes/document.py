"""Résumé document: a résumé as one typed value, in the format of JSON Resume 1.0 (https://jsonresume.org/schema).

Editors, importers and exports all work on a ``ResumeDocument``. Keys that the format doesn't define are kept, so a file goes in
and out without loss. A value that wasn't given isn't written: ``to_json(from_json(data)) == data`` for valid data.
"""

import datetime as dt
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self, TypeVar
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from resumes.partial_dates import is_partial_date, parts_of

MAX_LINE = 500  # characters
MAX_PROSE = 10_000  # characters
MAX_ITEMS = 200  # entries of a section, lines of a list
MAX_BYTES = 512 * 1024  # of a whole document
MAX_DEPTH = 20  # levels of unknown keys
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#<>\"]+\.[^\s/?#<>\"]+[^\s<>\"]*", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]+\.[^@\s<>\"]{2,}")


def is_web_address(value: str) -> bool:
    """Returns whether ``value`` is an address that starts with http:// or https:// and that programs can take apart."""
    try:
        return bool(_WEB_ADDRESS.fullmatch(value) and urlsplit(value).hostname)
    except ValueError:
        return False


def _web_address(value: str) -> str:
    if not is_web_address(value):
        raise ValueError(str(_("Enter a web address that starts with http:// or https://.")))
    return value


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError(str(_("Enter an email address such as name@example.com.")))
    return value


def _partial_date(value: str) -> str:
    if not is_partial_date(value):
        raise ValueError(str(_("Enter a year, a month or a day: 2024, 2024-03 or 2024-03-15.")))
    return value


T = TypeVar("T")
Many = Annotated[tuple[T, ...], Field(max_length=MAX_ITEMS)]
Line = Annotated[str, Field(max_length=MAX_LINE)]
Prose = Annotated[str, Field(max_length=MAX_PROSE)]
WebAddress = Annotated[Line, AfterValidator(_web_address)]
Email = Annotated[Line, AfterValidator(_email)]
PartialDate = Annotated[Line, AfterValidator(_partial_date)]


class Value(BaseModel):
    """A part of a résumé. Names are those of the format in snake case; ``model_extra`` has the keys it doesn't define."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="allow", frozen=True)


class Location(Value):
    address: Line = ""
    postal_code: Line = ""
    city: Line = ""
    country_code: Line = ""
    region: Line = ""


class Profile(Value):
    network: Line = ""
    username: Line = ""
    url: WebAddress = ""


class Basics(Value):
    name: Line = ""
    label: Line = ""
    image: Line = ""
    email: Email = ""
    phone: Line = ""
    url: WebAddress = ""
    summary: Prose = ""
    location: Location = Location()
    profiles: Many[Profile] = ()


class Work(Value):
    name: Line = ""
    location: Line = ""
    description: Line = ""
    position: Line = ""
    url: WebAddress = ""
    start_date: PartialDate = ""
    end_date: PartialDate = ""
    summary: Prose = ""
    highlights: Many[Prose] = ()

    def is_current(self, today: dt.date) -> bool:
        """Returns whether the person still works there: the job has no end, or ends this month or later."""
        end = parts_of(self.end_date)
        return end is None or end.last_month >= today.year * 12 + today.month - 1


class Volunteer(Value):
    organization: Line = ""
    position: Line = ""
    url: WebAddress = ""
    start_date: PartialDate = ""
    end_date: PartialDate = ""
    summary: Prose = ""
    highlights: Many[Prose] = ()


class Education(Value):
    institution: Line = ""
    url: WebAddress = ""
    area: Line = ""
    study_type: Line = ""
    start_date: PartialDate = ""
    end_date: PartialDate = ""
    score: Line = ""
    courses: Many[Line] = ()


class Award(Value):
    title: Line = ""
    date: PartialDate = ""
    awarder: Line = ""
    summary: Prose = ""


class Certificate(Value):
    name: Line = ""
    date: PartialDate = ""
    url: WebAddress = ""
    issuer: Line = ""


class Publication(Value):
    name: Line = ""
    publisher: Line = ""
    release_date: PartialDate = ""
    url: WebAddress = ""
    summary: Prose = ""


class Skill(Value):
    name: Line = ""
    level: Line = ""
    keywords: Many[Line] = ()


class Language(Value):
    language: Line = ""
    fluency: Line = ""


class Interest(Value):
    name: Line = ""
    keywords: Many[Line] = ()


class Reference(Value):
    name: Line = ""
    reference: Prose = ""


class Project(Value):
    name: Line = ""
    description: Prose = ""
    highlights: Many[Prose] = ()
    keywords: Many[Line] = ()
    start_date: PartialDate = ""
    end_date: PartialDate = ""
    url: WebAddress = ""
    roles: Many[Line] = ()
    entity: Line = ""
    type: Line = ""


class Meta(Value):
    canonical: WebAddress = ""
    version: Line = ""
    last_modified: Line = ""


class ResumeDocument(Value):
    """A whole résumé. Every section is optional."""

    basics: Basics = Basics()
    work: Many[Work] = ()
    volunteer: Many[Volunteer] = ()
    education: Many[Education] = ()
    awards: Many[Award] = ()
    certificates: Many[Certificate] = ()
    publications: Many[Publication] = ()
    skills: Many[Skill] = ()
    languages: Many[Language] = ()
    interests: Many[Interest] = ()
    references: Many[Reference] = ()
    projects: Many[Project] = ()
    meta: Meta = Meta()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Returns the document that ``data`` describes.

        Raises ``DocumentError``, which names each field that is wrong.
        """
        storable = _storable(data)
        if len(json.dumps(storable, ensure_ascii=False).encode()) > MAX_BYTES:
            raise DocumentError([Problem((), str(_("This résumé is too long.")))])
        try:
            return cls.model_validate(storable)
        except ValidationError as error:
            raise DocumentError([Problem.of(one) for one in error.errors()]) from error

    def to_json(self) -> dict[str, Any]:
        """Returns the document as JSON data: what was given, and nothing else."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field. ``path`` is where: ``("work", 0, "startDate")``."""

    path: tuple[str | int, ...]
    message: str

    @classmethod
    def of(cls, error: ErrorDetails) -> "Problem":
        said = error.get("ctx", {}).get("error") or _MESSAGES.get(error["type"]) or error["msg"]
        return cls(tuple(error["loc"]), str(said).format(**error.get("ctx", {})))

    @property
    def place(self) -> str:
        """The path as people write it: ``work[0].startDate``."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return "".join(steps).removeprefix(".")


class DocumentError(ValueError):
    """A document isn't valid; ``problems`` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.place}: {problem.message}" for problem in problems))
        self.problems = problems


_MESSAGES = {
    "string_type": _("Enter text."),
    "string_too_long": _("Shorten this to {max_length} characters."),
    "tuple_type": _("Enter a list."),
    "too_long": _("Enter at most {max_length} items."),
    "model_type": _("Enter an object with named fields."),
}


def _storable(value: object, depth: int = 0) -> Any:
    """Returns JSON data as the database can store it: without NUL, lone surrogates, and numbers that JSON doesn't have."""
    if depth > MAX_DEPTH:
        raise DocumentError([Problem((), str(_("This résumé is nested too deeply.")))])
    if isinstance(value, str):
        return UNSTORABLE.sub("", value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {UNSTORABLE.sub("", str(key)): _storable(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(item, depth + 1) for item in value]
    return value
