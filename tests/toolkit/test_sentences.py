import itertools
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.sentences import sentences

TEXT = st.one_of(st.text(alphabet="aB .!?\n\r-e'g1\t\u2028•·▪‣–)", max_size=80), st.text(max_size=80))


def test_sentences_end_where_readers_see_them_end():
    words = "About us\n\nWe hire in the U.S. and Canada, e.g. Toronto. Ask Dr. Moss! \"Really?\" Yes.\n\n- Plan it. Build it.\n- Ship v1.2 now"  # fmt: skip
    assert [one.text for one in sentences(words)] == [
        "About us",
        "We hire in the U.S. and Canada, e.g. Toronto.",
        "Ask Dr. Moss!",
        '"Really?"',
        "Yes.",
        "Plan it.",
        "Build it.",
        "Ship v1.2 now",
    ]


@given(TEXT)
def test_no_word_is_lost(words):
    marks = r"[\s\d.)*•·▪‣–-]"  # of list items: they aren't part of a sentence
    kept = re.sub(marks, "", "".join(one.text for one in sentences(words)))
    assert kept == re.sub(marks, "", words)


@given(TEXT)
def test_places_are_in_order_and_hold_what_they_say(words):
    found = sentences(words)
    assert all(words[one.start : one.end] == one.text and one.text == one.text.strip() != "" for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@pytest.mark.parametrize("source", ["a. " * 330_000, "A.B" * 330_000, "\n" * 1_000_000, "- \n" * 330_000, '."' * 500_000, "!" * 1_000_000],
                         ids=lambda source: repr(source[:8]))  # fmt: skip
def test_a_megabyte_takes_seconds_at_most(source):
    started = time.process_time()
    sentences(source)
    assert time.process_time() - started < 6
