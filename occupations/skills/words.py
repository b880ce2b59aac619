"""Splits a text into the words that names of skills are made of, with their places."""

import re
from typing import NamedTuple

_WORD = re.compile(r"\.?[^\W_][\w+#.&'’]*|\S")
_ENDINGS = ".&'’"
_HYPHENS = frozenset("-\u2010\u2011")


class Word(NamedTuple):
    """A word or a sign as it was written, and in lower case. ``is_joined``: a hyphen joins it to the word before."""

    text: str
    folded: str
    start: int
    end: int
    is_joined: bool


def words_of(text: str) -> list[Word]:
    """Returns words and signs in order. A hyphen inside a word separates its parts, since "front-end" is "front end"."""
    found: list[Word] = []
    is_joined = False
    for match in _WORD.finditer(text):
        written, start = match[0], match.start()
        if written in _HYPHENS and _is_inside(text, start):
            is_joined = True
            continue
        bare = _bare(written)
        found.append(Word(bare, bare.casefold(), start, start + len(bare), is_joined))
        is_joined = False
        if len(bare) < len(written) and "." in written[len(bare) :]:
            found.append(Word(".", ".", start + len(bare), start + len(written), False))
    return found


def _bare(written: str) -> str:
    """Returns a word without marks at the end of a clause, and without a possessive."""
    bare = written.rstrip(_ENDINGS)
    if len(bare) > 2 and bare[-2] in "'’" and bare[-1] in "sS":
        return bare[:-2]
    return bare or written


def _is_inside(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and _is_part(text[at - 1]) and _is_part(text[at + 1])


def _is_part(character: str) -> bool:
    return character.isalnum() or character in "+#"


def key_of(name: str) -> str:
    """Returns how a name is looked up: its words in lower case."""
    return " ".join(word.folded for word in words_of(name))
