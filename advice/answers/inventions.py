"""What a claim names and no source does: figures and names."""

import re
from collections.abc import Sequence
from functools import lru_cache

from advice.answers.figures import Figure, figures
from advice.answers.quotes import Evidence
from advice.answers.values import Reason, Request
from advice.answers.words import SMALL, row_of
from toolkit.text import fold

_NAME = re.compile(r"(?<![\w.+#-])[^\W\d_a-zß-öø-ÿ][\w+#]*(?:[.&'’/-](?=\w)[\w+#]+)*")
_START = re.compile(r"(?:^|[.!?:;]\s|[“\"(]\s?)\W*$")
_OWNED = re.compile(r"['’]s$")


def invention(text: str, cited: Sequence[Evidence], request: Request) -> Reason | None:
    """Returns what kind of thing a claim names that isn't there; None if nothing.

    A figure must be in what is cited, with the labels. A name may be in any source: whom the job is with need not be cited each
    time. Numbers in words aren't held against a claim: "twice" and "a pair" are ways to speak.
    """
    there = "\n".join(f"{one.source.text}\n{one.source.label}" for one in cited)
    known = figures(there)
    if any(not _is_spoken(text, one) and not any(one.is_backed_by(other) for other in known) for one in figures(text)):
        return Reason.NUMBER
    names = _names(text)
    return Reason.NAME if names and not _words_of(request) >= set(names) else None


@lru_cache(maxsize=8)
def _words_of(request: Request) -> frozenset[str]:
    said = [request.words, *(f"{one.text}\n{one.label}" for one in request.sources)]
    return frozenset(fold(part) for one in said for word in row_of(one).words for part in _with_parts(word))


def _is_spoken(text: str, figure: Figure) -> bool:
    return not figure.unit and not any(map(str.isdigit, text[figure.start : figure.end]))


def _names(text: str) -> list[str]:
    """The capitalized words that aren't only capitalized because a sentence begins."""
    found = []
    for figure in reversed([one for one in figures(text) if one.unit == "month"]):
        text = f"{text[: figure.start]}{'0' * (figure.end - figure.start)}{text[figure.end :]}"
    for match in _NAME.finditer(text):
        word = _OWNED.sub("", match[0])
        is_start = bool(_START.search(text[: match.start()])) and not re.search(r"[A-Z\d].*[A-Z\d]", word)
        if not is_start:
            found += [fold(part) for one in row_of(word).words for part in _with_parts(one) if part not in SMALL]
    return found


def _with_parts(word: str) -> list[str]:
    bare = _OWNED.sub("", word)
    return list(dict.fromkeys([word, bare, *filter(None, re.split(r"[-/&.]", bare))]))
