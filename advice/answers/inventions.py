"""What a claim names and no source that it cites does: figures, names, skills."""

import re
from collections.abc import Sequence
from itertools import pairwise

from advice.answers.figures import Figure, figures
from advice.answers.quotes import Evidence
from advice.answers.values import Reason, Request
from advice.answers.words import SMALL, row_of
from advice.sources.source import Kind
from occupations.skills import find_skills

_NAME = re.compile(r"(?<![\w.+#-])[^\W\d_a-zß-öø-ÿ][\w+#]*(?:[.&'’/-](?=\w)[\w+#]+)*")
_START = re.compile(r"(?:^|[.!?:;]\s|[“\"(]\s?)\W*$")
_OWNED = re.compile(r"['’]s$")


def invention(text: str, cited: Sequence[Evidence], request: Request) -> Reason | None:
    """Returns what kind of thing a claim names that isn't there; None if nothing.

    Figures and skills must be in what is cited, with the labels. A name may be in any source: whom the job is with need not be
    cited each time. Small numbers in words aren't held against a claim: "twice" and "a pair" are ways to speak.
    """
    there = "\n".join(f"{one.source.text}\n{one.source.label}" for one in cited)
    known = figures(there)
    if any(not _is_spoken(text, one) and not any(one.is_backed_by(other) for other in known) for one in figures(text)):
        return Reason.NUMBER
    everything = "\n".join(f"{one.text}\n{one.label}" for one in request.sources)
    words = {part for word in row_of(f"{everything}\n{request.words}").words for part in _with_parts(word)}
    if any(name not in words for name in _names(text)):
        return Reason.NAME
    skills = {mention.skill.key for mention in find_skills(there)}
    for mention in find_skills(text):
        if mention.skill.key not in skills and text[mention.start : mention.end] != text[mention.start : mention.end].lower():
            return Reason.SKILL
    return None


def _is_spoken(text: str, figure: Figure) -> bool:
    return not figure.unit and not any(map(str.isdigit, text[figure.start : figure.end]))


def _names(text: str) -> list[str]:
    """The capitalized words that aren't only capitalized because a sentence begins."""
    found = []
    for match in _NAME.finditer(text):
        word = _OWNED.sub("", match[0])
        is_start = bool(_START.search(text[: match.start()])) and not re.search(r"[A-Z\d].*[A-Z\d]", word)
        if not is_start:
            found += [part for one in row_of(word).words for part in _with_parts(one) if part not in SMALL]
    return found


def _with_parts(word: str) -> list[str]:
    bare = _OWNED.sub("", word)
    return list(dict.fromkeys([word, bare, *filter(None, re.split(r"[-/&.]", bare))]))
