"""Sections of a résumé: their titles, entries and fields, in the order in which the editor and the page show them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resumes import document
from resumes.partial_dates import display_range


class Kind(StrEnum):
    """What a field holds, and so how it is edited."""

    LINE = "line"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    DATE = "date"
    PROSE = "prose"
    LINES = "lines"
    BULLETS = "bullets"


@dataclass(frozen=True)
class Field:
    """A field of an entry. ``name`` is its key in the format; ``location.city`` is inside an object."""

    name: str
    label: Promise
    kind: Kind = Kind.LINE
    help_text: Promise | str = ""
    autocomplete: str = ""
    is_rare: bool = False  # shown only if it has a value, which a file may have brought

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.name.split("."))

    def value_in(self, entry: Mapping[str, Any]) -> Any:
        """Returns the field's value in an entry; empty if there is none."""
        value: Any = entry
        for key in self.path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value if value is not None else ""


@dataclass(frozen=True)
class Section:
    """A section. ``path`` is where its entries are in the document; ``add`` is the label of the button for a new entry;
    ``heading`` names the fields that tell its entries apart."""

    key: str
    path: tuple[str, ...]
    title: Promise
    add: Promise
    model: type[document.Value]
    fields: tuple[Field, ...]
    heading: tuple[str, ...]
    is_single: bool = False  # one entry, which is always there

    @property
    def apart(self) -> tuple[str, ...]:
        """Keys of an entry that another section edits."""
        return tuple(one.path[-1] for one in SECTIONS if one.path[:-1] == self.path)

    def field(self, name: str) -> Field:
        """Returns the field of that name. Raises ``KeyError`` if there is none."""
        return {field.name: field for field in self.fields}[name]

    def entries_in(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Returns the section's entries in a document's JSON data."""
        value: Any = data
        for key in self.path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return [value or {}] if self.is_single else list(value or ())

    @property
    def has_bullets(self) -> bool:
        """Whether its entries have highlights, one per line."""
        return any(field.kind is Kind.BULLETS for field in self.fields)

    def title_of(self, entry: Mapping[str, Any]) -> str:
        """Returns what an entry is called: “Designer, Acme”. Empty for an entry without a name."""
        return ", ".join(str(entry[name]) for name in self.heading if entry.get(name))


def period_of(entry: Mapping[str, Any]) -> str:
    """Returns the time that an entry covers, as people read it; empty if it has none."""
    start, end = str(entry.get("startDate") or ""), str(entry.get("endDate") or "")
    return display_range(start, end) if start or end else ""


_START = Field("startDate", _("Start"), Kind.DATE, _("A month and year, such as Mar 2021, or only a year."))
_END = Field("endDate", _("End"), Kind.DATE, _("Leave empty if it hasn't ended."))
_DAY = Field("date", _("Date"), Kind.DATE, _("A month and year, such as Mar 2021, or only a year."))
_LINK = Field("url", _("Web address"), Kind.URL)
_SUMMARY = Field("summary", _("Summary"), Kind.PROSE)
_HIGHLIGHTS = Field(
    "highlights",
    _("Highlights"),
    Kind.BULLETS,
    _("One per line. Start with what you did, and say how much: “Cut page load time by 40%”."),
)

BASICS = Section(
    "basics",
    ("basics",),
    _("About you"),
    _("About you"),
    document.Basics,
    (
        Field("name", _("Full name"), autocomplete="name"),
        Field(
            "label",
            _("Professional title"),
            help_text=_("What you do, such as Data analyst."),
            autocomplete="organization-title",
        ),
        Field("email", _("Email"), Kind.EMAIL, autocomplete="email"),
        Field("phone", _("Phone"), Kind.PHONE, autocomplete="tel"),
        Field("url", _("Website"), Kind.URL, autocomplete="url"),
        Field("image", _("Photo link"), is_rare=True),
        Field("location.address", _("Street address"), is_rare=True),
        Field("location.postalCode", _("Postal code"), is_rare=True),
        Field("location.city", _("City"), autocomplete="address-level2"),
        Field("location.region", _("State or region"), autocomplete="address-level1"),
        Field(
            "location.countryCode",
            _("Country code"),
            help_text=_("Two letters, such as US or BR."),
            autocomplete="country",
        ),
        Field(
            "summary", _("Summary"), Kind.PROSE, _("Two or three sentences on what you do best and what you look for.")
        ),
    ),
    ("name",),
    is_single=True,
)
SECTIONS = (
    BASICS,
    Section(
        "profiles",
        ("basics", "profiles"),
        _("Links"),
        _("Add link"),
        document.Profile,
        (
            Field("network", _("Site"), help_text=_("Such as GitHub or Behance.")),
            Field("username", _("Username")),
            _LINK,
        ),
        ("network", "username"),
    ),
    Section(
        "work",
        ("work",),
        _("Experience"),
        _("Add job"),
        document.Work,
        (
            Field("position", _("Job title")),
            Field("name", _("Employer")),
            Field("location", _("Location")),
            Field("description", _("About the employer"), is_rare=True),
            _START,
            Field("endDate", _("End"), Kind.DATE, _("Leave empty if you still work there.")),
            _LINK,
            _SUMMARY,
            _HIGHLIGHTS,
        ),
        ("position", "name"),
    ),
    Section(
        "education",
        ("education",),
        _("Education"),
        _("Add education"),
        document.Education,
        (
            Field("institution", _("School")),
            Field("studyType", _("Degree"), help_text=_("Such as Bachelor of Science.")),
            Field("area", _("Field of study")),
            _START,
            _END,
            Field("score", _("Grade")),
            _LINK,
            Field("courses", _("Courses"), Kind.LINES, _("One per line.")),
        ),
        ("studyType", "area", "institution"),
    ),
    Section(
        "skills",
        ("skills",),
        _("Skills"),
        _("Add skill"),
        document.Skill,
        (
            Field("name", _("Skill")),
            Field("level", _("Level")),
            Field("keywords", _("Details"), Kind.LINES, _("Tools or topics, one per line.")),
        ),
        ("name",),
    ),
    Section(
        "projects",
        ("projects",),
        _("Projects"),
        _("Add project"),
        document.Project,
        (
            Field("name", _("Project")),
            Field("description", _("Description"), Kind.PROSE),
            Field("entity", _("Organization")),
            Field("type", _("Type"), is_rare=True),
            _START,
            _END,
            _LINK,
            Field("roles", _("Your roles"), Kind.LINES, _("One per line.")),
            Field("keywords", _("Skills used"), Kind.LINES, _("One per line.")),
            _HIGHLIGHTS,
        ),
        ("name",),
    ),
    Section(
        "certificates",
        ("certificates",),
        _("Certificates"),
        _("Add certificate"),
        document.Certificate,
        (Field("name", _("Certificate")), Field("issuer", _("Issued by")), _DAY, _LINK),
        ("name", "issuer"),
    ),
    Section(
        "languages",
        ("languages",),
        _("Languages"),
        _("Add language"),
        document.Language,
        (
            Field("language", _("Language")),
            Field("fluency", _("Level"), help_text=_("Such as Native, Fluent or B2.")),
        ),
        ("language",),
    ),
    Section(
        "volunteer",
        ("volunteer",),
        _("Volunteering"),
        _("Add volunteering"),
        document.Volunteer,
        (
            Field("position", _("Role")),
            Field("organization", _("Organization")),
            _START,
            _END,
            _LINK,
            _SUMMARY,
            _HIGHLIGHTS,
        ),
        ("position", "organization"),
    ),
    Section(
        "awards",
        ("awards",),
        _("Awards"),
        _("Add award"),
        document.Award,
        (Field("title", _("Award")), Field("awarder", _("Given by")), _DAY, _SUMMARY),
        ("title", "awarder"),
    ),
    Section(
        "publications",
        ("publications",),
        _("Publications"),
        _("Add publication"),
        document.Publication,
        (
            Field("name", _("Title")),
            Field("publisher", _("Publisher")),
            Field("releaseDate", _("Date"), Kind.DATE, _("A month and year, such as Mar 2021, or only a year.")),
            _LINK,
            _SUMMARY,
        ),
        ("name", "publisher"),
    ),
    Section(
        "interests",
        ("interests",),
        _("Interests"),
        _("Add interest"),
        document.Interest,
        (Field("name", _("Interest")), Field("keywords", _("Details"), Kind.LINES, _("One per line."))),
        ("name",),
    ),
    Section(
        "references",
        ("references",),
        _("References"),
        _("Add reference"),
        document.Reference,
        (Field("name", _("Name")), Field("reference", _("What they say"), Kind.PROSE)),
        ("name",),
    ),
)
_STEP = re.compile(r"[^.\[\]]+")


def label_of(place: str) -> str:
    """Returns a place in a document in words: ``work[0].startDate`` is “Experience: Start”."""
    names = [step for step in _STEP.findall(place) if not step.isdigit()]
    for section in sorted(SECTIONS, key=lambda one: -len(one.path)):
        if tuple(names[: len(section.path)]) == section.path:
            inside = ".".join(names[len(section.path) :])
            field = next((one for one in section.fields if one.name == inside), None)
            return f"{section.title}: {field.label}" if field else str(section.title)
    return str(_KINDS.get(place, place))


_KINDS = {"heading": _("Heading"), "decoration": _("Decoration"), "label": _("Label")}
BY_KEY = {section.key: section for section in SECTIONS}
