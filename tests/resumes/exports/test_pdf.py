"""PDFs are tagged, named and inert; a character that no font has is reported."""

import io
import json
from pathlib import Path

import pikepdf
import pypdf
import pytest
import typst
from django.conf import settings

from resumes.document import ResumeDocument
from resumes.exports import DESIGNS, FORMATS, PAPERS, Options
from resumes.exports.pdf import FONTS, TEMPLATES, export_of, sys_inputs
from tests.resumes.people import ANA, HOSTILE, KLAUS, LAYLA, MEI, MINIMAL, PEOPLE


def render(person, design="plain", paper="a4"):
    return FORMATS["pdf"].render(person.document, Options(person.language, paper, design))


def opened(person, **options):
    return pikepdf.open(io.BytesIO(render(person, **options).content))


def tags(node):
    """Yields the types of all tags below ``node``, in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from tags(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node and node.get("/Type") != "/Annot":
            yield str(node.S)
        if "/K" in node:
            yield from tags(node.K)


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_a_pdf_carries_the_marks_of_pdf_ua(person, design):
    export = render(person, design)
    assert export.is_accessible
    assert export.missing_characters == ""
    with pikepdf.open(io.BytesIO(export.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == person.language
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"]
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["pdfaid:part"] == "2"
        assert all(page.Tabs == "/S" for page in pdf.pages if "/Annots" in page)
        found = list(tags(pdf.Root.StructTreeRoot.K))
        assert found.count("/H1") == 1
        assert "/H2" in found
        assert "/Table" not in found
        assert person is not KLAUS or found.count("/H3") > found.count("/H2")


def test_title_author_and_bookmarks_are_the_member_s():
    with opened(ANA) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Ana Moreira, Operations Lead"
        assert str(pdf.docinfo["/Author"]) == "Ana Moreira"
        with pdf.open_outline() as outline:
            top = outline.root[0]
            assert top.title == "Ana Moreira"
            sections = [item.title for item in top.children]
            assert sections[:3] == ["Work experience", "Projects", "Education"]
            assert [item.title for item in top.children[0].children] == [
                "Operations Lead",
                "Operations Analyst",
                "Logistics Trainee",
            ]


def test_a_link_says_where_it_leads():
    with opened(ANA, design="modern") as pdf:
        links = [note for page in pdf.pages for note in page.get("/Annots", []) if note.Subtype == "/Link"]
        assert "https://feira-viva.example/payments" in {str(link.A.URI) for link in links}
        assert all(str(link.get("/Contents", "")) for link in links)


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_paper(paper, size):
    for design in DESIGNS:
        with opened(ANA, design=design, paper=paper) as pdf:
            assert {tuple(map(round, page.mediabox[2:])) for page in pdf.pages} == {size}
    assert set(PAPERS) == {"a4", "letter"}


def test_every_font_is_embedded_and_ours():
    with opened(LAYLA, design="classic") as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)
        names = {str(one.FontName).split("+")[1].split("-")[0] for one in descriptors}
        assert names <= {"Vazirmatn", "SourceSerif4", "Inter"}


@pytest.mark.parametrize("design", DESIGNS)
def test_hostile_text_runs_nothing_and_links_nowhere_else(design):
    content = render(HOSTILE, design).content
    assert b"/JavaScript" not in content
    assert b"/Launch" not in content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        links = [str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", [])]
        assert links
        assert [link for link in links if not link.startswith(("http://", "https://", "mailto:"))] == []
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert '#read("/etc/passwd")' in text
    assert "root:" not in text


def test_a_missing_character_is_named_and_the_pdf_still_comes_out():
    export = render(MEI)
    assert not export.is_accessible
    assert export.missing_characters.startswith("林小梅数据")
    assert len(pypdf.PdfReader(io.BytesIO(export.content)).pages) == 1


@pytest.mark.parametrize("sign", ["𓀀", "\U0001fae8", "꙰", '"\\\u4e00'])
def test_signs_of_any_kind_give_a_pdf(sign):
    document = ResumeDocument.from_json({"basics": {"name": f"Mo {sign}"}})
    export = FORMATS["pdf"].render(document, Options())
    assert export.content.startswith(b"%PDF")
    assert export.is_accessible or set(export.missing_characters) <= set(sign)


def test_a_link_that_is_too_long_for_typst_is_text():
    summary = f"[My work](https://a.example/{'a' * 8_500})"
    export = FORMATS["pdf"].render(ResumeDocument.from_json({"basics": {"summary": summary}}), Options())
    assert export.is_accessible
    assert b"/URI (" not in export.content


def with_contact(*contact):
    """Returns what the template reads, with these pairs of text and address."""
    inputs = sys_inputs(ANA.document, Options())
    return {"resume": json.dumps(json.loads(inputs["resume"]) | {"contact": contact})}


def test_a_link_that_typst_refuses_costs_the_links_and_not_the_file():
    export = export_of(with_contact(["My page", f"https://a.example/{'a' * 9_000}"]))
    assert not export.is_accessible
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(export.content)).pages)
    assert "My page" in text
    assert "Operations Analyst" in text


def test_a_fault_of_ours_is_not_hidden():
    with pytest.raises(typst.TypstError):
        export_of({"resume": "{}"})


def test_an_empty_résumé_is_a_file():
    for one in FORMATS.values():
        assert one.render(ResumeDocument(), Options()).content


def test_an_unknown_language_is_english():
    document = MINIMAL.document
    for language in ("", "xx", "not a language", "../en", "en-US-posix-x"):
        export = FORMATS["pdf"].render(document, Options(language))
        assert export.is_accessible
    with pikepdf.open(io.BytesIO(FORMATS["pdf"].render(document, Options("pt-BR")).content)) as pdf:
        assert str(pdf.Root.Lang) == "pt-BR"


def test_an_entry_is_not_divided_between_pages_if_it_is_short():
    for design in DESIGNS:
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render(KLAUS, design).content)).pages]
        assert len(pages) > 1
        for page in pages[1:]:
            first_line = page.lstrip().splitlines()[0]
            titles = {one["position"] for one in KLAUS.data["work"]} | {
                "Projekte",
                "Ausbildung",
                "Kenntnisse",
                "Sprachen",
            }
            assert any(first_line.startswith(title) for title in titles), first_line


def test_a_section_title_is_never_alone_at_the_foot_of_a_page():
    for count in range(20, 44):
        data = {
            "basics": {"name": "Mo"},
            "skills": [{"name": f"Skill {number}", "keywords": ["one"]} for number in range(count)],
            "certificates": [{"name": "Certified Tester", "issuer": "Guild", "date": "2020"}],
        }
        content = FORMATS["pdf"].render(ResumeDocument.from_json(data), Options()).content
        pages = [page.extract_text().split("\n") for page in pypdf.PdfReader(io.BytesIO(content)).pages]
        assert all(page[-1].strip() not in {"Certificates", "Certified Tester"} for page in pages)


def test_fonts_stay_small_and_licensed():
    files = list(FONTS.glob("*.ttf"))
    assert sum(file.stat().st_size for file in files) < 2_500_000
    for family in {file.stem.split("-")[0] for file in files}:
        assert "SIL OPEN FONT LICENSE" in (FONTS / "licenses" / f"{family}.txt").read_text().upper()


def test_templates_import_nothing_from_outside():
    for file in TEMPLATES.glob("*.typ"):
        assert "@" not in file.read_text()
        assert "eval(" not in file.read_text()


def test_a_folder_with_more_fonts_serves_more_scripts(monkeypatch):
    monkeypatch.setattr(settings, "RESUME_FONTS_DIR", str(Path(__file__).parents[1] / "fonts"))
    for design in DESIGNS:
        export = render(MEI, design)
        assert export.missing_characters == ""
        assert export.is_accessible
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(export.content)).pages)
        assert all(one in text for one in ("林小梅", "数据分析师", "青松科技", "把报表时间从两天缩短到三小时"))


def test_a_hyphen_never_ends_a_line():
    words = "a well-written on-call guide for twenty-four first-line helpers in a so-called back-office "
    for count in range(1, 12):
        document = ResumeDocument.from_json({"basics": {"name": "Mo", "summary": "x" * count + " " + words * 6}})
        for design in DESIGNS:
            content = FORMATS["pdf"].render(document, Options(design=design)).content
            lines = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().splitlines()
            assert not any(line.rstrip().endswith("-") for line in lines)
