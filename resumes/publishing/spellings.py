"""Spellings of names, for finding a name however it is written: other case, without accents, in Latin letters."""

import re
import unicodedata
from itertools import product

_MARKS = "".join(chr(code) for code in range(0x300, 0x1C00) if unicodedata.category(chr(code))[0] == "M")
# Scripts that put no spaces between words, and Korean, whose particles follow a name directly.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")
_ACCENTS = re.compile("[\u0300-\u036f]+")

_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ŋ": "n",
    "ħ": "h",
}
# How German, Danish, Norwegian and Swedish write their letters where keyboards lack them.
_DIGRAPHS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
_PAIRS = """
а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ=
ы=y ь= э=e ю=yu я=ya і=i ї=yi є=ye ґ=g α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t
υ=y φ=f χ=ch ψ=ps ω=o
"""
_ROMAN = {letter: latin for letter, _equals, latin in (pair.partition("=") for pair in _PAIRS.split())}
# Letters that are written in Latin letters in two ways.
_ROMAN_TOO = {
    "ё": "yo",
    "й": "i",
    "х": "h",
    "ц": "c",
    "ю": "iu",
    "я": "ia",
    "щ": "sch",
    "ж": "j",
    "η": "e",
    "χ": "h",
    "υ": "u",
    "γ": "y",
}


def key_of(word: str) -> str:
    """Returns the one form in which words are compared: Latin letters without accents, in lower case."""
    return _plain(word, {})


def spellings_of(word: str) -> set[str]:
    """Returns every key under which other spellings of a name are found: Müller is also Mueller, Юлия also Iuliia."""
    both = product((False, True), repeat=2)
    return {
        _plain(word, (_DIGRAPHS if with_digraphs else {}) | (_ROMAN_TOO if otherwise else {}))
        for with_digraphs, otherwise in both
    }


def _plain(word: str, first: dict[str, str]) -> str:
    """Returns the word in plain letters; the table ``first`` goes before the usual ones."""
    composed = unicodedata.normalize("NFKC", word).casefold()
    pieces = []
    for letter in composed:
        bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", letter))
        found = first.get(letter) or _LETTERS.get(letter) or _ROMAN.get(letter)
        pieces.append(unicodedata.normalize("NFKC", bare) if found is None else found)
    latin = (_ROMAN.get(letter, letter) for letter in "".join(pieces))
    return "".join(latin)
