"""What an answer may say about gaps: that the résumé has no line about something, if that's so, and never that a person lacks
it."""

import re
from collections.abc import Sequence

from advice.answers.quotes import Evidence
from advice.answers.values import Reason, Request
from advice.answers.words import likeness
from advice.sources.source import Kind
from occupations.skills import find_skills
from toolkit.text import fold

_RESUME = r"(?:your|the|this|my) (?:résumé|resume|cv)"
# The one form in which a gap may be told: "…; your résumé has no line about it".
_ABSENCE = re.compile(rf"\b(?:and |but )?{_RESUME} has no line (?:about|on) (?P<what>[^,;.]+)", re.IGNORECASE)
_SPEAKS_OF_LACK = re.compile(
    rf"{_RESUME} (?:has|have|contains|shows|gives|includes) (?:no|nothing)\b|{_RESUME} (?:does ?n't|does not|never)\b"
    rf"|\b(?:no|not|nothing)\b.* {_RESUME}\b|n't\b.* {_RESUME}\b|{_RESUME} (?:lacks|is missing|misses|is silent)"
    r"|\b(?:you|i|candidate|applicant|person)\b(?:\W+\w+){0,3}?\W+(?:lack|lacks|lacked|lacking|miss|missing|unfamiliar|inexperienced"
    r"|unqualified|underqualified|insufficient|short)\b"
    r"|\b(?:you|i)(?: do| have| did| are| am|'re|'m|'ve)? ?(?:n't|not|never)\b(?! (?:need|have to|required|expected|asked|obliged))"
    r"|\byou have no\b|\byour (?:lack|gaps?|weakness|weaknesses|missing)\b|\b(?:lack|absence) of\b"
    r"|\b(?:gaps?|weakness|weaknesses|shortcomings?) (?:is|are|in|includes?)\b",
    re.IGNORECASE,
)
_ITSELF = frozenset(("it", "that", "this", "them", "either", "either of them", "any of them"))
_GENERAL = likeness(
    "experience knowledge years plus nice preferred required ideally ability work working skills background bonus advantage helpful "
    "degree strong good solid least years similar related equivalent would great active fluent basic familiarity comfortable "
    "necessary optional welcome desirable useful needed mandatory essential proven deep"
)


def without_absence(text: str) -> tuple[str, str]:
    """Splits a claim into what it says and what it says that no line of the résumé is about ("" if nothing)."""
    found = _ABSENCE.search(text)
    if not found:
        return text, ""
    return f"{text[: found.start()]}{text[found.end() :]}".strip(" ,;."), found["what"].strip()


def is_absent(what: str, cited: Sequence[Evidence], request: Request) -> bool:
    """Whether a job or guide that is cited speaks of something, and no line of the whole résumé has any word of it."""
    lines = request.of_kind(Kind.RESUME)
    asking = [one for one in cited if one.kind is not Kind.RESUME]
    if not asking or not lines or not request.is_whole:
        return False
    there = " ".join(one.whole for one in asking)
    about = likeness(there if fold(what) in _ITSELF else what) - _GENERAL
    named = there if fold(what) in _ITSELF else what
    if not about or not about <= likeness(there):
        return False
    skills = {mention.skill.key for mention in find_skills(named)}
    return not any(
        about & likeness(f"{line.text} {line.label}")
        or skills & {mention.skill.key for mention in find_skills(line.text)}
        for line in lines
    )


def lack_reason(text: str, cited: Sequence[Evidence]) -> Reason | None:
    """Returns why a claim is dropped that says, in any words, that the member lacks something; a line of the résumé may say so
    itself."""
    if not _SPEAKS_OF_LACK.search(text.replace("’", "'")):
        return None
    return None if any(one.kind is Kind.RESUME for one in cited) else Reason.LACK
