"""What can be said of every claim that is shown, and how figures and quotes are compared."""

import re
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advice.answers.checking import check
from advice.answers.cleaning import addresses, plain
from advice.answers.quotes import find_quote
from advice.answers.figures import figures
from advice.answers.values import Claim, Draft, Reason, Request, Task
from advice.sources.source import Kind, Source
from tests.advice.corpus import request_of

REQUEST = request_of("support")


def source(text, kind=Kind.JOB, label="Job description"):
    return Source(kind, "s1", label, text, "/")


def checked(text, *citations, sources, task=Task.QUESTION, is_whole=True):
    return check(Draft(text, tuple(citations)), Request(task, tuple(sources), "", is_whole))


PARTS = [
    "You answered 60 tickets a day in Zendesk", "<b>", "</b>", "<script>alert(1)</script>", "[here](https://evil.example)", "https://evil.example/apply",
    "jobs@umbrella.example", "**", "`", "before March 15, 2027", "javascript:alert(1)", "&lt;img src=x&gt;", "\u202e", "\x00", "](", "![x](http://x.y/z.png)",
    "//evil.example", "www.evil.example", " ", ".", "96% satisfaction", "{{ 7*7 }}", "{% load x %}", "data:text/html,x", "<", ">", "&#x3c;a href=//x.y&#x3e;",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=7), st.sampled_from(list(Task)))
def test_no_markup_and_no_address_of_others_survives(parts, task):
    request = request_of("support", task)
    quotes = ((1, "Answered 60 tickets a day in Zendesk"), (11, "Write to jobs@umbrella.example before March 15, 2027"))
    result = check(Draft(" ".join(parts), quotes), request)
    if isinstance(result, Claim):
        assert not re.search(r"<[a-zA-Z/!?]|\]\(|javascript:|\{\{|\{%|&#?\w+;", result.text)
        assert set(addresses(result.text)) <= {"jobs@umbrella.example"}
        assert "evil" not in result.text
        assert result.text.isprintable()
        for citation in result.citations:
            assert citation.quote in request.source(citation.source).text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**SQL** is *asked* for", "SQL is asked for"),
        ("- SQL & more [3]", "SQL & more"),
        ("## `SQL`", "SQL"),
        ("[SQL](https://x.example) is asked for", "SQL is asked for"),
        ("SQL &amp; Python", "SQL & Python"),
        ("&amp;lt;b&amp;gt;SQL", "SQL"),
        ("a < b and 3 > 2", "a < b and 3 > 2"),
        ("<!-- hidden -->SQL", "SQL"),
        ("C* and 2 * 3 * 4", "C* and 2 * 3 * 4"),
    ],
)
def test_markup_is_taken_off(written, shown):
    assert plain(written) == shown


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,200 and 1200 and 1 200", [("1200", "")] * 3),
        ("ten, 10 and twenty-five", [("10", ""), ("10", ""), ("25", "")]),
        ("15 %, 15% and 15 percent", [("15", "%")] * 3),
        ("$120k and $120,000 and 120,000 USD and US$120,000", [("120000", "USD")] * 4),
        ("$120–150k", [("120000", "USD"), ("150000", "USD")]),
        ("€1.5 million", [("1500000", "EUR")]),
        ("10 to 15%", [("10", "%"), ("15", "%")]),
        ("March 2021, Mar 2021 and 2021-03", [("3", "month"), ("2021", "")] * 2 + [("2021", ""), ("3", "month")]),
        ("you may apply in May 2027", [("5", "month"), ("2027", "")]),
        ("one of the teams", []),
        ("two hundred and ten", [("210", "")]),
        ("v2.5", []),
    ],
)
def test_figures_have_one_form(text, values):
    assert [(figure.value, figure.unit) for figure in figures(text)] == [
        (Decimal(value), unit) for value, unit in values
    ]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("a degree ISN’T  required", "A degree isn't required"),
        ("“A degree isn't required.”", "A degree isn't required"),
        ("degree isn't required", "degree isn't required"),
        ("A degree … required", "A degree"),
        ("A degree is required", None),
        ("A deg", None),
        ("required A degree", None),
        ("", None),
        ("…", None),
        ("   ", None),
    ],
)
def test_a_quote_is_in_its_source_as_whole_words(quote, found):
    text = "Note: A degree isn't required."
    spans = find_quote(quote, text)
    assert (text[slice(*spans[0])] if spans else None) == found


def test_java_is_not_javascript():
    job = source("You write JavaScript.")
    assert checked("The job asks for Java.", (1, "Java"), sources=[job]) == Reason.QUOTE_NOT_FOUND
    assert isinstance(checked("The job asks for JavaScript.", (1, "You write JavaScript"), sources=[job]), Claim)


def test_an_absence_needs_the_whole_resume():
    sources = [source("SQL", Kind.RESUME, "Skills"), source("Kafka is asked for.")]
    said = ("Your résumé has no line about Kafka.", (2, "Kafka is asked for"))
    assert isinstance(checked(*said, sources=sources), Claim)
    assert checked(*said, sources=sources, is_whole=False) == Reason.LACK
    assert checked(*said, sources=[source("Kafka", Kind.RESUME, "Skills"), sources[1]]) == Reason.LACK
    assert checked("You lack Kafka.", (2, "Kafka is asked for"), sources=sources) == Reason.LACK


@pytest.mark.parametrize(
    "piece",
    [
        "<a",
        "[a",
        "](",
        "**a",
        "a@",
        "a.",
        "1,",
        "not ",
        "every ",
        "(",
        "“",
        "up to 5 ",
        "no line about ",
        "\u0301",
        "ﬁ",
    ],
)
def test_no_text_takes_long(piece):
    text = (piece * 12_000)[:11_000]
    began = time.monotonic()
    check(Draft(text, ((1, text), (2, "Wrote 35 help articles"))), REQUEST)
    check(Draft(text[:490], ((1, "Answered 60 tickets"), (2, "Wrote 35 help articles"))), REQUEST)
    find_quote(text, text[:1500])
    assert time.monotonic() - began < 2


LEFT_OUT = "Of 188 openings on this site, 74 ask for Jira and 51 for a PMP"
SHIFTS = "$38 an hour, $42 for evening shifts"
YEARS = "the PMP needs three years of leading projects if you have a degree, five if you don't"


@pytest.mark.parametrize(
    ("world", "text", "source", "quote", "holds"),
    [
        ("paguide", "74 of 188 openings on this site ask for Jira, and 51 ask for a PMP.", 9, LEFT_OUT, True),
        ("paguide", "51 of 188 openings on this site ask for Jira, and 74 ask for a PMP.", 9, LEFT_OUT, False),
        ("dietitian", "Evening shifts pay $42 an hour instead of $38.", 16, SHIFTS, True),
        ("dietitian", "Evening shifts pay $38 an hour instead of $42.", 16, SHIFTS, False),
        ("dietitian", "The pay is $42 an hour.", 16, SHIFTS, False),
        ("paguide", "The PMP needs five years if you have a degree.", 3, YEARS, False),
        ("paguide", "With a degree, the PMP requires five years; without one, it requires three.", 3, YEARS, False),
        (
            "dietitian",
            "Saltgrass Care covers your licenses.",
            14,
            "We pay for your licenses",
            False,
        ),  # who that is isn't cited
        ("dietitian", "The company covers your licenses.", 14, "We pay for your licenses", True),
        ("dietitian", "You cover your licenses.", 14, "We pay for your licenses", False),
    ],
)
def test_what_a_sentence_leaves_out_is_taken_from_the_part_before_it(world, text, source, quote, holds):
    result = check(Draft(text, ((source, quote),)), request_of(world, Task.EXPLAIN))
    assert isinstance(result, Claim) == holds


SHEET = [
    source("Apache Kafka (must have): we found no line about Apache Kafka in your résumé.", Kind.SHEET, "Fit sheet"),
    source("SQL (must have): in your résumé.", Kind.SHEET, "Fit sheet"),
    source("You have 1 of the 2 things they ask for.", Kind.SHEET, "Fit sheet"),
    source("Wrote reports in SQL", Kind.RESUME, "Acme"),
]


@pytest.mark.parametrize(
    ("text", "number", "result"),
    [
        ("Your résumé has no line about Apache Kafka.", 1, None),
        ("The fit sheet says you have 1 of the 2 things they ask for.", 3, None),
        ("The fit sheet says SQL is in your résumé.", 2, None),
        ("The fit sheet says you have 2 of the 2 things they ask for.", 3, Reason.NUMBER),
        ("Two out of the two things they ask for are found.", 3, Reason.NUMBER),
        ("The fit sheet says you know Apache Kafka.", 1, Reason.UNSUPPORTED),
        ("The fit sheet says Apache Kafka is in your résumé.", 1, Reason.NEGATION),
        ("You know SQL.", 2, Reason.SUBJECT),
        ("The fit sheet says you wrote reports in SQL.", 4, Reason.SUBJECT),
    ],
)
def test_what_the_fit_sheet_found_is_said_as_that_only(text, number, result):
    found = checked(text, (number, SHEET[number - 1].text), sources=SHEET, task=Task.EXPLAIN)
    assert found == result if result else isinstance(found, Claim), found


@pytest.mark.parametrize(
    ("world", "text", "source", "quote", "holds"),
    [
        ("pharmacist", "You're licensed in Indiana.", 13, "an active license in Ohio or Indiana", False),
        ("pharmacist", "You're licensed in Michigan.", 5, "licensed in Ohio and Michigan", True),
        ("pharmacist", "Two technicians supervised you.", 1, "supervised two technicians", False),
        ("pharmacist", "You supervised two technicians.", 1, "supervised two technicians", True),
        ("reliability", "A junior engineer mentors you.", 5, "Mentor one junior engineer", False),
        ("officemanager", "You introduced a new key system in 2018.", 2, "Suggested a new key system", False),
        ("nurseguide", "Nurses tell applicants what to do next.", 1, "tell patients what to do next", False),
        ("nurseguide", "Nurses tell patients what to do next.", 1, "tell patients what to do next", True),
        ("nurseguide", "A third of the shifts end with advice.", 6, "a third of them end with advice", False),
    ],
)
def test_who_does_what_stays_as_it_is(world, text, source, quote, holds):
    result = check(Draft(text, ((source, quote),)), request_of(world, Task.EXPLAIN))
    assert isinstance(result, Claim) == holds
