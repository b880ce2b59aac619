"""Pieces of emails that are encoded once and put together are what a mail program makes the words of."""

import html
import quopri
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.mail.fragments import Both, Form, holes

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)
LINES = st.lists(
    st.tuples(WORDS.filter(lambda text: "[[" not in text), st.sampled_from(["", "[[one]]", "[[other]]"]), WORDS),
    min_size=1,
)


def decoded(part):
    return quopri.decodestring(part).decode()


def source_of(lines):
    """A template, with something at both of its ends: empty lines there are dropped."""
    return "\n".join(["begin", *(f"|{before}|{hole}|{after}|" for before, hole, after in lines), "end"]).replace(
        "[[]]", ""
    )


@given(LINES, WORDS, WORDS)
def test_a_filled_form_reads_as_its_template_with_the_words_in_place(lines, one, other):
    source = source_of(lines)
    filled = Form(source, source).filled(holes({"one": one, "other": other}))
    expected = source.replace("\n", "\r\n") + "\r\n"

    def put(words):
        return re.sub(r"\[\[(\w+)\]\]", lambda hole: words[hole[1]], expected)

    assert decoded(filled.text) == put({"one": one, "other": other})
    assert decoded(filled.html) == put({"one": html.escape(one), "other": html.escape(other)})


@given(LINES, WORDS)
def test_lines_are_as_long_as_mail_servers_take_and_of_ascii(lines, word):
    source = source_of(lines)
    for part in Form(source, source).filled(holes({"one": word, "other": word})):
        assert part.isascii()
        assert part.endswith(b"\r\n")
        assert max(map(len, part.split(b"\r\n"))) <= 76
        assert b"\n" not in part.replace(b"\r\n", b"")


def test_a_form_is_cut_where_pieces_go_between():
    before, after = Form("head\n  [[cards]]\nfoot [[one]]", "<h1>\n[[cards]]\n</h1>[[one]]").cut("cards")
    said = holes({"one": "1 < 2"})
    whole = Both.of([before.filled(said), Both(b"card\r\n", b"<p>\r\n"), after.filled(said)])
    assert decoded(whole.text).split("\r\n") == ["head", "", "card", "", "foot 1 < 2", ""]
    assert decoded(whole.html).split("\r\n") == ["<h1>", "<p>", "</h1>1 &lt; 2", ""]


def test_a_hole_that_nothing_fills_is_an_error():
    with pytest.raises(KeyError):
        Form("[[one]]", "[[one]]").filled(holes({}))
