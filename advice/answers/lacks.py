"""What an answer may say about gaps: that the résumé has no line about something, if that's so, and never that a person lacks
it."""

import re
from collections.abc import Sequence

from advice.answers.quotes import Evidence
from advice.answers.values import Request
from advice.answers.words import SMALL, likeness, row_of, word_list
from advice.sources.source import Kind
from occupations.skills import find_skills
from toolkit.text import fold

_RESUME = r"(?:your|the|this|my) (?:résumé|resume|cv)"
# The forms in which a gap may be told: "…; your résumé has no line about it", "we found no line about it in your résumé".
_ABSENCE = re.compile(
    rf"(?:\b(?:and|but) )?(?:{_RESUME} has no line (?:about|on) (?P<what>[^,;.]+)"
    rf"|\bwe found no line (?:about (?P<found>[^,;.]+) in {_RESUME}|in {_RESUME} about (?P<about>[^,;.]+)))",
    re.IGNORECASE,
)
_LACK = re.compile(
    rf"{_RESUME} (?:has|have|contains|shows|gives|includes) (?:no|nothing)\b|{_RESUME} (?:does ?n't|does not|never)\b"
    rf"|\b(?:no line|nothing)\b.* {_RESUME}\b|\b(?:is|are|was|were)(?:n't| not) (?:\w+ )?(?:in|on|by) {_RESUME}\b"
    rf"|{_RESUME} (?:lacks|is missing|misses|is silent)|missing (?:from|in|on) {_RESUME}"
    r"|\b(?:you|i|candidate|applicant|person)\b(?:\W+\w+){0,3}?\W+(?:lack|lacks|lacked|lacking|miss|missing|unfamiliar|inexperienced"
    r"|unqualified|underqualified|insufficient|short)\b"
    r"|\b(?:you|i)(?: do| have| did| are| am|'re|'m|'ve)? ?(?:n't|not|never)\b"
    r"(?! (?:need|have to|required|expected|asked|obliged))"
    r"|\b(?:you|i) have no\b|\byour (?:lack|gaps?|weakness|weaknesses|missing)\b|\b(?:lack|absence) of\b"
    r"|\b(?:gaps?|weakness|weaknesses|shortcomings?) (?:is|are|in|includes?)\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<=[\w,] )[^\W\d_a-z][\w+#-]*")
_JOINING = frozenset(("a", "the", "of", "or"))
_ITSELF = frozenset(("it", "that", "this", "them", "either", "either of them", "any of them"))
_GENERAL = likeness(" ".join(word_list("general")))


def without_absence(text: str) -> tuple[str, str]:
    """Splits a claim into what it says and what it says that no line of the résumé is about ("" if nothing)."""
    found = _ABSENCE.search(text)
    if not found:
        return text, ""
    what = next(filter(None, found.groups()))
    return f"{text[: found.start()]}{text[found.end() :]}".strip(" ,;."), what.strip()


def is_absent(what: str, cited: Sequence[Evidence], request: Request) -> bool:
    """Whether a job or guide that is cited names something, a skill or a proper name, and no line of the whole résumé has any
    word of it. What isn't a name can be in the résumé in any other words."""
    about = _about(what, cited)
    lines = request.of_kind(Kind.RESUME)
    if not about or not lines or not request.is_whole:
        return False
    if fold(what) not in _ITSELF and (SMALL - _JOINING) & set(row_of(what).words):
        return False  # "no line about only SQL"
    there = " ".join(one.whole for one in cited if one.kind is not Kind.RESUME)
    found = find_skills(there)
    named = likeness(" ".join([*(there[one.start : one.end] for one in found), *_CAPITAL.findall(there)]))
    skills = {mention.skill.key for mention in found if about & likeness(there[mention.start : mention.end])}
    return about <= named and not any(
        about & likeness(f"{line.text} {line.label}")
        or skills & {mention.skill.key for mention in find_skills(line.text)}
        for line in lines
    )


def is_there(what: str, cited: Sequence[Evidence], request: Request) -> bool:
    """Whether a line of the résumé plainly is about what a claim says that none is about; also if there's no telling."""
    about = _about(what, cited)
    lines = request.of_kind(Kind.RESUME)
    if not about or not lines or not request.is_whole or all(one.kind is Kind.RESUME for one in cited):
        return True
    return any(2 * len(about & likeness(f"{line.text} {line.label}")) >= len(about) for line in lines)


def _about(what: str, cited: Sequence[Evidence]) -> frozenset[str]:
    """The words that tell what a gap is about."""
    asked = " ".join(one.whole for one in cited if one.kind is not Kind.RESUME)
    return likeness(asked if fold(what) in _ITSELF else what) - _GENERAL


def says_lack(text: str, cited: Sequence[Evidence]) -> bool:
    """Whether a claim says in other words that the member lacks something; a line of the résumé may state it itself."""
    return bool(_LACK.search(text.replace("’", "'"))) and all(one.kind is not Kind.RESUME for one in cited)
