"""Compares two states of a résumé, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from resumes.partial_dates import display
from resumes.sections import SECTIONS, Field, Kind, Section

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """A difference: where, and the text before and after; empty where there was or is none."""

    section: Promise
    entry: str
    field: Promise | str
    before: str
    after: str


def differences(before: Entry, after: Entry) -> list[Difference]:
    """Returns what changed between two documents' JSON data, in the order of the sections."""
    return [
        found
        for section in SECTIONS
        for found in _in_section(section, section.entries_in(before), section.entries_in(after))
    ]


def _in_section(section: Section, old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[Difference]:
    names = [section.title_of(entry) for entry in old], [section.title_of(entry) for entry in new]
    if section.is_single:
        yield from _in_entry(section, "", old[0], new[0])
        return
    for _tag, start, end, other, last in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        together = min(end - start, last - other)  # replaced entries are compared in pairs
        for number in range(together):
            name = names[1][other + number] or names[0][start + number]
            yield from _in_entry(section, name, old[start + number], new[other + number])
        for entry in old[start + together : end]:
            yield from _in_entry(section, section.title_of(entry), entry, {})
        for entry in new[other + together : last]:
            yield from _in_entry(section, section.title_of(entry), {}, entry)


def _in_entry(section: Section, name: str, old: Entry, new: Entry) -> Iterator[Difference]:
    for field in section.fields:
        before, after = (shown(field, field.value_in(entry)) for entry in (old, new))
        if before != after:
            yield Difference(section.title, name, field.label, before, after)
    known = {field.path[0] for field in section.fields} | set(section.apart)
    others = sorted({*old, *new} - known)
    if any(old.get(key) != new.get(key) for key in others):
        before, after = (", ".join(key for key in others if entry.get(key)) for entry in (old, new))
        yield Difference(section.title, name, _("Other fields"), before, after)


def shown(field: Field, value: Any) -> str:
    """Returns a field's value as text."""
    if isinstance(value, (list, tuple)):
        return "\n".join(map(str, value))
    return display(str(value)) if field.kind is Kind.DATE else str(value)
