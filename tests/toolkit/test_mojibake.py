import re
import unicodedata
from pathlib import Path

import django
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from toolkit.mojibake import repair

quick = settings(deadline=None, max_examples=150)


def damage(text: str, codec: str) -> str:
    """``text`` as a reader of ``codec`` shows its UTF-8: holes filled from windows-1252, then with control characters."""

    def read(byte: int) -> str:
        raw = bytes([byte])
        return next(c for name in (codec, "windows-1252", "latin-1") if (c := raw.decode(name, errors="ignore")))

    return "".join(read(byte) for byte in text.encode())


def strict_damage(text: str, codec: str) -> str:
    """``text`` as a browser shows its UTF-8 under ``codec``: a byte that is not defined stands as a control character."""
    return "".join(bytes([b]).decode(codec, errors="ignore") or chr(b) for b in text.encode())


anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in range(0x80, 0xA0)]))
codecs = st.sampled_from(["windows-1253", "windows-1252"])


@quick
@given(anything, codecs)
@example("📈 naïve — “quotes” 🇺🇸 ✅ ❌ ›", "windows-1253")
@example("Αθήνα — Привет 東京", "windows-1253")
@example("À", "windows-1252")
def test_any_damaged_text_that_holds_proof_comes_back_whole(text, codec):
    text += " — end"  # the dash is proof
    repaired, count = repair(damage(text, codec))
    assert repaired == text
    assert count == sum(not c.isascii() for c in text)


@quick
@given(anything)
@example("ң")
def test_control_characters_may_stand_for_the_undefined_bytes(text):
    text += " 🚀"  # the rocket is proof
    assert repair(strict_damage(text, "windows-1252"))[0] == text


@pytest.mark.parametrize(
    "word",
    [
        "café",
        "Noël",
        "El Niño",
        "Müller",
        "Único",
        "Śląsk",
        "Şişli",
        "São Paulo",
        "naïve",
        "crème brûlée",
        "Αθήνα",
        "привет",
        "日本",
        "👍",
        "…",
        "20 €",
        "\ufeffTitle",
    ],
)
def test_one_damaged_word_is_proof_enough(word):
    assert repair(damage(word, "windows-1253"))[0] == word


def test_the_number_of_repaired_characters_is_that_of_the_characters_given_back():
    assert repair("πŸ‡ΊπŸ‡Έ Salary: 5β€”9") == ("🇺🇸 Salary: 5—9", 3)


def test_what_is_already_clean_stays_beside_what_is_repaired():
    assert repair("• it’s ❌ but βœ… works") == ("• it’s ❌ but ✅ works", 1)


def test_proof_elsewhere_decides_what_could_be_writing_unless_words_in_those_letters_stand_there_too():
    assert repair("Γ’ la carte β€” voilΓ\xa0 !") == ("Ò la carte — voilà !", 3)
    assert repair("Γ’ Λυκείου β€” τέλος") == ("Γ’ Λυκείου — τέλος", 1)


@pytest.mark.parametrize(
    "clean",
    [
        "β",
        "αβγ",
        "Αθήνα",
        "Η Αθήνα είναι… «μεγάλη»· και η Θεσσαλονίκη—όμορφη.",
        "ΑΘΉΝΑ ΚΑΙ ΜΈΓΑΡΑ, «ΠΏΣ»",
        "Γ’ Λυκείου, Δ΄ τάξη, άρθρο Β»",
        "το «π»\xa0«ρ…»\xa0§ και η\xa0€5",
        "«π»\xa0«α»\xa0§5",
        "Τι είπε «ο…»; Είπε «η—ή» και έφυγε.",
        "A β-test, a 10 kΩ±5% resistor, 3 kΩ·m, Σ², Δ° and ΔT",
        "the Δ’s and the Γ’s; α… and ω”",
        "É’tait-ce là… « café » à l’Élysée ? Déjà†",
        "PŘÍŠTÍ VÝŠE BLÍŽE KŘÍŽ též…",
        "Úžasná práce",
        "Úžina, Ížka",
        "„Ä“ ist ein Umlaut, NÃO é… AMANHû",
        "2×¼ inch, 5×€10, 10×½, 100 Å²",
        "100 €—200 €",
        "Τιμή€20, δραχμαί© και όχι άλλο",
        "• ’quoted’ “text” … ™ © ®",
    ],
)
def test_clean_text_that_looks_odd_is_left_alone(clean):
    assert repair(clean) == (clean, 0)


def letters(*scripts: str) -> str:
    """The letters of ``scripts``, but ``ƒ`` and ``œ``: after an accented letter they are read as damage."""
    known = (c for c in map(chr, range(0xC0, 0x2000)) if c.isalpha() and c not in "ƒœƑŒ")
    return "".join(c for c in known if unicodedata.name(c, "").startswith(scripts))


CASED = [letters("GREEK"), letters("LATIN"), letters("CYRILLIC"), "abcdefghijklmnopqrstuvwxyz"]
CJK = "日本語東京仕事職業指南漢字中文かなカナ한국어"


@st.composite
def words(draw: st.DrawFn) -> str:
    """A word as people write it: one script, one case or a capital first, marks only where they go."""
    if draw(st.booleans()):
        word = draw(st.text(draw(st.sampled_from(CASED)), min_size=1, max_size=12)).lower()
        word = draw(st.sampled_from([str.lower, str.capitalize]))(word)
        assume(not re.match("[^ÁÉÍÓÚÝÔÖÜ][šž]", word) or not word[0].isupper())  # no language has such: damage looks so
    else:
        word = draw(st.text(CJK, min_size=1, max_size=6))
    opening, closing = draw(st.sampled_from([("", ""), ("«", "»"), ("“", "”"), ("‘", "’"), ("„", "“"), ("(", ")")]))
    return opening + word + draw(st.sampled_from(["", "", ",", "…", ".", "·", "’", "™"])) + closing


@quick
@given(st.lists(words(), max_size=20), st.sampled_from([" ", "\xa0", " – ", "—", "\n"]))
def test_clean_text_of_the_worlds_scripts_comes_back_as_it_is(written, between):
    text = between.join(written)
    assert repair(text) == (text, 0)


@quick
@given(st.text(st.characters(max_codepoint=0x7F)))
def test_ascii_is_never_touched(text):
    assert repair(text) == (text, 0)


@quick
@given(anything)
def test_repairing_a_repaired_text_changes_nothing_more(text):
    once = repair(damage(text + " — end", "windows-1253"))[0]
    assume(repair(text)[1] == 0)
    assert repair(once) == (once, 0)


@pytest.mark.parametrize("language", ["cs", "de", "el", "fr", "ja", "pl", "pt", "tr", "uk", "vi", "zh_Hans"])
def test_real_prose_of_many_languages_is_left_alone_line_by_line_and_comes_back_from_damage(language):
    prose = (Path(django.__file__).parent / f"conf/locale/{language}/LC_MESSAGES/django.po").read_text("utf-8")
    assert [line for line in prose.split("\n") if repair(line) != (line, 0)] == []
    for codec in ("windows-1253", "windows-1252"):
        assert repair(damage(prose, codec))[0] == prose
