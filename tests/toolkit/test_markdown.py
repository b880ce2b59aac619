import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.markdown import plain, render

FRAGMENTS = ["<script>", "</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "[a](data:text/html,x)", "`<b>`", "<style>", "# h", "**b**",
             "[a]: javascript:alert(1)", "<https://example.org>", "&lt;script&gt;", "![x](http://example.org/x.png)", "<a href=//x onclick=y>", "\n", "| a |\n|---|\n| b |"]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=20))).map("".join))
def test_nothing_in_markdown_can_run_or_load(source):
    html = render(source)
    tags = re.findall(r"<([a-z0-9]+)((?:\s[^<>]*)?)>", html)
    assert {name for name, _ in tags} <= {"p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    for name, attributes in tags:
        names = set(re.findall(r"\s([a-z-]+)=", re.sub(r'"[^"]*"', '""', attributes)))
        assert names <= {"href", "title", "rel", "start"}
        if name == "a" and "href" in names:
            assert re.search(r'href="(https?:|mailto:|[^:"]*")', attributes), attributes


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("A **b**", "<p>A <strong>b</strong></p>"),
        ("# Title", "<h4>Title</h4>"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>"),
        ("[x](https://example.org)", '<p><a href="https://example.org" rel="noopener nofollow ugc">x</a></p>'),
        ("", ""),
    ],
)
def test_markdown_becomes_plain_html(source, html):
    assert render(source) == html


def test_plain_gives_the_words():
    assert plain(render("A **b** & [c](https://example.org)\n\n- d")) == "A b & c d"
