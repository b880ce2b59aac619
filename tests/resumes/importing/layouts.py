"""Layouts of the labelled set: each turns an invented person into a file, as different writers and tastes do.

``LAYOUTS`` shaped the importer's rules. ``UNSEEN`` came later, and no rule was changed for them.
"""

import json
import textwrap
from collections.abc import Callable
from io import BytesIO

import typst
from babel import Locale
from docx import Document
from docx.shared import Pt

from tests.resumes.importing.people import Person

Layout = Callable[[Person], bytes]
_KEYS = [
    "title",
    "contact",
    "summary",
    "work",
    "education",
    "skills",
    "languages",
    "present",
    "employer",
    "position",
    "period",
    "tasks",
    "school",
    "degree",
    "email",
    "phone",
    "address",
    "web",
    "native",
    "other",
    "name",
    "city",
]
WORDS = {
    language: dict(zip(_KEYS, words.split("|"), strict=True))
    for language, words in {
        "en": "Curriculum Vitae|Personal details|Summary|Work experience|Education|Skills|Languages|Present|Employer|Position|Period|Responsibilities|School|Degree|Email|Phone|Address|Website|Mother tongue|Other languages|Name|Location",
        "de": "Lebenslauf|Persönliche Daten|Profil|Berufserfahrung|Ausbildung|Kenntnisse|Sprachen|heute|Arbeitgeber|Position|Zeitraum|Aufgaben|Hochschule|Abschluss|E-Mail|Telefon|Adresse|Website|Muttersprache|Fremdsprachen|Name|Wohnort",
        "fr": "Curriculum vitae|Coordonnées|Profil|Expérience professionnelle|Formation|Compétences|Langues|aujourd’hui|Employeur|Poste|Période|Missions|Établissement|Diplôme|E-mail|Téléphone|Adresse|Site web|Langue maternelle|Autres langues|Nom|Ville",
        "es": "Currículum|Datos personales|Perfil|Experiencia laboral|Formación|Competencias|Idiomas|actualidad|Empresa|Puesto|Fechas|Funciones|Centro|Titulación|Correo electrónico|Teléfono|Dirección|Web|Lengua materna|Otros idiomas|Nombre|Ciudad",
        "pt": "Curriculum vitae|Dados pessoais|Perfil|Experiência profissional|Formação académica|Competências|Idiomas|presente|Empresa|Cargo|Período|Responsabilidades|Instituição|Grau|E-mail|Telemóvel|Morada|Site|Língua materna|Outras línguas|Nome|Cidade",
        "nl": "Curriculum vitae|Persoonlijke gegevens|Profiel|Werkervaring|Opleiding|Vaardigheden|Talen|heden|Werkgever|Functie|Periode|Taken|Instelling|Diploma|E-mail|Telefoon|Adres|Website|Moedertaal|Andere talen|Naam|Woonplaats",
        "pl": "Curriculum vitae|Dane osobowe|Podsumowanie|Doświadczenie zawodowe|Wykształcenie|Umiejętności|Języki|obecnie|Pracodawca|Stanowisko|Okres|Obowiązki|Uczelnia|Tytuł|E-mail|Telefon|Adres|Strona|Język ojczysty|Inne języki|Imię i nazwisko|Miejscowość",
    }.items()
}


def month_year(person: Person, date: str, *, width: str = "abbreviated", present: bool = True) -> str:
    """Returns "Mar 2021" in the person's language, or its word for the present."""
    if not date:
        return WORDS[person.language]["present"]
    if len(date) == 4:
        return date
    names = Locale(person.language).months["format"][width]
    return f"{names[int(date[5:])]} {date[:4]}"


def numeric(person: Person, date: str) -> str:
    """Returns "03/2021"."""
    return f"{date[5:]}/{date[:4]}" if len(date) > 4 else date or WORDS[person.language]["present"]


def iso(person: Person, date: str) -> str:
    return date or WORDS[person.language]["present"]


def _typst(person: Person, template: str, date: Callable[[Person, str], str] = month_year) -> bytes:
    data = {
        "words": WORDS[person.language],
        "language": person.language,
        **{
            name: getattr(person, name)
            for name in ("name", "label", "email", "phone", "city", "country", "links", "summary")
        },
        "jobs": [
            {**vars(job), "period": f"{date(person, job.start)} – {date(person, job.end)}"} for job in person.jobs
        ],
        "degrees": [{**vars(one), "text": one.text, "period": f"{one.start} – {one.end}"} for one in person.degrees],
        "skills": [{"group": group, "items": items} for group, items in person.skills],
        "languages": [{"name": name, "level": level} for name, level in person.languages],
    }
    head = '#let d = json(bytes(sys.inputs.data))\n#let w = d.words\n#set text(lang: d.language, size: 10pt, font: "Libertinus Serif")\n'
    return typst.compile((head + template).encode(), sys_inputs={"data": json.dumps(data)})


def single_column(person: Person) -> bytes:
    """PDF, justified and hyphenated; position on the left, dates on the right, employer and city below."""
    return _typst(person, r"""
#set page(paper: "a4", margin: 2cm)
#set par(justify: true)
#set text(hyphenate: true)
#align(center)[#text(20pt, weight: "bold", d.name) \ #text(12pt, d.label) \
#d.email | #d.phone | #d.city, #d.country \ #d.links.join(" | ")]
== #w.summary
#d.summary
== #w.work
#for j in d.jobs [
  *#j.position* #h(1fr) #j.period \
  _#j.employer, #j.city _
  #list(..j.highlights)
]
== #w.education
#for e in d.degrees [*#e.text* #h(1fr) #e.period \ #e.school, #e.city

]
== #w.skills
#for s in d.skills [*#s.group:* #s.items.join(", ") \ ]
== #w.languages
#d.languages.map(l => l.name + " (" + l.level + ")").join(", ")
""")  # fmt: skip


def dates_left(person: Person) -> bytes:
    """PDF with the dates in a column of their own on the left."""
    return _typst(person, r"""
#set page(paper: "us-letter", margin: 1.8cm)
#set text(font: "DejaVu Sans", size: 9pt)
#text(22pt, d.name)

#text(11pt, fill: gray, d.label)

#d.phone · #d.email · #d.city, #d.country

#d.links.join(" · ")
#let part(title) = block(above: 16pt, text(13pt, fill: blue, title))
#part(w.summary)
#d.summary
#part(w.work)
#for j in d.jobs [
#grid(columns: (3.6cm, 1fr), j.period, [*#j.position* \ #j.employer, #j.city
#list(marker: [–], ..j.highlights)])
]
#part(w.education)
#for e in d.degrees [
#grid(columns: (3.6cm, 1fr), e.period, [*#e.text* \ #e.school])
]
#part(w.skills)
#for s in d.skills [
#grid(columns: (3.6cm, 1fr), s.group, s.items.join(", "))
]
#part(w.languages)
#for l in d.languages [
#grid(columns: (3.6cm, 1fr), l.name, l.level)
]
""", numeric)  # fmt: skip


def employer_first(person: Person) -> bytes:
    """PDF with the employer and city first, then the position with long dates; headings in capitals with a rule."""

    def long(person: Person, date: str) -> str:
        return month_year(person, date, width="wide")

    return _typst(person, r"""
#set page(paper: "a4", margin: 2.2cm)
#let part(title) = [#v(8pt) #text(11pt, weight: "bold", upper(title)) #v(-6pt) #line(length: 100%, stroke: 0.5pt)]
#text(18pt, weight: "bold", d.name) #h(1fr) #d.email \
#d.label #h(1fr) #d.phone \
#d.city, #d.country #h(1fr) #d.links.join(", ")
#part(w.summary)
#d.summary
#part(w.work)
#for j in d.jobs [
*#j.employer* #h(1fr) #j.city \
_#j.position _ #h(1fr) _#j.period _
#for b in j.highlights [#list(marker: [▪], b)]
]
#part(w.education)
#for e in d.degrees [
*#e.school* #h(1fr) #e.city \
_#e.text _ #h(1fr) _#e.period _

]
#part(w.skills)
#for s in d.skills [#s.group: #s.items.join(" · ") \ ]
#part(w.languages)
#for l in d.languages [#l.name – #l.level \ ]
""", long)  # fmt: skip


def two_columns(person: Person) -> bytes:
    """PDF with a narrow column for contact, skills and languages beside the main one."""
    return _typst(person, r"""
#set page(paper: "a4", margin: 1.5cm)
#set text(font: "DejaVu Sans", size: 8.5pt)
#let part(title) = block(above: 14pt, below: 8pt, text(12pt, weight: "bold", title))
#text(24pt, weight: "bold", d.name)

#text(12pt, d.label)
#grid(columns: (5cm, 1fr), gutter: 20pt, [
#part(w.contact)
#d.email

#d.phone

#d.city, #d.country

#for l in d.links [#l

]
#part(w.skills)
#for s in d.skills [#for i in s.items [#list(i)]]
#part(w.languages)
#for l in d.languages [#l.name \ #text(7.5pt, l.level)

]
], [
#part(w.summary)
#d.summary
#part(w.work)
#for j in d.jobs [
*#j.position* | #j.employer \
#text(7.5pt)[#j.period | #j.city]
#list(..j.highlights)
]
#part(w.education)
#for e in d.degrees [
*#e.text* \ #e.school | #e.period

]
])
""")  # fmt: skip


def european_labels(person: Person) -> bytes:
    """PDF in the style of the European CV: every value has a label."""
    return _typst(person, r"""
#set page(paper: "a4", margin: 2cm)
#set text(font: "DejaVu Sans", size: 9pt)
#text(14pt, w.title)
#let row(a, b) = grid(columns: (4.2cm, 1fr), gutter: 8pt, align(right, a), b)
#let part(title) = block(above: 14pt, below: 9pt, text(11pt, weight: "bold", upper(title)))
#part(w.contact)
#row(w.name, d.name)
#row(w.position, d.label)
#row(w.address, d.city + ", " + d.country)
#row(w.phone, d.phone)
#row(w.email, d.email)
#for l in d.links [#row(w.web, l)]
#part(w.summary)
#d.summary
#part(w.work)
#for j in d.jobs [
#row(w.period, j.period)
#row(w.position, j.position)
#row(w.employer, j.employer)
#row(w.city, j.city)
#row(w.tasks, list(..j.highlights))
#v(6pt)
]
#part(w.education)
#for e in d.degrees [
#row(w.period, e.period)
#row(w.degree, e.text)
#row(w.school, e.school)
#v(6pt)
]
#part(w.languages)
#row(w.native, d.languages.at(0).name + " (" + d.languages.at(0).level + ")")
#row(w.other, d.languages.slice(1).map(l => l.name + " (" + l.level + ")").join(", "))
#part(w.skills)
#for s in d.skills [#row(s.group, s.items.join(", "))]
""", numeric)  # fmt: skip


def profile_export(person: Person) -> bytes:
    """PDF as professional networks export profiles: the narrow column first, the name as the largest line after it."""
    return _typst(person, r"""
#set page(paper: "us-letter", margin: 1.5cm)
#set text(font: "DejaVu Sans", size: 9pt)
#grid(columns: (5cm, 1fr), gutter: 20pt, [
#text(12pt, w.contact) \
#d.phone \ #d.email \
#for l in d.links [#l \ ]
#v(8pt)
#text(12pt, w.skills) \
#for s in d.skills [#for i in s.items [#i \ ]]
#v(8pt)
#text(12pt, w.languages) \
#for l in d.languages [#l.name (#l.level) \ ]
], [
#text(24pt, d.name) \
#text(11pt, d.label) \
#d.city, #d.country
#v(8pt)
#text(14pt, w.summary)

#d.summary

#text(14pt, w.work)

#for j in d.jobs [
#text(11pt, j.employer) \
#text(10pt, j.position) \
#j.period · 2 years 3 months \
#j.city

#for b in j.highlights [• #b \ ]
#v(6pt)
]
#text(14pt, w.education)

#for e in d.degrees [
#text(11pt, e.school) \
#e.text · (#e.start - #e.end)

]
])
""")  # fmt: skip


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


def brochure(person: Person) -> bytes:
    """PDF with the contact stacked beside the name, employers with their dates in one line, and degrees as one line each."""
    return _typst(person, r"""
#set page(paper: "a4", margin: (x: 2.4cm, y: 1.6cm))
#set text(font: "New Computer Modern", size: 10.5pt)
#grid(columns: (1fr, 1fr), [#text(26pt, d.name) \ #text(13pt, style: "italic", d.label)], align(right)[#d.email \ #d.phone \ #d.city, #d.country \ #d.links.join(linebreak())])
#let part(title) = block(above: 18pt, below: 8pt, stroke: (left: 3pt + blue), inset: (left: 6pt), text(15pt, fill: blue, title))
#part(w.skills)
#for s in d.skills [#s.group — #s.items.join(" / ")

]
#part(w.work)
#for j in d.jobs [
*#j.employer* (#j.city) · #j.period

#emph(j.position) \
#for b in j.highlights [» #b \ ]
#v(4pt)
]
#part(w.education)
#for e in d.degrees [#e.period: #e.text, #e.school

]
#part(w.languages)
#d.languages.map(l => l.name + ": " + l.level).join(" | ")
#part(w.summary)
#d.summary
""")  # fmt: skip


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


def numbered_sections(person: Person) -> bytes:
    """PDF with numbered sections, page numbers, degrees in one line each, and achievements as paragraphs without bullets."""
    return _typst(person, r"""
#set page(paper: "a4", margin: 2.5cm, footer: context align(center, text(8pt)[#d.name – #counter(page).display()/#counter(page).final().at(0)]))
#set text(font: "New Computer Modern", size: 11pt)
#set heading(numbering: "1.")
#align(center)[#smallcaps(text(17pt, d.name)) \
#d.label \
#d.city (#d.country), #d.phone, #d.email \
#d.links.join(", ")]
= #w.summary
#d.summary
= #w.education
#for e in d.degrees [#e.start–#e.end #h(8pt) #e.text, #e.school, #e.city

]
= #w.work
#for j in d.jobs [#j.period #h(8pt) *#j.position*, #j.employer, #j.city

#for b in j.highlights [#b

]]
= #w.languages
#d.languages.map(l => l.name + " (" + l.level + ")").join(", ")
= #w.skills
#for s in d.skills [/ #s.group: #s.items.join(", ")
]
""")  # fmt: skip


def dates_after(person: Person) -> bytes:
    """PDF with position and employer on the left, dates in a narrow right column, short labels in the contact line."""
    return _typst(person, r"""
#set page(paper: "a4", margin: 1.7cm)
#set text(font: "Libertinus Serif", size: 10.5pt)
#let part(title) = block(above: 15pt, below: 7pt, text(12pt, weight: "bold", "■ " + upper(title)))
#text(21pt, weight: "bold", upper(d.name))

#text(12pt, d.label)

E: #d.email | T: #d.phone | #d.city, #d.country

#d.links.join(" | ")
#part(w.summary)
#d.summary
#part(w.work)
#for j in d.jobs [
#grid(columns: (1fr, 4cm), [*#j.position* — #j.employer, #j.city], align(right, j.period))
#list(marker: "-", ..j.highlights)
]
#part(w.education)
#for e in d.degrees [
#grid(columns: (1fr, 4cm), [*#e.school*, #e.city \ #e.text], align(right, e.period))
]
#part(w.skills)
#table(columns: 2, stroke: none, ..d.skills.map(s => (strong(s.group), s.items.join(", "))).flatten())
#part(w.languages)
#table(columns: 2, stroke: none, ..d.languages.map(l => (l.name, l.level)).flatten())
""")  # fmt: skip


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


def ruled_rows(person: Person) -> bytes:
    """PDF with dates over each entry, employer and position in one line with an at sign, and skills as one list."""
    return _typst(person, r"""
#set page(paper: "us-letter", margin: 2cm)
#set text(font: "DejaVu Serif", size: 9.5pt)
#text(9pt)[#d.city, #d.country #h(1fr) #d.phone #h(1fr) #d.email]
#line(length: 100%)
#align(center)[#text(22pt, d.name) \ #text(11pt, d.label) \ #d.links.join("   ")]
#show heading: it => block(above: 14pt, below: 8pt)[#text(12pt, it.body) #line(length: 100%, stroke: 0.3pt)]
== #w.skills
#d.skills.map(s => s.items).flatten().join(", ")
== #w.work
#for j in d.jobs [
#text(8pt, j.period) \
*#j.position* \@ #j.employer, #j.city
#for b in j.highlights [#list(marker: "➢", b)]
#v(3pt)
]
== #w.education
#for e in d.degrees [
#text(8pt, e.period) \
*#e.text* \ #e.school
#v(3pt)
]
== #w.languages
#for l in d.languages [- #l.name: #l.level
]
== #w.summary
#d.summary
""")  # fmt: skip


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


LAYOUTS: dict[str, Layout] = {
    one.__name__: one
    for one in (
        single_column, dates_left, employer_first, two_columns, european_labels, profile_export, table_docx, capitals_docx, tabbed_docx, dense_text, markdown, brochure, underlined_text,
        sidebar_docx, numbered_sections, dates_after, plain_lines,
    )
}  # fmt: skip


def brochure(person: Person) -> bytes:
    """PDF with the contact stacked beside the name, employers with their dates in one line, and degrees as one line each."""
    return _typst(person, r"""
#set page(paper: "a4", margin: (x: 2.4cm, y: 1.6cm))
#set text(font: "New Computer Modern", size: 10.5pt)
#grid(columns: (1fr, 1fr), [#text(26pt, d.name) \ #text(13pt, style: "italic", d.label)], align(right)[#d.email \ #d.phone \ #d.city, #d.country \ #d.links.join(linebreak())])
#let part(title) = block(above: 18pt, below: 8pt, stroke: (left: 3pt + blue), inset: (left: 6pt), text(15pt, fill: blue, title))
#part(w.skills)
#for s in d.skills [#s.group — #s.items.join(" / ")

]
#part(w.work)
#for j in d.jobs [
*#j.employer* (#j.city) · #j.period

#emph(j.position) \
#for b in j.highlights [» #b \ ]
#v(4pt)
]
#part(w.education)
#for e in d.degrees [#e.period: #e.text, #e.school

]
#part(w.languages)
#d.languages.map(l => l.name + ": " + l.level).join(" | ")
#part(w.summary)
#d.summary
""")  # fmt: skip


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


UNSEEN: dict[str, Layout] = {one.__name__: one for one in (ruled_rows, bordered_docx)}
