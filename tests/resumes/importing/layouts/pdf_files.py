"""Layouts that are PDF files."""

import json
from collections.abc import Callable

import typst

from tests.resumes.importing.layouts.words import WORDS, month_year, numeric
from tests.resumes.importing.people import Person


def compiled(person: Person, template: str, date: Callable[[Person, str], str] = month_year) -> bytes:
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
    return compiled(person, r"""
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
    return compiled(person, r"""
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

    return compiled(person, r"""
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
    return compiled(person, r"""
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
    return compiled(person, r"""
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
    return compiled(person, r"""
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


def brochure(person: Person) -> bytes:
    """PDF with the contact stacked beside the name, employers with their dates in one line, and degrees as one line each."""
    return compiled(person, r"""
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


def numbered_sections(person: Person) -> bytes:
    """PDF with numbered sections, page numbers, degrees in one line each, and achievements as paragraphs without bullets."""
    return compiled(person, r"""
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
    return compiled(person, r"""
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


def ruled_rows(person: Person) -> bytes:
    """PDF with dates over each entry, employer and position in one line with an at sign, and skills as one list."""
    return compiled(person, r"""
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
