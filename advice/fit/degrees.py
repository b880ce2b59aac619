"""Degrees: which one a sentence asks, and which one a résumé has."""

import re
from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toolkit.text import words


class Degree(IntEnum):
    """Lowest first."""

    SCHOOL = 1
    ASSOCIATE = 2
    BACHELOR = 3
    MASTER = 4
    DOCTOR = 5


DEGREES: dict[Degree, Promise] = {
    Degree.SCHOOL: _("High school diploma"),
    Degree.ASSOCIATE: _("Associate's degree"),
    Degree.BACHELOR: _("Bachelor's degree"),
    Degree.MASTER: _("Master's degree"),
    Degree.DOCTOR: _("Doctorate"),
}
_DEGREE = r"degree|diploma|qualification"
# Lowest first. What a sentence must say; short forms need their spelling.
_ASKED = {
    Degree.SCHOOL: re.compile(
        r"(?i:\bhigh[- ]school (?:diploma|degree|education)|\bsecondary (?:school|education)\b)|\bGED\b"
    ),
    Degree.ASSOCIATE: re.compile(r"\bassociate['’]?s? degree\b", re.IGNORECASE),
    Degree.BACHELOR: re.compile(
        rf"(?i:\bbachelor(?:['’]?s)?\b|\bundergraduate (?:{_DEGREE})\b|\b(?:4|four)[- ]year degree\b)"
        r"|\bB\.?(?:Sc|A|S|Eng)\.?\b(?! ?/ ?B testing)"
    ),
    Degree.MASTER: re.compile(
        rf"(?i:\bmaster['’]s\b|\bmasters (?:{_DEGREE})\b|\bmaster (?:{_DEGREE}|of)\b)"
        r"|(?i:\b(?:advanced|graduate|postgraduate) degree\b)|\bM\.?Sc\.?\b|\bMBA\b|\bM\.Eng\b"
    ),
    Degree.DOCTOR: re.compile(r"(?i:\bph\.? ?d\b|\bdoctorate\b|\bdoctoral\b)"),
}
# A degree without a level is taken for the lowest of a university.
_ANY = re.compile(
    r"\b(?:university|college|relevant|related|an?|any) degree\b(?! of)|\bdegree in\b|^degree\b(?! of)", re.IGNORECASE
)
# The same in the degrees of résumés, highest first, in the languages in which many are written.
_HELD = {
    Degree.DOCTOR: re.compile(r"ph\.? ?d|doctor|doktor|doutor|docteur|dr\.", re.IGNORECASE),
    Degree.MASTER: re.compile(
        r"(?i:master|magister|mestrado|máster|diplom(?:-|ingenieur| ?\()|staatsexamen)|\bM\.?(?:Sc|A|S|Eng|Ed|BA)\b"
    ),
    Degree.BACHELOR: re.compile(
        r"(?i:bachelor|bacharel|licenc|licenz|licentiate|grado|graduação|inżynier|ing[ée]nieur|undergraduate)"
        r"|\bB\.?(?:Sc|A|S|Eng|Ed|Com)\b|\bLL\.?B\b"
    ),
    Degree.ASSOCIATE: re.compile(r"associate|foundation degree|\bHND\b|tecnólogo|técnico superior", re.IGNORECASE),
    Degree.SCHOOL: re.compile(
        r"high school|abitur|baccalaur|bachillerato|ensino médio|matura|secondary|\bGED\b|a[- ]levels", re.IGNORECASE
    ),
}
_EXPERIENCE = re.compile(
    r"\bor (?:an? )?(?:equivalent|comparable|similar|relevant|the equivalent)(?: \w+){0,3}? ?(?:experience|work|knowledge)"
    r"|\bor equivalent\b|\bor (?:practical |work )?experience\b|\bor something that replaces it\b",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"\b(?:degree|bachelor(?:['’]?s)?|master(?:['’]?s)?|diploma|ph\.?d|doctorate)(?: degree)? in (?P<fields>[^.;:()]+)",
    re.IGNORECASE,
)
_FIELDS = re.compile(r",|\bor\b|/")


@dataclass(frozen=True)
class AskedDegree:
    """The lowest degree that a sentence names; ``or_experience``: it takes work instead."""

    degree: Degree
    or_experience: bool


def asked_degree(text: str) -> AskedDegree | None:
    """Returns the degree that a sentence names, None if it names none."""
    degree = next((degree for degree, pattern in _ASKED.items() if pattern.search(text)), None)
    if degree is None and _ANY.search(text):
        degree = Degree.BACHELOR
    return AskedDegree(degree, bool(_EXPERIENCE.search(text))) if degree else None


def field_span(text: str) -> tuple[int, int]:
    """Returns where a sentence says in what the degree should be; an empty span if it doesn't."""
    match = _FIELD.search(text)
    return match.span("fields") if match else (0, 0)


def counts_as_field(area: str, text: str) -> bool:
    """Returns whether a sentence names no field for the degree, or one whose words are all in ``area``."""
    match = _FIELD.search(text)
    if match is None:
        return True
    own = set(words(area))
    return any(asked and asked <= own for asked in (set(words(field)) for field in _FIELDS.split(match["fields"])))


def held_degree(study_type: str) -> Degree | None:
    """Returns the degree that a résumé names; None if we can't tell."""
    return next((degree for degree, pattern in _HELD.items() if pattern.search(study_type)), None)
