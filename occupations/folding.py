"""Folds text and words, the same for what is indexed and for what is searched."""

import re
from functools import lru_cache

from toolkit.text import fold, without_accents

_SPELLED = {"c++": "cplusplus", "c#": "csharp", "f#": "fsharp", ".net": "dotnet"}
_NAMES = re.compile(r"(?<![\w.])(?:c\+\+|[cf]#|\.net)(?!\w)", re.IGNORECASE)
_JOINTS = re.compile(r"(?:/|\.(?=[jJ][sS]\b))(?=\w)")


def prepared(text: str) -> str:
    """Normalizes text for both indexing and searching: folded, without accents and tildes; names such as C++ and .NET
    as words; ``sales/marketing`` and ``Node.js`` as two words each (the parser would take the first for a file and the
    second for a host)."""
    if not text.isascii():
        text = without_accents(fold(text)).replace("\u2010", "-")  # U+2010, the unambiguous hyphen
    text = _NAMES.sub(lambda name: _SPELLED[name.group().lower()], text.replace("\0", " ").replace("~", " "))
    return _JOINTS.sub(" ", text)


_KEPT = frozenset(
    {"news", "sales", "less", "always", "series", "species", "physics", "analysis", "ios", "macos", "redis"}
)
_IZE = re.compile(r"(?<=[a-z]{3})is(e|ed|er|ers|ing|ation|ations)$")
_OUR = re.compile(r"(?<=[a-z]{3})our(s|ed|ing|al|ist)?$")
_PLURALS = (
    (re.compile(r"(?<=[a-z]{2})ies$"), "y"),
    (re.compile(r"(?<=ss|ch|sh)es$"), ""),
    (re.compile(r"(?<=x)es$"), ""),
    (re.compile(r"(?<=[a-z0-9]{2}[^suij])s$"), ""),
)


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """Returns a word of a name in singular and American spelling. Different words stay different: an accountant is no
    account, an intern nothing internal."""
    if word in _KEPT:
        return word
    word = _OUR.sub(r"or\1", _IZE.sub(r"iz\1", word))
    for ending, instead in _PLURALS:
        shorter = ending.sub(instead, word)
        if shorter != word:
            return shorter
    return word
