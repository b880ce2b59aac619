"""A résumé is arranged once for all formats: in its language, with safe links, without what is empty."""

import time

import pytest

from resumes.document import Basics, ResumeDocument
from resumes.exports import FORMATS, file_name
from resumes.exports.content import Linked, arrange
from resumes.exports.labels import labels_for
from resumes.exports.rich_text import Block, Span, blocks_of, line_of, safe_url
from tests.resumes.people import ANA, ELENI, HOSTILE, KLAUS, LAYLA, MINIMAL


@pytest.mark.parametrize(
    ("language", "title", "period"),
    [
        ("en", "Work experience", "Mar 2021 – Present"),
        ("de", "Berufserfahrung", "März 2021 – heute"),
        ("fr", "Expérience professionnelle", "mars 2021 – aujourd’hui"),
        ("es", "Experiencia laboral", "mar 2021 – actualidad"),
        ("pt-BR", "Experiência profissional", "mar. de 2021 – presente"),
        ("nl", "Werkervaring", "mrt 2021 – heden"),
        ("pl", "Doświadczenie zawodowe", "mar 2021 – obecnie"),
        ("sv", "Work experience", "mars 2021 – Present"),
    ],
)
def test_titles_and_dates_are_in_the_document_s_language(language, title, period):
    labels = labels_for(language)
    assert labels["work"] == title
    assert labels.period("2021-03", "") == period


def test_dates():
    labels = labels_for("en")
    assert labels.period("2018", "2018") == "2018"
    assert labels.period("", "2018-05-01") == "May 2018"
    assert labels.period("2016", "2017-02") == "2016 – Feb 2017"
    assert labels.period("", "") == ""


def test_only_given_parts_appear():
    content = arrange(MINIMAL.document, "en")
    assert [section.key for section in content.sections] == ["work"]
    assert content.contact == ()
    assert arrange(ResumeDocument.from_json({"work": [{}], "skills": [{}]}), "en").sections == ()


def test_a_company_without_a_position_is_the_title_and_is_said_once():
    content = arrange(ResumeDocument.from_json({"work": [{"name": "Tin & Twine", "location": "Oslo"}]}), "en")
    entry = content.sections[0].entries[0]
    assert entry.title == "Tin & Twine"
    assert entry.places == (Linked("Oslo"),)


def test_contact_shows_addresses_as_people_write_them():
    assert arrange(ANA.document, "en").contact == (
        Linked("Recife, Brazil"),
        Linked("ana@example.com", "mailto:ana@example.com"),
        Linked("+55 81 5550 0142"),
        Linked("ana-moreira.example/work", "https://ana-moreira.example/work"),
        Linked("codehaven.example/ana-moreira", "https://codehaven.example/ana-moreira"),
        Linked("Fediverse: @ana@social.example", "https://social.example/@ana"),
    )


@pytest.mark.parametrize("url", ["https://[a.b", "https://www.[yourname].com", "https://a℀.com"])
def test_an_address_that_cannot_be_taken_apart_is_text(url):
    document = ResumeDocument(basics=Basics.model_construct(url=url))
    assert arrange(document, "en").contact == (Linked(url),)


def test_markdown_of_the_member_is_parsed_into_data():
    assert blocks_of("**Led** six *people*.\n\n- one\n- [two](https://two.example)\n\n3. three") == (
        Block("paragraph", ((Span("Led", bold=True), Span(" six "), Span("people", italic=True), Span(".")),)),
        Block("bullets", ((Span("one"),), (Span("two", url="https://two.example"),))),
        Block("numbers", ((Span("three"),),)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "> no quote",
        "`no code`",
        "<b>no html</b>",
        "&copy;",
        "| no | table |",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "[x](file:///etc/passwd)",
    ],
)
def test_everything_else_stays_text(text):
    assert blocks_of(text) == (Block("paragraph", ((Span(text),),)),)


def test_a_highlight_is_one_line_even_if_it_starts_like_a_list():
    assert line_of("- 2 + 3") == (Span("- 2 + 3"),)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://ok.example/a", True),
        ("HTTP://ok.example", True),
        ("mailto:mo@example.com", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example", False),
        ("file:///etc/passwd", False),
        ("https:/evil", False),
        ("tel:+1", False),
        ("http://[", False),
        ("https://ok.example/".ljust(2_000, "a"), True),
        ("https://ok.example/".ljust(2_001, "a"), False),
        ("", False),
    ],
)
def test_only_web_and_email_addresses_are_links(url, safe):
    assert safe_url(url) == (url if safe else "")


@pytest.mark.parametrize(
    "piece", ["[", "**a", "*_", "- " * 50 + "\n", "![](", "<", "[a](https://b.example ", "\\", "1. "]
)
def test_hostile_markdown_takes_time_in_proportion(piece):
    began = time.process_time()
    blocks_of((piece * 10_000)[:10_000])
    line_of((piece * 10_000)[:10_000])
    assert time.process_time() - began < 2


def test_control_characters_and_direction_overrides_leave():
    content = arrange(HOSTILE.document, "en")
    everything = repr(content)
    assert not any(f"\\x{code:02x}" in everything for code in (0, 7, 0x1B))
    assert "\\u202e" not in everything


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (ANA, "ana-moreira-resume.pdf"),
        (KLAUS, "klaus-jurgen-weissenfels-grossmann-resume.pdf"),
        (ELENI, "resume.pdf"),
        (LAYLA, "resume.pdf"),
        (HOSTILE, "hyperlink-http-evil-example-mo-resume.pdf"),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_file_names_are_plain_ascii(person, name):
    assert file_name(person.document, FORMATS["pdf"]) == name
