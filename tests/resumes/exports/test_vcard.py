"""Contact cards hold what was asked for, and no text of a member can add a property."""

import pytest

from resumes.document import ResumeDocument
from resumes.exports.vcard import render_vcard
from tests.resumes.people import ANA, HOSTILE, KLAUS


def lines(card):
    """Returns the properties of a card, unfolded."""
    return card.decode().replace("\r\n ", "").split("\r\n")


def test_a_card_has_name_title_and_page():
    assert lines(render_vcard(ANA.document, url="https://jobs.example/r/ana/")) == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "FN:Ana Moreira",
        "N:Moreira;Ana;;;",
        "TITLE:Operations Lead",
        "URL:https://jobs.example/r/ana/",
        "END:VCARD",
        "",
    ]


def test_email_and_phone_only_if_asked():
    assert b"@" not in render_vcard(ANA.document)
    card = lines(render_vcard(ANA.document, with_email=True, with_phone=True))
    assert "EMAIL:ana@example.com" in card
    assert "TEL;VALUE=text:+55 81 5550 0142" in card


def test_no_text_adds_a_property():
    card = lines(render_vcard(HOSTILE.document, with_email=True, with_phone=True))
    assert [line.split(":")[0] for line in card if line] == [
        "BEGIN", "VERSION", "FN", "N", "TITLE", "URL", "EMAIL", "TEL;VALUE=text", "END",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["A;B,C\\D", "A\nB", "A\r\nTEL:1", "A\u2028TEL:1", "A\x0bTEL:1", "A\x85TEL:1"])
def test_special_characters_are_escaped(name):
    card = render_vcard(ResumeDocument.from_json({"basics": {"name": name}}))
    formatted = next(line for line in lines(card) if line.startswith("FN:"))
    unescaped = formatted.removeprefix("FN:").replace("\\;", ";").replace("\\,", ",").replace("\\\\", "\\")
    assert unescaped == " ".join(name.split())
    assert len([line for line in lines(card) if line.startswith("TEL")]) == 0


def test_a_script_is_no_page():
    assert b"URL" not in render_vcard(ResumeDocument.from_json({"basics": {"name": "Mo"}}), url="javascript:alert(1)")


def test_lines_are_folded_between_characters():
    document = ResumeDocument.from_json({"basics": {"name": "Ω" * 200, "label": KLAUS.data["basics"]["label"]}})
    card = render_vcard(document)
    assert max(map(len, card.split(b"\r\n"))) <= 75
    assert "Ω" * 200 in card.decode().replace("\r\n ", "")
