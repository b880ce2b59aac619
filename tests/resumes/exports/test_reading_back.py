"""Machines read exported files right: every text comes back, whole and in order, in every design and by every reader."""

import io

import docx
import pytest

from resumes.exports import DESIGNS, FORMATS, PAPERS, Options
from resumes.exports.content import arrange
from tests.resumes.exports.readers import (
    PDF_READERS,
    by_python_docx,
    missing_in_order,
    periods,
    plain,
    texts_in_order,
    unspaced,
)
from tests.resumes.people import ANA, HOSTILE, PEOPLE

# Readers put the parts of an Arabic line in an order of their own; its words are compared one by one below.
LEFT_TO_RIGHT = [person for person in PEOPLE if person.language != "ar" and person is not HOSTILE]
RIGHT_TO_LEFT = [person for person in PEOPLE if person.language == "ar"]


def export(person, key="pdf", design="plain", paper="a4"):
    return FORMATS[key].render(person.document, Options(person.language, paper, design)).content


@pytest.mark.parametrize("reader", PDF_READERS)
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("person", LEFT_TO_RIGHT, ids=lambda person: person.key)
def test_a_pdf_reads_from_top_to_bottom(person, design, reader):
    content = arrange(person.document, person.language)
    for paper in PAPERS:
        text = plain(PDF_READERS[reader](export(person, design=design, paper=paper)))
        assert missing_in_order(texts_in_order(content), text) == []
        assert missing_in_order([part for pair in periods(content) for part in pair], text) == []


@pytest.mark.parametrize("reader", PDF_READERS)
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("person", RIGHT_TO_LEFT, ids=lambda person: person.key)
def test_every_arabic_word_comes_back(person, design, reader):
    content = arrange(person.document, person.language)
    text = plain(PDF_READERS[reader](export(person, design=design)))
    words = {word.strip("،.()") for one in texts_in_order(content) for word in one.split()}
    arabic = {word for word in words if word and "\u0600" <= word[0] <= "\u06ff"}
    assert len(arabic) > 30
    # pypdfium2 and pdftotext turn round the two letters of the ligature lam-alef, in this language's files of any program.
    turned = text if reader == "pypdf" else text.replace("ال", "لا")
    assert [word for word in arabic if word not in text and word.replace("ال", "لا") not in turned] == []


@pytest.mark.parametrize("reader", PDF_READERS)
@pytest.mark.parametrize("design", DESIGNS)
def test_hostile_text_comes_back_as_text(design, reader):
    content = arrange(HOSTILE.document, HOSTILE.language)
    text = unspaced(PDF_READERS[reader](export(HOSTILE, design=design)))
    assert [one for one in texts_in_order(content) if unspaced(one) not in text] == []


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_a_word_file_reads_from_top_to_bottom(person, design):
    content = arrange(person.document, person.language)
    text = plain(by_python_docx(export(person, "docx", design)))
    assert missing_in_order(texts_in_order(content), text) == []
    assert missing_in_order([part for pair in periods(content) for part in pair], text) == []


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_plain_text_reads_from_top_to_bottom(person):
    content = arrange(person.document, person.language)
    text = plain(export(person, "text").decode())
    assert missing_in_order(texts_in_order(content), text) == []
    assert missing_in_order([part for pair in periods(content) for part in pair], text) == []


def test_a_word_file_has_real_headings_bullets_language_and_properties():
    word = docx.Document(io.BytesIO(export(ANA, "docx", paper="letter")))
    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}
    assert styles["Ana Moreira"] == "Title"
    assert styles["Work experience"] == "Heading 1"
    assert styles["Operations Lead"] in {"Subtitle", "Heading 2"}
    assert styles["Operations Analyst"] == "Heading 2"
    assert styles["Used by three food banks"] == "List Bullet"
    assert word.core_properties.title == "Ana Moreira, Operations Lead"
    assert word.core_properties.author == "Ana Moreira"
    assert word.core_properties.comments == ""
    assert word.core_properties.language == "en"
    assert 'w:lang w:val="en"' in word.styles.element.xml
    assert word.tables == []
    assert round(word.sections[0].page_width.inches, 1) == 8.5
    assert "txbxContent" not in word.element.xml


def test_a_word_file_links_only_to_web_and_email_addresses():
    word = docx.Document(io.BytesIO(export(HOSTILE, "docx")))
    links = [relation.target_ref for relation in word.part.rels.values() if relation.is_external]
    assert links
    assert [link for link in links if not link.startswith(("http://", "https://", "mailto:"))] == []


def test_long_words_stay_inside_the_page():
    for design in DESIGNS:
        text = PDF_READERS["pypdfium2"](export(HOSTILE, design=design))
        assert max(map(len, text.splitlines())) < 130
