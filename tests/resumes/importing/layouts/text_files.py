"""Layouts that are plain text or Markdown."""

import textwrap

from tests.resumes.importing.layouts.words import WORDS, iso, month_year
from tests.resumes.importing.people import Person


def dense_text(person: Person) -> bytes:
    """Plain text of 78 columns: position, employer and dates in one line, sentences without bullets, one list for each heading."""
    words = WORDS[person.language]
    lines = [
        person.name,
        person.label,
        f"{person.email}, {person.phone}, {person.city} ({person.country})",
        *person.links,
        "",
    ]
    lines += [words["summary"].upper(), *textwrap.wrap(person.summary, 78), "", words["work"].upper()]
    for job in person.jobs:
        lines += [
            "",
            f"{job.position}, {job.employer}, {job.city} ({month_year(person, job.start)} - {month_year(person, job.end)})",
        ]
        for highlight in job.highlights:
            lines += textwrap.wrap(highlight, 78, initial_indent="  - ", subsequent_indent="    ")
    lines += ["", words["education"].upper(), ""]
    lines += [f"{one.text}, {one.school} ({one.start} - {one.end})" for one in person.degrees]
    lines += ["", words["skills"].upper(), ""]
    lines += [f"{group}: {', '.join(items)}" for group, items in person.skills]
    lines += ["", words["languages"].upper(), "", ", ".join(f"{name} ({level})" for name, level in person.languages)]
    return "\n".join(lines).encode()


def markdown(person: Person) -> bytes:
    """Markdown with links, emphasis and an entry heading for each job."""
    words = WORDS[person.language]
    lines = [
        f"# {person.name}",
        "",
        f"**{person.label}**",
        "",
        f"- {words['email']}: [{person.email}](mailto:{person.email})",
    ]
    lines += [f"- {words['phone']}: {person.phone}", f"- {words['city']}: {person.city}, {person.country}"]
    lines += [f"- <https://{link}>" for link in person.links]
    lines += ["", f"## {words['summary']}", "", person.summary, "", f"## {words['work']}", ""]
    for job in person.jobs:
        lines += [
            f"### {job.position} — {job.employer}",
            "",
            f"*{month_year(person, job.start)} – {month_year(person, job.end)}*, {job.city}",
            "",
        ]
        lines += [*(f"* {highlight}" for highlight in job.highlights), ""]
    lines += [f"## {words['education']}", ""]
    for degree in person.degrees:
        lines += [f"### {degree.text}", "", f"{degree.school}, {degree.start} – {degree.end}", ""]
    lines += [f"## {words['skills']}", "", *(f"- **{group}:** {', '.join(items)}" for group, items in person.skills)]
    lines += ["", f"## {words['languages']}", "", *(f"- {name} – {level}" for name, level in person.languages)]
    return "\n".join(lines).encode()


def underlined_text(person: Person) -> bytes:
    """Plain text as people paste it into forms: underlined headings, employer in brackets, bullets of the letter o."""
    words = WORDS[person.language]
    lines = [
        person.name,
        "=" * len(person.name),
        "",
        f"{words['email']}: {person.email}   {words['phone']}: {person.phone}",
    ]
    lines += [
        f"{words['city']}: {person.city}, {person.country}",
        *(f"{words['web']}: https://{link}" for link in person.links),
        person.label,
        "",
    ]

    def heading(text):
        return [text, "-" * len(text), ""]

    lines += [*heading(words["languages"]), *(f"* {name} - {level}" for name, level in person.languages), ""]
    lines += heading(words["work"])
    for job in person.jobs:
        lines += [
            f"{iso(person, job.start)} - {iso(person, job.end)}",
            f"{job.position} [{job.employer}, {job.city}]",
            "",
        ]
        for highlight in job.highlights:
            lines += textwrap.wrap(highlight, 70, initial_indent="o ", subsequent_indent="  ")
        lines += [""]
    lines += heading(words["education"])
    for degree in person.degrees:
        lines += [f"{degree.start} - {degree.end}", degree.school, degree.text, ""]
    lines += [*heading(words["skills"]), *(f"* {item}" for _group, items in person.skills for item in items), ""]
    lines += [*heading(words["summary"]), *textwrap.wrap(person.summary, 70)]
    return "\r\n".join(lines).encode("utf-8-sig")


def plain_lines(person: Person) -> bytes:
    """Plain text with every value on a line of its own and achievements without bullets, one long line each."""
    words = WORDS[person.language]
    lines = [person.name, person.label, person.email, person.phone, f"{person.city}, {person.country}", *person.links]
    lines += ["", words["summary"], "", person.summary, "", words["work"], ""]
    for job in person.jobs:
        lines += [
            job.position,
            job.employer,
            job.city,
            f"{month_year(person, job.start)} – {month_year(person, job.end)}",
            *job.highlights,
            "",
        ]
    lines += [words["education"], ""]
    for degree in person.degrees:
        lines += [degree.school, degree.text, f"{degree.start} – {degree.end}", ""]
    lines += [words["skills"], "", *(item for _group, items in person.skills for item in items), ""]
    lines += [words["languages"], "", *(f"{name}: {level}" for name, level in person.languages)]
    return "\n".join(lines).encode()
