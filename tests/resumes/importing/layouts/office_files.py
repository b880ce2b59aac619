"""PDF files as LibreOffice Writer makes them, in three styles of word processors.

The files in ``office/`` are kept, because not every machine has LibreOffice. To make them again where it is installed:
``python -m tests.resumes.importing.layouts.office_files``.
"""

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from tests.resumes.importing.layouts.words import WORDS, month_year
from tests.resumes.importing.people import PEOPLE, Job, Person

FOLDER = Path(__file__).parent / "office"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip
Body = Callable[[Person], str]


def _style(name: str, *, family: str = "paragraph", parent: str = "", text: str = "", paragraph: str = "") -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return (
        f'<style:style style:name="{name}" style:family="{family}"{above}>'
        + (f"<style:paragraph-properties {paragraph}</style:paragraph-properties>" if paragraph else "")
        + (f"<style:text-properties {text}/>" if text else "")
        + "</style:style>"
    )


def _font(family: str, size: float, more: str = "") -> str:
    return f'fo:font-family="\'{family}\'" fo:font-size="{size}pt" {more}'


def _p(style: str, *parts: str) -> str:
    return f'<text:p text:style-name="{style}">{"".join(parts)}</text:p>'


def _bold(text: str) -> str:
    return f'<text:span text:style-name="Bold">{escape(text)}</text:span>'


def _heading(text: str, level: int = 1) -> str:
    return f'<text:h text:style-name="Section" text:outline-level="{level}">{escape(text)}</text:h>'


def _bullets(texts: tuple[str, ...]) -> str:
    items = "".join(f"<text:list-item>{_p('Item', escape(text))}</text:list-item>" for text in texts)
    return f'<text:list text:style-name="Bullets">{items}</text:list>' if texts else ""


def _dates(person: Person, start: str, end: str, *, width: str = "abbreviated") -> str:
    return f"{month_year(person, start, width=width)} – {month_year(person, end, width=width)}"


def _document(styles: str, body: str, *, header: str = "", footer: str = "") -> str:
    top = f"<style:header>{header}</style:header>" if header else ""
    bottom = f"<style:footer>{footer}</style:footer>" if footer else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>'
        + styles
        + _style("Bold", family="text", text='fo:font-weight="bold"')
        + '<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•">'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment '
        'text:label-followed-by="listtab" fo:text-indent="-0.5cm" fo:margin-left="0.9cm"/></style:list-level-properties>'
        "</text:list-level-style-bullet></text:list-style>"
        '</office:styles><office:automatic-styles><style:page-layout style:name="Page"><style:page-layout-properties '
        'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2cm" '
        'fo:margin-right="2cm"/></style:page-layout><style:style style:name="Side" style:family="table-column">'
        '<style:table-column-properties style:column-width="5.4cm"/></style:style><style:style style:name="Main" '
        'style:family="table-column"><style:table-column-properties style:column-width="11.6cm"/></style:style>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">'
        f"{top}{bottom}</style:master-page></office:master-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document>"
    )


# --- Three styles -------------------------------------------------------------------------------------------------------


def _plain_writer(person: Person) -> str:
    """Writer's own styles: a serif text, a centered title, dates at a right tab, contact in one line."""
    words = WORDS[person.language]
    tab = ">".join(
        [
            'fo:margin-top="0.2cm"',
            '<style:tab-stops><style:tab-stop style:position="17cm" style:type="right"/></style:tab-stops>',
        ]
    )
    styles = (
        _style("Name", text=_font("Liberation Sans", 22, 'fo:font-weight="bold"'), paragraph='fo:text-align="center">')
        + _style("Line", text=_font("Liberation Serif", 11), paragraph='fo:text-align="center">')
        + _style("Section", text=_font("Liberation Sans", 14, 'fo:font-weight="bold"'), paragraph='fo:margin-top="0.5cm" fo:margin-bottom="0.1cm">')
        + _style("Entry", text=_font("Liberation Serif", 11), paragraph=tab)
        + _style("Item", text=_font("Liberation Serif", 11))
    )  # fmt: skip
    body = [
        _p("Name", escape(person.name)),
        _p("Line", escape(person.label)),
        _p("Line", escape(" | ".join((f"{person.city}, {person.country}", person.phone, person.email)))),
        _p("Line", escape(" | ".join(person.links))),
        _heading(words["summary"]),
        _p("Item", escape(person.summary)),
        _heading(words["work"]),
    ]
    for job in person.jobs:
        where = f", {job.employer}, {job.city}"
        body += [
            _p("Entry", _bold(job.position), escape(where), "<text:tab/>", escape(_dates(person, job.start, job.end))),
            _bullets(job.highlights),
        ]
    body.append(_heading(words["education"]))
    for degree in person.degrees:
        where = f", {degree.school}, {degree.city}"
        body.append(
            _p("Entry", _bold(degree.text), escape(where), "<text:tab/>", escape(f"{degree.start} – {degree.end}"))
        )
    body.append(_heading(words["skills"]))
    body += [_p("Item", _bold(f"{group}: "), escape(", ".join(skills))) for group, skills in person.skills]
    body += [_heading(words["languages"]), _p("Item", escape(", ".join(f"{name} ({level})" for name, level in person.languages)))]  # fmt: skip
    return _document(styles, "".join(body))


def _side_table(person: Person) -> str:
    """A template with a narrow column at the left, made of a table: contact, skills and languages beside the career."""
    words = WORDS[person.language]
    styles = (
        _style("Name", text=_font("Carlito", 26, 'fo:color="#1f4e79"'))
        + _style("Line", text=_font("Carlito", 10))
        + _style("Label", text=_font("Carlito", 13, 'fo:color="#595959"'))
        + _style("Section", text=_font("Carlito", 13, 'fo:font-weight="bold" fo:color="#1f4e79"'), paragraph='fo:margin-top="0.4cm" fo:border-bottom="0.5pt solid #1f4e79">')
        + _style("Entry", text=_font("Carlito", 11, 'fo:font-weight="bold"'), paragraph='fo:margin-top="0.25cm">')
        + _style("When", text=_font("Carlito", 10, 'fo:font-style="italic" fo:color="#595959"'))
        + _style("Item", text=_font("Carlito", 10.5))
    )  # fmt: skip
    side = [_heading(words["contact"], 2), *(_p("Line", escape(one)) for one in (person.email, person.phone, f"{person.city}, {person.country}", *person.links))]  # fmt: skip
    side.append(_heading(words["skills"], 2))
    side += [_p("Line", escape(skill)) for _group, skills in person.skills for skill in skills]
    side.append(_heading(words["languages"], 2))
    side += [_p("Line", escape(f"{name}: {level}")) for name, level in person.languages]
    main = [
        _p("Name", escape(person.name)),
        _p("Label", escape(person.label)),
        _heading(words["summary"], 2),
        _p("Item", escape(person.summary)),
        _heading(words["work"], 2),
    ]
    for job in person.jobs:
        main += [
            _p("Entry", escape(job.position)),
            _p("When", escape(f"{job.employer}, {job.city} | {_dates(person, job.start, job.end)}")),
            _bullets(job.highlights),
        ]
    main.append(_heading(words["education"], 2))
    for degree in person.degrees:
        main += [
            _p("Entry", escape(degree.text)),
            _p("When", escape(f"{degree.school}, {degree.city} | {degree.start} – {degree.end}")),
        ]
    cells = "".join(
        f'<table:table-cell office:value-type="string">{"".join(cell)}</table:table-cell>' for cell in (side, main)
    )
    columns = '<table:table-column table:style-name="Side"/><table:table-column table:style-name="Main"/>'
    table = f'<table:table table:name="Grid">{columns}<table:table-row>{cells}</table:table-row></table:table>'
    return _document(styles, table + _p("Line"))


def _online_editor(person: Person) -> str:
    """As an online editor's template writes it: employer first, gray dates on a line of their own, name in the page's header,
    page numbers in its footer."""
    words = WORDS[person.language]
    styles = (
        _style("Name", text=_font("Liberation Sans", 28, 'fo:font-weight="bold"'))
        + _style("Line", text=_font("Liberation Sans", 9, 'fo:color="#666666"'))
        + _style("Section", text=_font("Liberation Sans", 11, 'fo:font-weight="bold" fo:color="#2079c7" fo:text-transform="uppercase"'), paragraph='fo:margin-top="0.6cm" fo:margin-bottom="0.1cm">')
        + _style("Entry", text=_font("Liberation Sans", 11), paragraph='fo:margin-top="0.3cm">')
        + _style("When", text=_font("Liberation Sans", 8, 'fo:color="#666666"'))
        + _style("Item", text=_font("Liberation Sans", 9.5))
    )  # fmt: skip

    def entry(job: Job) -> str:
        return (
            _p("Entry", _bold(job.employer), escape(f", {job.city} – {job.position}"))
            + _p("When", escape(_dates(person, job.start, job.end, width="wide").upper()))
            + _bullets(job.highlights)
        )

    body = [
        _p("Name", escape(person.name)),
        _p("Entry", escape(person.label)),
        _p("Line", escape(f"{person.city}, {person.country}")),
        _p("Line", escape(person.phone)),
        _p("Line", escape(person.email)),
        *(_p("Line", escape(link)) for link in person.links),
        _heading(words["summary"]),
        _p("Item", escape(person.summary)),
        _heading(words["work"]),
        *map(entry, person.jobs),
        _heading(words["education"]),
    ]
    for degree in person.degrees:
        body += [
            _p("Entry", _bold(degree.school), escape(f", {degree.city} – {degree.text}")),
            _p("When", escape(f"{degree.start} – {degree.end}")),
        ]
    body.append(_heading(words["skills"]))
    body += [_p("Item", escape(skill)) for _group, skills in person.skills for skill in skills]
    body += [_heading(words["languages"]), *(_p("Item", escape(f"{name}: {level}")) for name, level in person.languages)]  # fmt: skip
    page = '<text:page-number text:select-page="current">1</text:page-number>'
    return _document(styles, "".join(body), header=_p("Line", escape(person.name)), footer=_p("Line", page))


STYLES: dict[str, Body] = {"plain_writer": _plain_writer, "side_table": _side_table, "online_editor": _online_editor}


def _kept(style: str, person: Person) -> bytes:
    return (FOLDER / f"{style}-{person.language}.pdf").read_bytes()


def plain_writer(person: Person) -> bytes:
    return _kept("plain_writer", person)


def side_table(person: Person) -> bytes:
    return _kept("side_table", person)


def online_editor(person: Person) -> bytes:
    return _kept("online_editor", person)


def make_files() -> None:
    """Writes all files by LibreOffice."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = []
        for style, body in STYLES.items():
            for person in PEOPLE:
                made.append(Path(folder) / f"{style}-{person.language}.fodt")
                made[-1].write_text(body(person), encoding="utf-8")
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", FOLDER, *made], check=True, timeout=300
        )


if __name__ == "__main__":
    make_files()
