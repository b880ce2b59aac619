"""Cover letters as files: placeholders, what they may hold, and every format."""

import io

import docx
import pikepdf
import pypdf
import pytest
from markdown_it import MarkdownIt

from resumes.document import Basics
from resumes.exports import DESIGNS, LETTER_FORMATS, Options, file_name
from resumes.exports.letters import LetterDocument, fill
from tests.resumes.people import ANA

TEXT = "November 30, 2026\n\nDear Acme team,\n\nI ran **three** depots:\n\n- Recife\n- Olinda\n\nKind regards,\nAna Moreira"
LETTER = LetterDocument(ANA.document.basics, TEXT, company="Acme GmbH")
LINES = [
    "November 30, 2026",
    "Dear Acme team,",
    "I ran three depots:",
    "Recife",
    "Olinda",
    "Kind regards,",
    "Ana Moreira",
]


def rendered(key, letter=LETTER, **options):
    return LETTER_FORMATS[key].render(letter, Options(**options))


# --- Placeholders -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Dear {company} team", "Dear Acme team"),
        ("Dear { Company } team", "Dear Acme team"),
        ("{company}{company}", "AcmeAcme"),
        (r"Write \{company} yourself", r"Write \{company} yourself"),
        (r"C:\\{company}", r"C:\\Acme"),
        ("{} and {", "{} and {"),
    ],
)
def test_a_placeholder_is_filled_and_one_after_a_backslash_is_text(text, filled):
    assert fill(text, {"company": "Acme"}) == (filled, ())


def test_every_name_without_a_value_is_told_once_whether_we_know_it_or_not():
    text, unfilled = fill("{role} at {company}, {role}, {hiring manager}", {"company": "Acme", "role": ""})
    assert (text, unfilled) == ("{role} at Acme, {role}, {hiring manager}", ("role", "hiring manager"))


@pytest.mark.parametrize("name", ["**Acme**", "[Acme](https://evil.example)", "A*c*me", "1. Acme", "{role}", "Acme \\"])
def test_a_value_is_text_whatever_it_means_in_markdown(name):
    text, unfilled = fill("{company}", {"company": name, "role": "Pilot"})
    assert rendered("text", LetterDocument(Basics(), text)).content.decode() == f"{name}\n"
    assert unfilled == ()


# --- Files --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("design", DESIGNS)
def test_the_pdf_is_accessible_and_has_every_line_in_order(design):
    export = rendered("pdf", design=design)
    assert export.is_accessible
    read = pypdf.PdfReader(io.BytesIO(export.content)).pages[0].extract_text()
    assert read.index("Ana Moreira") < read.index(LINES[0])
    found = read[read.index(LINES[0]) :]
    assert [found.index(line) for line in LINES] == sorted(found.index(line) for line in LINES)
    with pikepdf.open(io.BytesIO(export.content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Ana Moreira, Cover letter"
        assert bool(pdf.Root.MarkInfo.Marked)


def test_word_text_and_markdown_keep_line_breaks_and_lists():
    word = docx.Document(io.BytesIO(rendered("docx").content))
    assert [paragraph.text for paragraph in word.paragraphs][-2:] == ["Olinda", "Kind regards,\nAna Moreira"]
    assert rendered("text").content.decode().endswith("- Recife\n- Olinda\n\nKind regards,\nAna Moreira\n")
    assert "- Recife\n- Olinda\n\nKind regards,\\\n" in rendered("markdown").content.decode()


def test_a_letter_without_a_name_is_called_a_letter_in_its_language():
    assert rendered("markdown", LetterDocument(Basics(), "Hallo"), language="de").content.startswith(b"# Anschreiben\n")


def test_a_character_without_a_glyph_is_named():
    assert rendered("pdf", LetterDocument(Basics(), "Hello 𓀀")).missing_characters == "𓀀"


def test_code_is_text_in_every_format():
    hostile = LetterDocument(Basics(), "<script>alert(1)</script> [x](javascript:alert(1)) #eval(1)")
    shown = MarkdownIt("commonmark").render(rendered("markdown", hostile).content.decode())
    assert "<script" not in shown
    assert "href" not in shown
    word = docx.Document(io.BytesIO(rendered("docx", hostile).content))
    assert not any(one.is_external for one in word.part.rels.values())
    page = pypdf.PdfReader(io.BytesIO(rendered("pdf", hostile).content)).pages[0]
    assert "/Annots" not in page
    assert "#eval(1)" in page.extract_text()


def test_a_file_is_named_for_sender_and_company():
    assert file_name(LETTER, LETTER_FORMATS["pdf"]) == "ana-moreira-cover-letter-acme-gmbh.pdf"
    assert file_name(LetterDocument(Basics(), ""), LETTER_FORMATS["docx"]) == "cover-letter.docx"
