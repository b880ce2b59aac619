"""Text is kept as people see it, and compared as they mean it."""

import re
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import text

ANY = st.text(st.characters(exclude_categories=()), max_size=40)
JOINERS = "\u200c\u200d"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("cafe\u0301", "café"),
        ("engi\u00adneer", "engineer"),
        ("Ac\u200bme\u2060 Inc\ufeff", "Acme Inc"),
        ("\u202eecivres\u202c \u2067x\u2069 \u200fy", "ecivres x y"),
        ("a\x00b\x1bc\x9bd", "abcd"),
        ("a\ud800b\uffff", "ab"),
        ("two\u2028lines\u00a0here", "two lines here"),
        ("\u200b", ""),
        ("\u3164 \u2800\u115f", ""),
        ("\ufe0f \u200d\u200c", ""),
        ("\u00ad\u061c\u180e\U000e0041", ""),
        ("Data\ufe0f Lead\ufe0e", "Data Lead"),
        # What writing needs.
        ("👩\u200d💻 lead", "👩\u200d💻 lead"),
        ("👩🏽\u200d🚀 ❤\ufe0f\u200d🔥 🏳\ufe0f\u200d🌈", "👩🏽\u200d🚀 ❤\ufe0f\u200d🔥 🏳\ufe0f\u200d🌈"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष ക്\u200d", "क्\u200dष ക്\u200d"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        # And where it does not.
        ("Ac\u200dme", "Acme"),
        ("علی\u200c x", "علی x"),
        ("👩\u200d lead", "👩 lead"),
        ("می\u200c\u200c\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_line_keeps_what_people_see(typed, kept):
    assert text.one_line(typed) == kept


def test_a_block_keeps_its_lines():
    assert text.prose(" # one\r\n\r\n  two\u200b\rthree\u2028four \n") == "# one\n\n  two\nthree\nfour"


@given(ANY)
def test_nothing_unseen_is_kept_and_cleaning_twice_changes_nothing(typed):
    for clean in (text.one_line, text.prose):
        kept = clean(typed)
        assert clean(kept) == kept == unicodedata.normalize("NFC", kept)
        unseen = {c for c in kept if unicodedata.category(c) in ("Cc", "Cf", "Cs")} - set(JOINERS) - {"\n", "\t"}
        assert not unseen


def test_every_format_character_of_unicode_is_known():
    known = {c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) == "Cf"}
    assert {c for c in known if text.one_line(f"a{c}b") != "ab"} == set()


@given(st.text(st.sampled_from("aé☺👩💻\u200d\u200c\u0645\u06cc\u0915\u094d \ufe0f"), max_size=12))
def test_a_joiner_stands_between_two_characters_of_the_same_kind(typed):
    for found in re.finditer(f"[{JOINERS}]", text.one_line(typed)):
        before, after = found.string[found.start() - 1], found.string[found.end() : found.end() + 1]
        assert (
            before in "\u0645\u06cc\u0915\u094d"
            if after and after in "\u0645\u06cc\u0915\u094d"
            else before in "☺👩💻\ufe0f\u094d"
        )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("ışık", "IŞIK"),
        ("cafe\u0301", "CAFÉ"),
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ", "οδος"),
        ("ﬁnance", "Finance"),
        ("Ｃafé", "café"),
        ("engi\u00adneer", "Engineer"),
        ("می\u200cخواهم", "میخواهم"),
        (" two  words ", "Two words"),
    ],
)
def test_what_means_the_same_folds_to_the_same(one, other):
    assert text.fold(one) == text.fold(other)


@given(ANY)
def test_folding_twice_changes_nothing_and_other_forms_of_a_text_fold_alike(typed):
    folded = text.fold(typed)
    assert text.fold(folded) == folded
    assert text.fold(unicodedata.normalize("NFD", text.one_line(typed))) == folded


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("İstanbul Office Manager", ["istanbul", "office", "manager"]),
        ("C++ / C# Developer (m/w/d)", ["c++", "c#", "developer", "m", "w", "d"]),
        ("हिन्दी अनुवादक", ["हिन्दी", "अनुवादक"]),
        ("Cafe\u0301 Manager – café", ["café", "manager"]),
        ("Node.js, front-end", ["node.js", "front-end"]),
        ("\u200b", []),
    ],
)
def test_the_words_of_a_title(title, expected):
    assert text.words(title) == expected


@given(st.text(max_size=40))
def test_every_word_of_a_text_is_found_in_it(typed):
    folded = f" {text.fold(typed)} "
    for word in text.words(typed):
        places = [found.start() for found in re.finditer(f"(?={re.escape(word)})", folded)]
        assert any(not text.is_of_word(folded[at - 1]) and not text.is_of_word(folded[at + len(word)]) for at in places)


@pytest.mark.parametrize("piece", ["\u200d", "a\u200d", "می\u200c", "\ufe0f", "e\u0301", "\u200b \u202e", "x-", "İ"])
def test_hostile_text_takes_linear_time(piece):
    hostile = piece * (100_000 // len(piece))
    for function in (text.one_line, text.prose, text.fold, text.words):
        begun = time.process_time()
        function(hostile)
        assert time.process_time() - begun < 0.3
