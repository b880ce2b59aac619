"""Reads a résumé from lines of text, whatever file they are from.

Headings divide it into sections, dates into entries, and signs into items of lists.
"""

import re
from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext as _

from resumes.importing.contact import ContactReader
from resumes.importing.draft import HEADING, Draft, DraftBuilder
from resumes.importing.entry_fields import EntryReader
from resumes.importing.lines import MAX_LENGTH, Line, is_page_number, joined
from resumes.importing.lists import read_interests, read_languages, read_references, read_skills
from resumes.importing.sections import TOP, UNKNOWN, Section, sections_of

_OTHERS = {  # section: title, who it is from, date, text
    "certificates": ("name", "issuer", "date", "issuer"),
    "awards": ("title", "awarder", "date", "summary"),
    "publications": ("name", "publisher", "releaseDate", "summary"),
    "projects": ("name", "", "endDate", "description"),
}


def read_lines(
    lines: list[Line], source: Sequence[str], *, links: Sequence[str] = (), notes: Sequence[str] = ()
) -> Draft:
    """Returns the draft of a résumé with these lines. ``source`` are the lines as the file has them, before any were joined.

    Raises ``ImportRefused`` if there is nothing of a résumé in them.
    """
    numbered = {("", number): text for number, text in enumerate([*source, *links], 1)}
    builder = DraftBuilder(numbered, notes=list(notes))
    kept = _without_page_furniture(builder, lines)
    contact = ContactReader(builder)
    contacts: list[Line] = []
    top: list[Line] = []
    sections = sections_of(kept)
    english = not any(re.search("[äöüßéèàçñãõłąęśż]", line.text) for line in kept)
    for section in sections:
        _place_heading(builder, section)
        if section.name == TOP:
            top += section.lines
        elif section.name == "contact":
            contacts += section.lines
    summary = contact.read_top(top)
    contact.read_contact(contacts)
    _add_summary(builder, summary)
    for section in sections:
        _read_section(builder, section, day_first=not english)
    for number, address in enumerate(links, len(source) + 1):
        contact.link(number, address)
    return builder.build()


def _read_section(builder: DraftBuilder, section: Section, *, day_first: bool) -> None:
    reader = partial(EntryReader, builder, section.name, day_first=day_first)
    intro: list[Line] = []
    if section.name == UNKNOWN and section.heading:
        for line in section.lines:
            builder.leave(
                ("", line.numbers[0]), _("We don't know the section “%(heading)s”.") % {"heading": section.heading.text}
            )
    elif section.name == "summary":
        _add_summary(builder, section.lines)
    elif section.name == "skills":
        read_skills(builder, section.lines)
    elif section.name == "languages":
        read_languages(builder, section.lines)
    elif section.name == "interests":
        read_interests(builder, section.lines)
    elif section.name == "references":
        read_references(builder, section.lines)
    elif section.name == "work":
        intro = reader().read_work(section.lines)
    elif section.name == "volunteer":
        intro = reader().read_work(section.lines, employer="organization")
    elif section.name == "education":
        intro = reader().read_education(section.lines)
    elif section.name in _OTHERS:
        intro = reader().read_others(section.lines, *_OTHERS[section.name])
    for line in intro:
        builder.leave(("", line.numbers[0]), _("This is above the first entry of its section."))


def _place_heading(builder: DraftBuilder, section: Section) -> None:
    if not section.heading:
        return
    key = ("", section.heading.numbers[0])
    if section.name == UNKNOWN:
        builder.leave(key, _("We don't know this section."))
    elif section.lines and section.lines[0].numbers == section.heading.numbers:
        builder.place(key, section.name, read=section.heading.text)  # "Skills: Python, Django"
    else:
        builder.place(key, HEADING)


def _add_summary(builder: DraftBuilder, lines: list[Line]) -> None:
    basics = builder.data.setdefault("basics", {})
    for line in joined(lines):
        text = f"- {line.text}" if line.bullet else line.text
        between = "\n" if line.bullet and basics.get("summary", "").split("\n")[-1].startswith("- ") else "\n\n"
        basics["summary"] = basics["summary"] + between + text if basics.get("summary") else text
        for number in line.numbers:
            builder.place(("", number), "basics.summary")


def _without_page_furniture(builder: DraftBuilder, lines: list[Line]) -> list[Line]:
    """Returns the lines without page numbers, and without headers and footers that repeat an earlier line."""
    found = []
    for line in lines:
        if len(line.text) > MAX_LENGTH:
            builder.leave(("", line.numbers[0]), _("This line is too long to read. Divide it into paragraphs."))
        elif is_page_number(line):
            builder.leave(("", line.numbers[0]), _("This is a page number."))
        else:
            found.append(line)
    return found
