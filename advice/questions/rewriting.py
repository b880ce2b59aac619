"""A bullet of a résumé, rewritten: asks for versions of it, and puts the one that the member chooses in the résumé."""

import datetime as dt
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db import transaction

from accounts.models import User
from advice.models import Question
from advice.models.question import Task
from advice.questions import asking
from advice.questions.collecting import Subject
from resumes import services
from resumes.editing import NoSuchEntry
from resumes.exports.rich_text import line_of, text_of
from resumes.models import Resume
from resumes.sections import BY_KEY, Field, Section

HIGHLIGHTS = "highlights"


class NoSuchVersion(Exception):
    """The answer has no version of that number."""


@dataclass(frozen=True)
class Run:
    """Words of a comparison that are in both lines, only in the old one (``removed``) or only in the new one (``added``)."""

    text: str
    kind: str = ""


def section_with_bullets(key: str) -> Section | None:
    """Returns the section of that key if its entries have bullets."""
    section = BY_KEY.get(key)
    return section if section and section.has_bullets else None


def bullets_of(resume: Resume, section: Section, number: int) -> list[str]:
    """Returns the bullets of an entry, as the résumé stores them. Raises ``NoSuchEntry``."""
    entries = section.entries_in(resume.data)
    if not 0 <= number < len(entries):
        raise NoSuchEntry
    return list(_field(section).value_in(entries[number]) or ())


def plain(bullet: str) -> str:
    """Returns a bullet without its Markdown."""
    return text_of(line_of(bullet))


def ask_for_versions(
    *,
    user: User,
    resume: Resume,
    section: Section,
    number: int,
    bullet: int,
    words: str = "",
    now: dt.datetime,
) -> Question:
    """Asks for better versions of one bullet. Only the lines of its entry are sent. Raises ``NoSuchEntry`` and what `asking.ask`
    raises."""
    place = place_of(resume, section, number, bullet)
    subject = Subject(resume=resume, line=line_key(section, number, bullet))
    return asking.ask(user=user, task=Task.REWRITE, words=words, subject=subject, place=place, now=now)


def place_of(resume: Resume, section: Section, number: int, bullet: int) -> dict[str, Any]:
    """Returns where a bullet is, and its entry as it is now, as a question stores it. Raises ``NoSuchEntry``."""
    bullets = bullets_of(resume, section, number)
    if not 0 <= bullet < len(bullets):
        raise NoSuchEntry
    return {
        "section": section.key,
        "number": number,
        "bullet": bullet,
        "bullets": bullets,
        "version": services.version_of_entry(resume.data, section, number),
    }


def line_key(section: Section, number: int, bullet: int) -> str:
    """Returns the key of the source that a bullet is."""
    return f"{'.'.join(section.path)}.{number}.{HIGHLIGHTS}.{bullet}"


def before(question: Question) -> str:
    """Returns the bullet as it was when the question was asked."""
    return plain(question.place["bullets"][question.place["bullet"]])


@transaction.atomic
def accept(*, question: Question, version: int, now: dt.datetime) -> None:
    """Puts a version in the résumé in place of the bullet. Idempotent. Raises ``NoSuchVersion``, ``Stale`` if the entry has
    changed since the question was asked, and ``NoSuchEntry`` if it or the résumé is gone."""
    locked = Question.objects.select_for_update(of=["self"]).select_related("resume").get(pk=question.pk)
    resume, place = locked.resume, locked.place
    if not 0 <= version < len(locked.claims):
        raise NoSuchVersion
    if place.get("accepted") == version:
        return
    if resume is None or resume.deleted_at is not None:
        raise NoSuchEntry
    section = BY_KEY[place["section"]]
    bullets = list(place["bullets"])
    bullets[place["bullet"]] = locked.claims[version]["text"]
    services.set_fields(
        resume=resume,
        section=section,
        number=place["number"],
        values={_field(section): bullets},
        seen=(place["version"],),
        now=now,
    )
    changed = _entry_with(resume, section, bullets, near=place["number"])
    locked.place = place | {
        "accepted": version,
        "version": services.version_of_entry(resume.data, section, changed),
    }
    locked.save(update_fields=["place"])


def _entry_with(resume: Resume, section: Section, bullets: list[str], *, near: int) -> int:
    """Returns where the entry is that was changed: another tab may have moved it."""
    entries = section.entries_in(resume.data)
    found = [at for at, entry in enumerate(entries) if list(_field(section).value_in(entry) or ()) == bullets]
    return min(found, key=lambda at: abs(at - near))


def _field(section: Section) -> Field:
    return section.field(HIGHLIGHTS)


def compare(old: str, new: str) -> tuple[Run, ...]:
    """Returns the words of both lines in order, told apart."""
    a, b = old.split(), new.split()
    runs: list[Run] = []
    for tag, start, end, other, last in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(" ".join(a[start:end])))
            continue
        if start < end:
            runs.append(Run(" ".join(a[start:end]), "removed"))
        if other < last:
            runs.append(Run(" ".join(b[other:last]), "added"))
    return tuple(runs)
