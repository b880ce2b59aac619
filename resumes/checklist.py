"""Checks a résumé for what employers miss or shouldn't get: contact, dates, gaps, vague highlights, personal data."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from resumes.document import ResumeDocument, Value
from resumes.partial_dates import Parts, display, parts_of

GAP = 6  # months without an entry that readers ask about
MANY = 3  # highlights of a job, of which at least one should have a figure
LONG_SUMMARY = 600  # characters


@dataclass(frozen=True)
class Point:
    """Something to improve, and the field where. ``number`` is the entry's place in its section."""

    key: str
    text: str
    section: str
    number: int = 0
    field: str = ""


def points_of(document: ResumeDocument, today: dt.date) -> list[Point]:
    """Returns what could be better, the most important first."""
    return [
        *_personal(document),
        *_basics(document),
        *_dates(document),
        *_gaps(document, today),
        *_highlights(document),
    ]


def _basics(document: ResumeDocument) -> Iterator[Point]:
    basics = document.basics
    if not basics.name:
        yield Point("name", _("Add your name."), "basics", field="name")
    if not (basics.email or basics.phone):
        yield Point("contact", _("Add an email address or a phone number."), "basics", field="email")
    if not basics.label:
        yield Point(
            "label", _("Add a professional title, so readers know at once what you do."), "basics", field="label"
        )
    if not basics.summary:
        yield Point("summary", _("Add a summary of two or three sentences."), "basics", field="summary")
    elif len(basics.summary) > LONG_SUMMARY:
        yield Point("long-summary", _("Shorten the summary to a few sentences."), "basics", field="summary")
    if not document.work:
        yield Point("work", _("Add your experience."), "work")
    if not document.skills:
        yield Point("skills", _("Add your skills. Employers search for them."), "skills")


# --- Dates ------------------------------------------------------------------------------------------------------------


def _dates(document: ResumeDocument) -> Iterator[Point]:
    for section in ("work", "education", "volunteer", "projects"):
        for number, entry in enumerate(getattr(document, section)):
            start, end = parts_of(entry.start_date), parts_of(entry.end_date)
            if start and end and end.last_month < start.first_month:
                said = _("“%s” ends before it starts.") % _name(entry)
                yield Point("order", said, section, number, "endDate")
            if section == "work" and not start:
                yield Point("no-start", _("Add when “%s” started.") % _name(entry), section, number, "startDate")


def _gaps(document: ResumeDocument, today: dt.date) -> Iterator[Point]:
    """Finds months of more than ``GAP`` without work, education or volunteering."""
    now = Parts(today.year, today.month)
    entries: tuple[Any, ...] = (*document.work, *document.education, *document.volunteer)
    periods = sorted(
        (start, parts_of(entry.end_date) or now) for entry in entries if (start := parts_of(entry.start_date))
    )
    if not periods:
        return
    reached = periods[0][1]
    for start, end in [*periods[1:], (now, now)]:
        if start.first_month - reached.last_month - 1 > GAP:
            said = _("Nothing between %(end)s and %(start)s. Say what you did, if you like.")
            yield Point("gap", said % {"end": display(str(reached)), "start": display(str(start))}, "work")
        reached = max(reached, end, key=lambda one: one.last_month)


def _name(entry: Value) -> str:
    names = ("position", "name", "institution", "organization")
    return next((found for name in names if (found := getattr(entry, name, ""))), _("this entry"))


# --- Highlights ---------------------------------------------------------------------------------------------------------

_FIGURE = re.compile(
    r"\d|\b(?:half|double[ds]?|triple[ds]?|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|millions?)\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def _highlights(document: ResumeDocument) -> Iterator[Point]:
    for number, job in enumerate(document.work):
        if not (job.highlights or job.summary):
            said = _("Say what you achieved as “%s”.") % _name(job)
            yield Point("no-highlights", said, "work", number, "highlights")
        if len(job.highlights) >= MANY and not any(_FIGURE.search(one.lower()) for one in job.highlights):
            said = _("None of the highlights of “%s” has a number. How many, how much, how fast?") % _name(job)
            yield Point("no-figure", said, "work", number, "highlights")
        if _is_english(document):
            weak = next((one for one in job.highlights if not starts_with_verb(one)), None)
            if weak:
                said = _("Start “%s” with a verb: what did you do?") % " ".join(weak.split()[:6])
                yield Point("no-verb", said, "work", number, "highlights")


def _is_english(document: ResumeDocument) -> bool:
    """Whether most of the frequent short words of the highlights are English ones."""
    words = [word for job in document.work for one in job.highlights for word in _WORD.findall(one.lower())]
    return sum(word in _ENGLISH for word in words) * 10 >= len(words)


_ENGLISH = frozenset(
    {"the", "and", "of", "to", "a", "in", "for", "with", "on", "by", "from", "an", "at", "as", "that", "into"}
)


def starts_with_verb(highlight: str) -> bool:
    """Whether an English highlight says first what somebody did or does: “Led …”, “Successfully migrated …”, “Managing …”."""
    words = _WORD.findall(highlight.lower())[:3]
    while words and (words[0].endswith("ly") or words[0] in ("i", "am", "have")):
        words = words[1:]
    return bool(words) and (words[0] in _VERBS or _is_form_of_verb(words[0]))


def _is_form_of_verb(word: str) -> bool:
    if word.endswith("ed"):
        return len(word) > 4
    stem = word.removesuffix("ing")
    return stem != word and not _VERBS.isdisjoint({stem, f"{stem}e", stem[:-1]})


_VERBS = frozenset((Path(__file__).parent / "data" / "verbs.txt").read_text(encoding="utf-8").split())


# --- Personal data --------------------------------------------------------------------------------------------------------

_BIRTH = (
    r"date of birth", r"birth ?date", r"birthday ?:", r"d\.?o\.?b\.?(?= ?:? ?\d)", r"born (?:on|in \d{4}|(?:the )?\d)",
    r"(?:^|(?<=\bam )|(?<=['’]m )|(?<=[,;|] ))\d\d years old",
    r"(?:age|alter|edad|âge|età|idade|leeftijd|wiek|возраст|вік) ?: ?\d\d",
    r"geburtsdatum", r"geboren am", r"geb\. ?\d", r"date de naissance", r"n[ée]e? le \d", r"fecha de nacimiento",
    r"nacid[oa] e[ln]", r"data de nascimento", r"nascid[oa] em", r"data di nascita", r"nat[oa] (?:a \w{2,20} )?il \d",
    r"geboortedatum", r"geboren op", r"data urodzenia", r"urodzon[ya]", r"дата (?:рождения|народження)", r"родил(?:ся|ась)",
)  # fmt: skip
_MARITAL = (
    r"(?:marital|family) ?status", r"married(?= (?:with|to|since)|,|$)", r"^single(?=, (?:no|with|without|\d)|\.?$)",
    r"^(?:divorced|widowed|separated)(?=,|\.?$)", r"familienstand", r"verheiratet", r"ledig", r"verwitwet", r"[ée]tat civil",
    r"situation familiale", r"mari[ée]e?(?= (?:avec|depuis)|,|$)", r"c[ée]libataire", r"estado civil", r"casad[oa]",
    r"solter[oa]", r"divorciad[oa]", r"stato civile", r"coniugat[oa]", r"burgerlijke staat", r"gehuwd", r"stan cywilny",
    r"zam[ęe][żz]na", r"[żz]onaty", r"семейное положение", r"сімейний стан",
)  # fmt: skip


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})", re.IGNORECASE | re.MULTILINE)


_PERSONAL = {"birth": _any_of(_BIRTH), "marital": _any_of(_MARITAL)}


def _personal(document: ResumeDocument) -> Iterator[Point]:
    if document.basics.image:
        yield Point("photo", _("Remove the link to your photo. Employers don't need it."), "basics", field="image")
    said = {
        "birth": _("Remove your birth date or age. Employers don't need it to judge your work."),
        "marital": _("Remove your marital status. Employers don't need it to judge your work."),
    }
    for key, pattern in _PERSONAL.items():
        place = next((where for where, text in _texts(document) if pattern.search(text)), None)
        if place:
            yield Point(key, said[key], place[0], place[1], place[2])


def _texts(document: ResumeDocument) -> Iterator[tuple[tuple[str, int, str], str]]:
    """Yields all text of a document with where it is."""
    for name, value in document.to_json().items():
        entries = value if isinstance(value, list) else [value]
        for number, entry in enumerate(entries):
            for field, said in entry.items() if isinstance(entry, dict) else ():
                for text in said if isinstance(said, list) else [said]:
                    if isinstance(text, str):
                        yield (name, number, field), f"{field}: {text}" if _is_unknown(name, field) else text


def _is_unknown(section: str, field: str) -> bool:
    """Whether the format doesn't define a field, so that its name says what it is: “birthDate”."""
    return section not in ResumeDocument.model_fields or (
        section == "basics" and field.lower().startswith(("birth", "marital"))
    )
