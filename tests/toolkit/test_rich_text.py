import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.rich_text import RichText, clean, excerpt

TAGS = {"p", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "table", "tbody", "tr", "th", "td", "strong", "em", "code", "a", "br"}  # fmt: skip
NAMES = ["p", "div", "b", "i", "a href='https://a.example/?x=1&y=\"'", "a href=javascript:alert(1)", "a href=/here", "ul", "ol", "li", "h1", "h3", "h6", "br",
         "table", "thead", "tr", "td", "th", "caption", "blockquote", "pre", "code", "script", "style", "svg", "math", "mi", "mglyph", "title", "textarea", "noscript",
         "template", "iframe", "img src=x onerror=alert(1)", "p onclick=alert(1) style=color:red class=x id=y", "form", "input", "select", "option", "dl", "dt", "dd", "hr"]  # fmt: skip
PIECES = [*(f"<{name}>" for name in NAMES), *(f"</{name.split()[0]}>" for name in NAMES), " ", "\n", "\n\n", "&nbsp;", "word", "Two. Three", "&lt;b&gt;", "&amp;lt;",
          "&", "<", ">", '"', "<!--", "-->", "--!>", "]]>", "<![CDATA[", "- item", "\u200b", "\u202e", "\x00", "</", "<a href='", "é", "👩‍💻"]  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=40).map("".join)


def text(source):
    return RichText(source).text


class Outline(HTMLParser):
    """Collects elements and checks that each is closed in order."""

    def __init__(self, source):
        super().__init__()
        self.open, self.elements = [], []
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@given(hostile)
@example("<table><caption>x<p>y<tr><td>z")
@example("<ul><ul><li>x</ul>y</ul>z")
@example("<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>")
@example("<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>")
@example("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>")
@example("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>")
@example(
    "<a href='&#106;avascript:alert(1)'>x</a><a href=' java\tscript:alert(1)'>y</a><a href='data:text/html,x'>z</a>"
)
def test_nothing_in_a_description_can_run_load_or_style(source):
    for tag, attributes in Outline(clean(source)).elements:
        assert tag in TAGS
        if tag == "a":
            assert attributes.keys() == {"href", "rel"}
            assert attributes["rel"] == "nofollow ugc noopener"
            assert re.match(r"https?://|mailto:", attributes["href"], re.IGNORECASE)
        else:
            assert not attributes


@given(hostile)
def test_cleaning_twice_changes_nothing(source):
    once = clean(source)
    assert clean(once) == once


@given(hostile)
@example("<pre>\xa00")
def test_nothing_empty_remains(source):
    made = clean(source)
    assert not re.search(r"<(?!td|th)([a-z0-9]+)[^>]*>\s*</\1>", made)
    assert not re.search(r"(<br>){2}|&nbsp;|\xa0|\u200b|\u202e", made)
    assert bool(made) == bool(text(made))


@given(hostile)
def test_text_is_the_same_of_the_source_and_of_its_clean_form(source):
    assert text(source) == text(clean(source))


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("", ""),
        ("<p>&nbsp;</p><p> a&nbsp;&nbsp; b </p><p></p>", "<p>a b</p>"),
        ("<div>one</div><div>two <b>three</b></div>", "<p>one</p><p>two <strong>three</strong></p>"),
        ("one<br><br>two<br>three", "<p>one</p><p>two<br>three</p>"),
        ("<h1>A</h1><h2>B</h2><h5>C</h5>", "<h3>A</h3><h4>B</h4><h4>C</h4>"),
        ("<h4>First</h4><h2>A</h2>", "<h3>First</h3><h3>A</h3>"),
        ("<ul><li><p>a</p><p>b</p></li><li><ul><li>c</ul></ul>", "<ul><li>a<br>b</li><li><ul><li>c</li></ul></li></ul>"),
        ("<a href='https://a.example'>x</a> <a href='/apply'>y</a>", '<p><a href="https://a.example" rel="nofollow ugc noopener">x</a> y</p>'),
        ("<a href='javascript:alert(1)'>x</a><img src=x><script>alert(1)</script>", "<p>x</p>"),
        ("<pre>\n  a\n    b</pre>", "<pre>  a\n    b</pre>"),
        ("<blockquote><div>said</div></blockquote>", "<blockquote><p>said</p></blockquote>"),
        ("<table><tr><th></th><th>b</th></tr><tr></tr><tr><td>c</td><td></td></tr></table>",
         "<table><tbody><tr><td></td><th>b</th></tr><tr><td>c</td><td></td></tr></tbody></table>"),
        ("<b><p>a</p><p>b</p></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
    ],
)  # fmt: skip
def test_html_of_any_habit_takes_one_simple_shape(source, made):
    assert clean(source) == made


def test_plain_text_becomes_paragraphs_and_lists():
    source = "About us\r\n\r\nWe build boats & sails,\nand <3 them.\n\nYou will:\n- plan\n- build\n\n1 &lt; 2"
    assert clean(source) == (
        "<p>About us</p><p>We build boats &amp; sails,<br>and &lt;3 them.</p><p>You will:</p><ul><li>plan</li><li>build</li></ul><p>1 &lt; 2</p>"
    )


def test_a_line_wrapped_by_a_mail_program_is_joined_again():
    wrapped = "This line was broken by a program because it had reached its limit\nof seventy characters."
    assert "<br>" not in clean(wrapped)


def test_lines_count_even_when_there_is_inline_markup():
    assert clean("About\n\nWe are <b>small</b>") == "<p>About</p><p>We are <strong>small</strong></p>"


def test_text_has_a_blank_line_between_blocks_and_a_mark_before_items():
    html = "<h2>Why</h2><p>One &amp; two<br>three</p><ul><li>a</li><li>b</li></ul><table><tr><td>c</td><td>d</td></tr><tr><td>e</td></tr></table>"
    assert text(html) == "Why\n\nOne & two\nthree\n\n- a\n- b\n\nc | d\ne"


@pytest.mark.parametrize(
    "source",
    ["<div>" * 200_000, "<ul><li>" * 120_000, "<b><p>" * 170_000, "&" * 1_000_000, "<" * 1_000_000, "<a <" * 250_000, "a. " * 330_000, "A.B" * 330_000, "\n" * 1_000_000,
     "- \n" * 330_000, "<p>x</p>" * 125_000, "<table>x" * 125_000, " \xa0" * 500_000, "<br>" * 250_000, "x<i>" * 250_000, "!" * 1_000_000, '."' * 500_000],
    ids=lambda source: repr(source[:8]),
)  # fmt: skip
def test_a_megabyte_of_hostile_text_takes_seconds_at_most(source):
    started = time.process_time()
    words = text(source)
    excerpt(words)
    assert time.process_time() - started < 12


def test_nesting_without_end_costs_little_more_than_the_same_elements_side_by_side():
    def cost(source):
        started = time.process_time()
        clean(source)
        return time.process_time() - started

    flat = min(cost("<div></div>" * 18_000) for _ in range(2))
    assert cost("<div>" * 36_000) < 6 * flat


def test_what_stands_too_deep_is_kept_as_text():
    assert clean("<div>" * 500 + "deep" + "</div>" * 500 + "<p>after</p>") == "<p>deep</p><p>after</p>"


@given(st.text(max_size=400), st.integers(1, 60))
def test_an_excerpt_has_no_more_words_than_asked(words, most):
    assert len(excerpt(words, most).split()) <= most


def test_an_excerpt_ends_with_a_sentence_or_shows_that_it_was_cut():
    sentence = "Ten words stand in this sentence that says nothing else."
    assert excerpt("About us\n\n" + " ".join([sentence] * 9)) == " ".join([sentence] * 5)
    assert excerpt("word " * 80, 5) == "word word word word word…"
    assert excerpt("Short and whole") == "Short and whole"


@pytest.mark.parametrize("sign", ["±", "¿Qué?", "« a »", "5 µs", "½", "©"])
def test_signs_that_the_sanitizer_sets_aside_come_back(sign):
    assert clean(f"<p>{sign}<a href='https://a.example/±'>{sign}</a></p>") == (
        f'<p>{sign}<a href="https://a.example/±" rel="nofollow ugc noopener">{sign}</a></p>'
    )


def test_noncharacters_are_dropped_and_private_use_stays():
    assert clean("<p>a\ufdd0b\ufddf\x85</p><p>\ue000</p>") == "<p>ab</p><p>\ue000</p>"


def test_half_a_pair_of_characters_is_dropped():
    """JSON can say ``\\ud800``; UTF-8 and the database can't."""
    assert clean("<p>a\ud800b\udfffc é</p>") == "<p>abc é</p>"
