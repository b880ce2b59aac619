"""Layouts that are Word files."""

from collections.abc import Callable
from io import BytesIO

from docx import Document
from docx.shared import Pt

from tests.resumes.importing.layouts.words import WORDS, iso, month_year, numeric
from tests.resumes.importing.people import Person


def _docx(build: Callable[[object], None]) -> bytes:
    document = Document()
    build(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def table_docx(person: Person) -> bytes:
    """DOCX with real headings; jobs and degrees in tables, dates in the first column, bullets in the second."""
    words = WORDS[person.language]

    def build(document):
        document.add_heading(person.name, 0)
        document.add_paragraph(person.label)
        contact = document.add_table(rows=0, cols=2)
        values = [
            (words["email"], person.email),
            (words["phone"], person.phone),
            (words["address"], f"{person.city}, {person.country}"),
        ]
        for label, value in [*values, *((words["web"], link) for link in person.links)]:
            cells = contact.add_row().cells
            cells[0].text, cells[1].text = label, value
        document.add_heading(words["summary"], 1)
        document.add_paragraph(person.summary)
        document.add_heading(words["work"], 1)
        table = document.add_table(rows=0, cols=2)
        for job in person.jobs:
            cells = table.add_row().cells
            cells[0].text = f"{numeric(person, job.start)} – {numeric(person, job.end)}"
            cells[1].paragraphs[0].add_run(job.position).bold = True
            cells[1].add_paragraph(f"{job.employer}, {job.city}")
            for highlight in job.highlights:
                cells[1].add_paragraph(highlight, style="List Bullet")
        document.add_heading(words["education"], 1)
        table = document.add_table(rows=0, cols=2)
        for degree in person.degrees:
            cells = table.add_row().cells
            cells[0].text = f"{degree.start} – {degree.end}"
            cells[1].text = f"{degree.text}\n{degree.school}"
        document.add_heading(words["skills"], 1)
        for group, items in person.skills:
            document.add_paragraph(f"{group}: {', '.join(items)}", style="List Bullet")
        document.add_heading(words["languages"], 1)
        for name, level in person.languages:
            document.add_paragraph(f"{name}: {level}", style="List Bullet")

    return _docx(build)


def capitals_docx(person: Person) -> bytes:
    """DOCX without styles: bold headings in capitals, tabs before dates, bullets typed by hand, the contact in the page header."""
    words = WORDS[person.language]

    def build(document):
        header = document.sections[0].header
        header.paragraphs[0].text = person.name
        header.add_paragraph(f"{person.city}, {person.country} | {person.phone} | {person.email}")
        header.add_paragraph(" | ".join(person.links))
        document.add_paragraph(person.label)

        def heading(text):
            run = document.add_paragraph().add_run(text.upper())
            run.bold, run.font.size = True, Pt(12)

        heading(words["summary"])
        document.add_paragraph(person.summary)
        heading(words["work"])
        for job in person.jobs:
            line = document.add_paragraph()
            line.add_run(job.employer).bold = True
            line.add_run(f", {job.city}\t{iso(person, job.start)} – {iso(person, job.end)}")
            document.add_paragraph(job.position)
            for highlight in job.highlights:
                document.add_paragraph(f"• {highlight}")
        heading(words["education"])
        for degree in person.degrees:
            line = document.add_paragraph()
            line.add_run(degree.school).bold = True
            line.add_run(f"\t{degree.start} – {degree.end}")
            document.add_paragraph(degree.text)
        heading(words["skills"])
        for group, items in person.skills:
            document.add_paragraph(f"{group}: {', '.join(items)}")
        heading(words["languages"])
        document.add_paragraph("; ".join(f"{name} ({level})" for name, level in person.languages))

    return _docx(build)


def tabbed_docx(person: Person) -> bytes:
    """DOCX as the German "Lebenslauf" is written: personal details with labels, education before work, tabs after the dates, since-dates."""
    words = WORDS[person.language]
    since = {"en": "since", "de": "seit", "fr": "depuis", "es": "desde", "pt": "desde", "nl": "sinds", "pl": "od"}[
        person.language
    ]

    def build(document):
        document.add_paragraph().add_run(words["title"]).bold = True

        def heading(text):
            run = document.add_paragraph().add_run(text)
            run.bold, run.font.size = True, Pt(14)

        heading(words["contact"])
        rows = [
            ("name", person.name),
            ("position", person.label),
            ("address", f"{person.city}, {person.country}"),
            ("phone", person.phone),
        ]
        for label, value in [*rows, ("email", person.email), *(("web", link) for link in person.links)]:
            document.add_paragraph(f"{words[label]}:\t{value}")
        heading(words["summary"])
        document.add_paragraph(person.summary)
        heading(words["education"])
        for degree in person.degrees:
            document.add_paragraph(f"{degree.start} – {degree.end}\t{degree.text}")
            document.add_paragraph(f"\t{degree.school}, {degree.city}")
        heading(words["work"])
        for job in person.jobs:
            dates = (
                f"{numeric(person, job.start)} – {numeric(person, job.end)}"
                if job.end
                else f"{since} {numeric(person, job.start)}"
            )
            document.add_paragraph(f"{dates}\t{job.position}")
            document.add_paragraph(f"\t{job.employer}, {job.city}")
            for highlight in job.highlights:
                document.add_paragraph(f"\t- {highlight}")
        heading(words["skills"])
        for group, items in person.skills:
            document.add_paragraph(f"{group}\t{', '.join(items)}")
        heading(words["languages"])
        for name, level in person.languages:
            document.add_paragraph(f"{name}\t{level}")

    return _docx(build)


def sidebar_docx(person: Person) -> bytes:
    """DOCX with one table for the page: a narrow column first, then the main one; "position at employer", dates below."""
    words = WORDS[person.language]
    at = {"en": "at", "de": "bei", "fr": "chez", "es": "@", "pt": "@", "nl": "bij", "pl": "@"}[person.language]

    def build(document):
        narrow, wide = document.add_table(rows=1, cols=2).rows[0].cells

        def heading(cell, text):
            run = cell.add_paragraph().add_run(text)
            run.bold, run.font.size = True, Pt(13)

        heading(narrow, words["contact"])
        for value in (person.phone, person.email, f"{person.city} / {person.country}", *person.links):
            narrow.add_paragraph(value)
        heading(narrow, words["languages"])
        for name, level in person.languages:
            narrow.add_paragraph(f"{name}, {level}")
        heading(narrow, words["skills"])
        for group, items in person.skills:
            narrow.add_paragraph().add_run(group).bold = True
            for item in items:
                narrow.add_paragraph(item, style="List Bullet")
        run = wide.paragraphs[0].add_run(person.name)
        run.bold, run.font.size = True, Pt(24)
        wide.add_paragraph(person.label)
        heading(wide, words["summary"])
        wide.add_paragraph(person.summary)
        heading(wide, words["work"])
        for job in person.jobs:
            wide.add_paragraph().add_run(f"{job.position} {at} {job.employer}").bold = True
            wide.add_paragraph(f"{month_year(person, job.start)} – {month_year(person, job.end)}, {job.city}")
            for highlight in job.highlights:
                wide.add_paragraph(highlight, style="List Bullet")
        heading(wide, words["education"])
        for degree in person.degrees:
            wide.add_paragraph().add_run(degree.school).bold = True
            wide.add_paragraph(f"{degree.text} ({degree.start}–{degree.end})")

    return _docx(build)


def bordered_docx(person: Person) -> bytes:
    """DOCX with styled titles, "position, employer" over italic dates and city, and one table for skills and languages."""
    words = WORDS[person.language]

    def build(document):
        document.add_paragraph(person.name, style="Title")
        document.add_paragraph(person.label, style="Subtitle")
        document.add_paragraph(
            f"{person.city}, {person.country} • {person.email} • {person.phone}\n{' • '.join(person.links)}"
        )
        document.add_heading(words["summary"], 2)
        document.add_paragraph(person.summary)
        document.add_heading(words["work"], 2)
        for job in person.jobs:
            document.add_heading(f"{job.position}, {job.employer}", 3)
            document.add_paragraph().add_run(
                f"{month_year(person, job.start, width='wide')} – {month_year(person, job.end, width='wide')} | {job.city}"
            ).italic = True
            for highlight in job.highlights:
                document.add_paragraph(highlight, style="List Number")
        document.add_heading(words["education"], 2)
        for degree in person.degrees:
            document.add_heading(f"{degree.text} | {degree.start} – {degree.end}", 3)
            document.add_paragraph(degree.school)
        document.add_heading(words["skills"], 2)
        table = document.add_table(rows=0, cols=3)
        for group, items in person.skills:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = group, ", ".join(items)
        document.add_heading(words["languages"], 2)
        table = document.add_table(rows=0, cols=2)
        for name, level in person.languages:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = name, level

    return _docx(build)
