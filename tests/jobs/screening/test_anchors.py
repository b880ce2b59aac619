"""Anchors: words without which a phrase can't be in a text."""

import pytest

from jobs.screening.anchors import Anchors, anchors_of
from jobs.screening.phrasebook import phrasebooks


@pytest.mark.parametrize(
    ("expressions", "expected"),
    [
        (["must live"], {("must",)}),
        ([r"(?:hire|employ)(?:d|ed)? (?:in|from)"], {("hire", "employ"), ("in", "from")}),
        ([r"travel\w*", "days"], {("travel",), ("days",)}),
        (["(?:may )?go"], {("go",)}),
        ([r"\d\d ?%"], set()),
        (["(?:office|)"], set()),
    ],
)
def test_whatever_matches_contains_a_word_of_each_set(expressions, expected):
    assert {tuple(sorted(words)) for words in anchors_of(expressions)} == {tuple(sorted(words)) for words in expected}


def test_anchors_are_found_inside_words():
    known = Anchors(["must", "us", "remote", "on-site"])
    assert set(known.inside("must")) == {"must", "us"}
    assert set(known.inside("(on-site,")) == {"on-site"}
    assert known.inside("x") == ()


@pytest.mark.parametrize("book", phrasebooks().values(), ids=lambda book: book.code)
def test_every_line_of_a_phrasebook_is_a_phrase_of_its_own(book):
    for section in book.sections.values():
        for phrase in section.phrases:
            assert all(pattern.pattern for pattern in (phrase.pattern, *phrase.others, *phrase.without))
