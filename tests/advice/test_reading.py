"""Answers in every shape that models give them: cut, wrapped, doubled, huge."""

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advice.answers.reading import AnswerReader, read_answer
from advice.answers.values import Citation, Reason, Task
from tests.advice.corpus import request_of
from tests.model_standin import claim

REQUEST = request_of("analyst")
DEGREE = claim("The job says a degree isn't required.", (17, "A degree isn't required"))
LOOKER = claim(
    "You lead a team of 4 analysts and own the pricing dashboard in Looker.", (3, "own the pricing dashboard in Looker")
)
LIE = claim("You know Rust.", (5, "SQL, Python"))
BOTH = [
    "The job says a degree isn't required.",
    "You lead a team of 4 analysts and own the pricing dashboard in Looker.",
]


def answer(*claims):
    return json.dumps({"claims": claims}, ensure_ascii=False)


def shown(text, request=REQUEST):
    return [one.text for one in read_answer(text, request).claims]


def dropped(text, request=REQUEST):
    return dict(read_answer(text, request).dropped)


def test_a_claim_has_its_citation_as_the_source_writes_it():
    said = claim("The job says a degree isn't required.", (17, "a  DEGREE isn’t required."))
    (kept,) = read_answer(answer(said), REQUEST).claims
    assert kept.citations == (Citation(17, "A degree isn't required"),)


WRAPPED = [
    "{}",
    "```json\n{}\n```",
    "```\n{}\n```\nI hope this helps!",
    "Sure! Here's the answer:\n\n{}",
    "<think>The person asks about a degree.</think>{}",
    "{}{}",
    "\ufeff{}",
    "data: {}",
    "The JSON is [see below]: {}",
]


@pytest.mark.parametrize("frame", WRAPPED)
def test_json_is_found_whatever_is_around_it(frame):
    assert shown(frame.replace("{}", answer(DEGREE, LIE, LOOKER))) == BOTH


def test_a_list_without_its_name_is_read_at_the_end():
    assert shown(json.dumps([DEGREE, LOOKER])) == BOTH


def test_sources_are_numbers_however_they_are_written():
    for number in (17, "17", "[17]", "S17", "source 17"):
        said = {"text": DEGREE["text"], "citations": [{"source": number, "quote": "A degree isn't required"}]}
        assert shown(answer(said)) == BOTH[:1]
    for number in (None, True, 17.0, "seventeen", [17], {"id": 17}, -17, 0, 10**9, "17; DROP TABLE"):
        said = {"text": DEGREE["text"], "citations": [{"source": number, "quote": "A degree isn't required"}]}
        assert shown(answer(said)) == []


@pytest.mark.parametrize("end", range(0, 360, 7))
def test_a_cut_answer_keeps_its_whole_claims(end):
    text = answer(DEGREE, LOOKER)
    whole = [
        said
        for said, stop in zip(BOTH, (text.index(', {"text": "You lead'), len(text) - 2), strict=True)
        if end >= stop
    ]
    checked = read_answer(text[:end], REQUEST)
    assert [one.text for one in checked.claims] == whole
    assert not checked.is_complete or end >= len(text) - 1
    if not whole:
        assert checked.is_nonsense


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 400), max_size=12), st.sampled_from(WRAPPED))
def test_pieces_of_any_size_say_the_same(cuts, frame):
    text = frame.replace("{}", answer(DEGREE, LIE, LOOKER))
    reader = AnswerReader(REQUEST)
    seen, start = [], 0
    for cut in [*sorted(set(cuts)), len(text)]:
        seen += reader.feed(text[start:cut])
        start = max(start, cut)
    assert [one.text for one in seen] == BOTH == [one.text for one in reader.finish().claims]


def test_a_claim_shows_only_when_it_is_whole_and_holds():
    reader = AnswerReader(REQUEST)
    text = answer(DEGREE)
    seen = [(at, reader.feed(character)) for at, character in enumerate(text)]
    ((at, (kept,)),) = [one for one in seen if one[1]]
    assert text[at] == "}"
    assert kept.text == DEGREE["text"]


MALFORMED = {
    "a key twice": '{"text": "You know Rust.", "text": "The job says a degree isn\'t required.", "citations": []}',
    "a citation's key twice": '{"text": "You know Rust.", "citations": [{"source": 1, "source": 17, "quote": "A degree isn\'t required"}]}',
    "not a number": '{"text": "x", "citations": [{"source": NaN, "quote": "x"}]}',
    "infinity": '{"text": "x", "citations": [{"source": Infinity, "quote": "x"}]}',
    "a float": '{"text": "x", "citations": [{"source": 17.5, "quote": "x"}]}',
    "a huge number": '{"text": "x", "citations": [{"source": %s, "quote": "x"}]}' % ("9" * 6000),
    "an exponent": '{"text": "x", "citations": [{"source": 1e400, "quote": "x"}]}',
    "no text": '{"citations": []}',
    "a list for a text": '{"text": ["The job"], "citations": []}',
    "a text for citations": '{"text": "The job says a degree isn\'t required.", "citations": "17"}',
    "a number for a quote": '{"text": "x", "citations": [{"source": 17, "quote": 17}]}',
    "no quote": '{"text": "x", "citations": [{"source": 17}]}',
    "deep": '{"text": "x", "citations": ' + "[" * 5000 + "]" * 5000 + "}",
    "long": '{"text": "%s", "citations": []}' % ("x" * 20_000),
    "many citations": json.dumps(claim("x", *[(17, "A degree")] * 50)),
    "single quotes": "{'text': 'x', 'citations': []}",
    "a comment": '{"text": "x", /* trust me */ "citations": []}',
    "a trailing comma": '{"text": "x", "citations": [],}',
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_claim_is_dropped_alone(name):
    text = f'{{"claims": [{MALFORMED[name]}, {json.dumps(DEGREE)}]}}'
    checked = read_answer(text, REQUEST)
    assert [one.text for one in checked.claims] == BOTH[:1]
    assert checked.dropped == {Reason.MALFORMED: 1}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "I'm sorry, but I can't help with that.",
        "null",
        "[]" * 3,
        '{"answer": "You should apply."}',
        '{"claims": "none"}',
        '{"claims": {}}',
        '{"claims": [',
        '{"claims": [{"text": "The job',
        "\x00\x01\x02",
        "{" * 100_000,
        '{"claims": [' + "[" * 100_000,
        '{"claims": ["' + "\\" * 99_999,
        "<html><body>502 Bad Gateway</body></html>",
    ],
)
def test_nonsense_is_nonsense(text):
    checked = read_answer(text, REQUEST)
    assert checked.claims == ()
    assert checked.is_nonsense


def test_an_empty_list_is_an_answer():
    checked = read_answer('{"claims": []}', REQUEST)
    assert checked.claims == ()
    assert checked.is_complete
    assert not checked.is_nonsense


def test_strings_among_claims_are_no_claims():
    assert shown('{"claims": ["You know Rust.", 7, null, {"text": "x"}]}') == []


def test_lone_surrogates_and_invisible_characters_never_reach_a_page():
    said = '{"claims": [{"text": "The job says \\ud800a\\u202e degree\\u200b isn\'t required.\\u0000", "citations": [{"source": 17, "quote": "A degree isn\'t required"}]}]}'  # fmt: skip
    assert shown(said) == BOTH[:1]


def test_the_same_claim_is_shown_once():
    checked = read_answer(
        answer(DEGREE, DEGREE, {**DEGREE, "text": "The job says **a degree** isn’t required."}), REQUEST
    )
    assert len(checked.claims) == 1
    assert checked.dropped == {Reason.REPEATED: 2}


def test_the_same_quote_is_shown_once():
    worded = [
        claim(text, (17, "degree isn't required")) for text in ("No need for a degree.", "You can skip the degree.")
    ]
    checked = read_answer(answer(*worded), REQUEST)
    assert [(one.text, one.is_quote) for one in checked.claims] == [("A degree isn't required.", True)]
    assert checked.dropped == {Reason.REPEATED: 1}


def test_no_more_than_two_dozen_claims_are_shown():
    sources = tuple(replace(REQUEST.sources[16], text=f"You write report {number}.") for number in range(1, 40))
    said = [claim(f"You would write report {number}.", (number, f"report {number}")) for number in range(1, 40)]
    checked = read_answer(answer(*said), replace(REQUEST, sources=sources))
    assert len(checked.claims) == 24
    assert checked.dropped[Reason.TOO_MANY] == 15


def test_a_long_claim_is_dropped():
    assert dropped(answer(claim("The job says a degree isn't required. " * 20, (17, "A degree isn't required")))) == {
        Reason.TOO_LONG: 1
    }


@pytest.mark.parametrize("size", [1000, 10])
def test_ten_megabytes_take_no_time(size):
    began = time.monotonic()
    reader = AnswerReader(REQUEST)
    text = answer(DEGREE)[:-2] + ", " + '{"text": "' + "x" * 10_000_000 + '", "citations": []}]}'
    for start in range(0, 300_000, size):
        reader.feed(text[start : start + size])
    reader.feed(text)
    checked = reader.finish()
    assert [one.text for one in checked.claims] == BOTH[:1]
    assert time.monotonic() - began < 5


def test_a_paragraph_belongs_to_letters():
    request = request_of("engineer", Task.LETTER)
    said = [
        {"paragraph": 1, "text": "Dear hiring team,", "citations": []},
        claim("I contributed to the open-source library Marten.", (5, "open-source library Marten"), paragraph=3),
        claim("I reduced latency by a lot.", (2, "Reduced p95 latency"), paragraph=99),
    ]
    assert [one.paragraph for one in read_answer(answer(*said), request).claims] == [1, 3, 1]
