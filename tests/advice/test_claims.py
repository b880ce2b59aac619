"""What can be said of every claim that is shown, and how figures and quotes are compared."""

import re
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advice.answers.checking import check
from advice.answers.cleaning import addresses, plain
from advice.answers.figures import figures
from advice.answers.quotes import find_quote
from advice.answers.values import Citation, Claim, Draft, Reason, Request, Task
from advice.sources.source import Kind, Source
from tests.advice.corpus import answers, request_of

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


def in_own_words(result):
    return isinstance(result, Claim) and not result.is_quote


def is_quote(result):
    return isinstance(result, Claim) and result.is_quote


def test_java_is_not_javascript():
    job = source("You write JavaScript.")
    assert checked("The job asks for Java.", (1, "Java"), sources=[job]) == Reason.QUOTE_NOT_FOUND
    assert checked("The job asks for Java.", (1, "JavaScript"), sources=[job]) == Reason.NAME
    assert in_own_words(checked("The job says you write JavaScript.", (1, "You write JavaScript"), sources=[job]))


def test_an_absence_needs_the_whole_resume():
    sources = [source("SQL", Kind.RESUME, "Skills"), source("Kafka is asked for.")]
    said = ("Your résumé has no line about Kafka.", (2, "Kafka is asked for"))
    assert in_own_words(checked(*said, sources=sources))
    assert checked(*said, sources=sources, is_whole=False) == Reason.LACK
    assert checked(*said, sources=[source("Kafka", Kind.RESUME, "Skills"), sources[1]]) == Reason.LACK
    assert checked("You lack Kafka.", (2, "Kafka is asked for"), sources=sources) == Reason.LACK


def test_only_what_has_a_name_is_said_to_be_absent():
    """Bedside experience can be in a résumé in any words, Spanish only in few."""
    sources = [
        source("Cared for patients on a ward", Kind.RESUME, "Acme"),
        source("Bedside experience"),
        source("We need Spanish"),
    ]
    gap = "your résumé has no line about it."
    assert is_quote(checked(f"The job asks for bedside experience; {gap}", (2, "Bedside experience"), sources=sources))
    assert in_own_words(checked(f"The job says they need Spanish; {gap}", (3, "Spanish"), sources=sources))


def test_a_quote_in_place_of_a_claim_is_the_whole_sentence():
    """What a model quotes may leave out what matters."""
    line = "Helped migrate two services to Kubernetes"
    result = checked(
        "You migrated two services.", (1, "migrate two services"), sources=[source(line, Kind.RESUME, "Acme")]
    )
    assert result == Claim(line, (Citation(1, line),), is_quote=True)


def test_a_quote_from_a_long_source_has_the_sentences_that_were_quoted():
    text = f"We build bridges. {'We paint them too. ' * 20}Visa sponsorship may be possible. Nothing else."
    result = checked("They sponsor visas.", (1, "Visa sponsorship"), sources=[source(text)])
    assert result.text == "Visa sponsorship may be possible."


@pytest.mark.parametrize(
    "text", ["See https://evil.example/apply for SQL.", "Know SQL and write to hr@evil.example.", "SQL <b>and</b> more"]
)
def test_addresses_and_markup_are_not_quoted(text):
    assert checked("The job is about SQL databases.", (1, "SQL"), sources=[source(text)]) == Reason.UNRELATED


def test_a_quote_that_has_nothing_to_do_with_the_claim_is_not_shown():
    assert checked("You're wonderful.", (1, "Wrote reports"), sources=[SHEET[3]]) == Reason.UNRELATED


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


SHEET = [
    source("Apache Kafka (must have): we found no line about Apache Kafka in your résumé.", Kind.SHEET, "Fit sheet"),
    source("SQL (must have): in your résumé.", Kind.SHEET, "Fit sheet"),
    source("You have 1 of the 2 things they ask for.", Kind.SHEET, "Fit sheet"),
    source("Wrote reports in SQL", Kind.RESUME, "Acme"),
]
OWN, QUOTE = "own words", "quote"


@pytest.mark.parametrize(
    ("text", "number", "result"),
    [
        ("Your résumé has no line about Apache Kafka.", 1, OWN),
        ("The fit sheet says you have 1 of the 2 things they ask for.", 3, OWN),
        ("The fit sheet says SQL (must have): in your résumé.", 2, OWN),
        ("The fit sheet says you have 2 of the 2 things they ask for.", 3, QUOTE),
        ("The fit sheet says you have 3 of the 2 things they ask for.", 3, Reason.NUMBER),
        ("The fit sheet says you know Apache Kafka.", 1, QUOTE),
        ("The fit sheet says Apache Kafka is in your résumé.", 1, QUOTE),
        ("You know SQL.", 2, QUOTE),
        ("The fit sheet says you wrote reports in SQL.", 4, QUOTE),
    ],
)
def test_what_the_fit_sheet_found_is_said_as_that_only(text, number, result):
    found = checked(text, (number, SHEET[number - 1].text), sources=SHEET, task=Task.EXPLAIN)
    assert (OWN if in_own_words(found) else QUOTE if is_quote(found) else found) == result


LEAD, ASK = "Lead a team of four analysts, mostly in Norway", "Go or Rust, though we can teach you"
PERKS, WE = "26 days of vacation; 30 after two years", "We may pay for a license"


@pytest.mark.parametrize(
    ("text", "line", "kind", "label", "is_near"),
    [
        ("You lead a team of 4 analysts, mostly in Norway.", LEAD, Kind.RESUME, "Acme", True),
        ("At Acme, you lead a team of four analysts, mostly in Norway.", LEAD, Kind.RESUME, "Acme", True),
        ("Your résumé says that you lead a team of four analysts, mostly in Norway.", LEAD, Kind.RESUME, "Acme", True),
        (
            "At Globex, you lead a team of four analysts, mostly in Norway.",
            LEAD,
            Kind.RESUME,
            "Acme, Globex Avenue 4",
            True,
        ),
        ("At Zinc, you lead a team of four analysts, mostly in Norway.", LEAD, Kind.RESUME, "Acme", None),
        ("You lead a team of four analysts.", LEAD, Kind.RESUME, "Acme", False),
        ("You lead a team of four analysts in Norway.", LEAD, Kind.RESUME, "Acme", False),
        ("You lead four analysts of a team, mostly in Norway.", LEAD, Kind.RESUME, "Acme", False),
        ("You led a team of four analysts, mostly in Norway.", LEAD, Kind.RESUME, "Acme", False),
        ("You lead the team of four analysts, mostly in Norway.", LEAD, Kind.RESUME, "Acme", False),
        ("You lead a team of four analysts, mostly in Norway.", LEAD, Kind.RESUME, "Goals", False),
        ("You lead a team of four analysts, mostly in Norway.", LEAD, Kind.JOB, "Requirements", False),
        ("You would lead a team of four analysts, mostly in Norway.", LEAD, Kind.JOB, "What you'll do", True),
        ("You would lead a team of four analysts, mostly in Norway.", LEAD, Kind.RESUME, "Acme", False),
        ("The job asks for Go or Rust, though they can teach you.", ASK, Kind.JOB, "Requirements", True),
        ("The job asks for Go or Rust, though they can teach you.", ASK, Kind.JOB, "Nice to have", False),
        ("The job asks for Go or Rust, though they can teach you.", ASK, Kind.JOB, "If you apply for Lyon", False),
        ("The job asks for Go or Rust.", ASK, Kind.JOB, "Requirements", False),
        ("The job asks for Go and Rust, though they can teach you.", ASK, Kind.JOB, "Requirements", False),
        ("The job offers 26 days of vacation; 30 after two years.", PERKS, Kind.JOB, "Benefits", True),
        ("The job asks for 26 days of vacation; 30 after two years.", PERKS, Kind.JOB, "Benefits", False),
        ("The job offers 30 after two years.", PERKS, Kind.JOB, "Benefits", False),
        ("The job may pay for a license.", WE, Kind.JOB, "Benefits", True),
        ("The job pays for a license.", WE, Kind.JOB, "Benefits", False),
        ("You may pay for a license.", WE, Kind.JOB, "Benefits", False),
        ("You asked to lead the crew.", "Asked to lead the crew", Kind.RESUME, "Acme", False),
        ("You awarded a grant.", "Awarded a grant", Kind.RESUME, "Acme", False),
        ("You've led two crews.", "Led two crews", Kind.RESUME, "Acme", True),
        ("A few are hired.", "Few are hired", Kind.GUIDE, "Actuary", False),
        ("You need a degree.", "You need a degree", Kind.GUIDE, "Actuary · Myths", False),
        ("You need a degree.", "You need a degree", Kind.GUIDE, "Actuary", True),
        ("Pay is $90,000 a year.", "Pay: $90,000 a year (OEWS, May 2024)", Kind.STATISTICS, "Actuaries", True),
        ("Pay is $90,000.", "Pay: $90,000 a year (OEWS, May 2024)", Kind.STATISTICS, "Actuaries", False),
        ("Your résumé lists Python (beginner).", "SQL, Python (beginner)", Kind.RESUME, "Skills", True),
        ("Your résumé lists Python.", "SQL, Python (beginner)", Kind.RESUME, "Skills", False),
        ("Python (beginner) is among your skills.", "SQL, Python (beginner)", Kind.RESUME, "Skills", True),
        ("Your résumé lists SQL.", "SQL, Python (beginner)", Kind.RESUME, "Tools I'm learning", False),
        ("You'd get 2 hours of meetings a day.", "<2 hours of meetings a day", Kind.JOB, "Benefits", False),
        ("Anywhere from UTC 5 to UTC 1.", "Anywhere from UTC −5 to UTC 1", Kind.STATISTICS, "Zones", False),
    ],
)
def test_a_claim_has_its_own_words_only_if_they_are_all_of_its_source(text, line, kind, label, is_near):
    result = checked(text, (1, line), sources=[source(line, kind, label)])
    assert in_own_words(result) is bool(is_near)
    assert is_quote(result) or is_near is not False


def test_no_word_can_be_added_left_out_or_moved():
    """Each claim that is shown in its own words, with one word changed; only articles are free."""
    free, tried = {"a", "an", "the", "is", "that", "you"}, 0
    for answer in answers("blind_7"):
        for said in answer.claims if answer.task is not Task.REWRITE else ():
            words = said.text.split()
            if not in_own_words(check(Draft(said.text, said.citations), answer.request)):
                continue
            for at, word in enumerate(words):
                changed = [[*words[:at], "only", *words[at:]]]
                if word.lower() not in free:
                    changed.append(words[:at] + words[at + 1 :])
                if not {one.lower() for one in words[at : at + 2]} & free and at + 1 < len(words):
                    changed.append([*words[:at], words[at + 1], word, *words[at + 2 :]])
                tried += len(changed)
                for one in changed:
                    assert not in_own_words(check(Draft(" ".join(one), said.citations), answer.request)), one
    assert tried > 300


def test_two_statements_need_a_source_each():
    sources = [source("Airflow", label="Requirements"), source("SQL, Airflow", Kind.RESUME, "Skills")]
    both = "The job asks for Airflow, and Airflow is among your skills."
    assert in_own_words(checked(both, (1, "Airflow"), (2, "Airflow"), sources=sources))
    assert is_quote(checked(both, (1, "Airflow"), sources=sources))
    assert is_quote(checked("The job asks for Airflow and SQL is among your skills.", (1, "Airflow"), sources=sources))


LINE = "Helped with counting stock and was in charge of returns, about 30 a week"


@pytest.mark.parametrize(
    ("line", "version", "holds"),
    [
        (LINE, "In charge of returns, about 30 a week; helped count stock", True),
        (LINE, "Was in charge of returns, about 30 a week, and helped count stock", True),
        (LINE, "Helped count stock; in charge of returns, about 30 a week", True),
        (LINE, "Counted stock and was in charge of returns, about 30 a week", False),
        (LINE, "Helped count stock, about 30 a week, and was in charge of returns", False),
        (LINE, "Was in charge of returns, about 30 a week", False),
        ("Was responsible for planning travel", "Planned travel", True),
        ("Was responsible for launching an app", "Launched an app", False),
        ("Helped cut costs and set goals", "Set goals and helped cut costs", False),
        ("Led the team that designed and built pumps", "Built pumps and led the team that designed", False),
    ],
)
def test_a_rewrite_has_all_the_words_of_its_line(line, version, holds):
    result = checked(version, (1, line), sources=[source(line, Kind.RESUME, "Acme")], task=Task.REWRITE)
    assert isinstance(result, Claim) == holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("I'd welcome the chance to talk.", True),
        ("Thank you for your time and consideration.", True),
        ("I have never been late.", False),
        ("I have ten years of experience.", False),
    ],
)
def test_a_courtesy_cites_nothing(text, holds):
    assert isinstance(checked(text, sources=[SHEET[3]], task=Task.LETTER), Claim) == holds
