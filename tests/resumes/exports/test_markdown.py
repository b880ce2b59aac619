"""Markdown exports show member text as it is, with its own bold, italics, links and lists, and nothing else."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from resumes.exports import FORMATS, Options
from resumes.exports.content import arrange
from resumes.exports.markdown import escape
from tests.resumes.exports.readers import missing_in_order, plain, texts_in_order
from tests.resumes.people import ANA, HOSTILE, PEOPLE

COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(source):
    """Returns the words that a Markdown reader shows."""
    return html.unescape(re.sub(r"<[^>]*>", "", COMMONMARK.render(source)))


def export(person):
    return FORMATS["markdown"].render(person.document, Options(person.language)).content.decode()


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_markdown_shows_every_text_in_order(person):
    content = arrange(person.document, person.language)
    assert missing_in_order(texts_in_order(content), plain(shown(export(person)))) == []


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("aB1 \n#*_-+=>`~[]()<>!&;:.|\\/@'\"$%{}"), max_size=40))
def test_escaped_text_is_shown_as_it_is(text):
    line = " ".join(text.split())
    rendered = COMMONMARK.render(escape(line))
    assert not re.search(r"<(?!/?p>)", rendered)
    assert html.unescape(re.sub(r"</?p>", "", rendered)).split() == line.split()


def test_hostile_text_becomes_no_link_no_image_and_no_html():
    rendered = COMMONMARK.render(export(HOSTILE))
    assert "<script" not in rendered
    assert "<img" not in rendered
    assert [
        link for link in re.findall(r'href="([^"]*)"', rendered) if not link.startswith(("https://", "mailto:"))
    ] == []


def test_styles_of_the_member_stay():
    text = export(ANA)
    assert "**fewer late deliveries**" in text
    assert "*three days*" in text
    assert "[one query](<https://feira-viva.example/payments>)" in text
    assert "# Ana Moreira" in text
    assert "## Work experience" in text
    assert "### Operations Lead" in text
