"""Anchors: words without which a phrase can't be in a text."""

import pytest

from jobs.screening.anchors import Anchors, anchors_of
from jobs.screening.phrasebook import phrasebooks
from jobs.screening.reading import Text
from tests.jobs.screening.measure import cases
from toolkit.sentences import sentences

_STEP = 7  # of so many sentences, one is tried with every phrase


@pytest.mark.parametrize(
    ("expressions", "expected"),
    [
        (["must live"], {(" must ",)}),
        ([r"(?:hire|employ)(?:d|ed)? (?:in|from)"], {("employ", "hire"), (" from ", " in ")}),
        ([r"travel\w*", "days"], {("travel",), (" days ",)}),
        (["(?:may )?go"], {(" go ",)}),
        (["in(?: the)?"], {(" in ",)}),
        (["(?:re)?move"], {("move",)}),
        (["pay(?:ment)?"], {("pay",)}),
        (["(?:day ){2}"], {("day",)}),
        (["on-site"], {("on-site",)}),
        ([r"us(?=,)"], {(" us ",)}),
        ([r"\d\d ?%"], set()),
        (["(?:office|)"], set()),
    ],
)
def test_whatever_matches_contains_a_word_of_each_set(expressions, expected):
    assert {tuple(sorted(words)) for words in anchors_of(expressions)} == {tuple(sorted(words)) for words in expected}


def test_sets_are_met_by_an_anchor_inside_a_word_or_by_a_whole_word():
    must, where, alone = frozenset({"must", "should"}), frozenset({" us ", "on-site"}), frozenset({"remote"})
    known = Anchors([must, where, alone])
    assert known.met("mustn't") == (must,)
    assert known.met("(on-site,") == (where,)
    assert known.met("(us,") == (where,)
    assert known.met("bus") == known.met("x") == ()


@pytest.mark.parametrize("book", phrasebooks().values(), ids=lambda book: book.code)
def test_every_line_of_a_phrasebook_is_a_phrase_of_its_own(book):
    for section in book.sections.values():
        for phrase in section.phrases:
            assert all(pattern.pattern for pattern in (phrase.pattern, *phrase.others, *phrase.without))


@pytest.mark.parametrize("book", phrasebooks().values(), ids=lambda book: book.code)
def test_no_phrase_is_missed_for_want_of_an_anchor(book):
    said = sorted({sentence for case in cases("jobs") for _start, _end, sentence in sentences(case.text)})
    text = Text(said[::_STEP])
    for name, section in book.sections.items():
        near = text.near(book, name)
        bits = dict([*near.alone, *near.together])
        for phrase in section.phrases:
            patterns = (phrase.pattern, *phrase.others)
            for sentence in text.sentences:
                if not bits.get(phrase, 0) & sentence.bit:
                    assert not all(pattern.search(sentence.plain) for pattern in patterns), sentence.said
