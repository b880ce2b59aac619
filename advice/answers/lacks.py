"""What an answer may say about gaps: that the résumé has no line about something, if that's so, and never that a person lacks
it."""

import re
from collections.abc import Sequence

from advice.answers.evidence import Evidence
from advice.answers.values import Reason, Request
from advice.answers.wording import backs, content_stems, prepared_text, stems_of
from advice.sources.source import Kind

_RESUME = r"(?:your|the|this|my) (?:resume|cv)"
# "Your résumé has no line about X", "doesn't mention X", "We found no line about X in your résumé", "No line of your résumé …".
_ABSENCE = re.compile(
    rf"{_RESUME} (?:has|have|contains|shows|gives|includes) (?:no|nothing)\b"
    rf"|{_RESUME} (?:does ?n't|does not|never) (?:yet )?(?:mention|show|say|list|name|state|include|speak|talk|describe|cover"
    r"|have (?:a|any) line)"
    r"|no (?:line|mention|sentence|bullet|entry|part) (?:of|about|on|in|for)\b.*\bresume"
    rf"|no line\b.*\b(?:in|of|on) {_RESUME}"
    r"|found (?:no|nothing)\b.*\bresume"
    r"|(?:is|are|was|were) ?(?:n't| not) (?:(?:mentioned|listed|shown|named|covered|described|found|there) )?"
    rf"(?:in|on|by) {_RESUME}"
    rf"|nothing (?:in|on) {_RESUME}|not in {_RESUME}|missing (?:from|in|on) {_RESUME}"
    rf"|{_RESUME} (?:lacks|is missing|misses|is silent)",
    re.IGNORECASE,
)
_LACK = re.compile(
    r"\b(?:you|i|candidate|applicant|person)(?:r|'re| are| is| were)?\b(?:\W+\w+){0,3}?\W+"
    r"(?:lack|lacks|lacked|lacking|miss|missing|don't|doesn't|didn't|haven't|hasn't|aren't|weren't|isn't|wasn't|can't|cannot|never"
    r"|unfamiliar|inexperienced|unqualified|no|not|without|short|weak|little|insufficient|underqualified)\b"
    r"|\byour (?:lack|gap|gaps|weakness|weaknesses|missing)\b|\b(?:lack|absence) of\b|\bi(?:'m| am) not\b"
    r"|\b(?:gap|gaps|weakness|weaknesses|shortcoming|shortcomings) (?:is|are|in|include|includes)\b"
    r"|\bno (?:\w+ ){0,3}(?:experience|background|knowledge|skills?)\b",
    re.IGNORECASE,
)
# "You don't need", "you aren't required": says what the job doesn't ask for.
_UNASKED = re.compile(
    r"\byou (?:do ?n't|do not|wo ?n't|will not) (?:need|have to)\b"
    r"|\byou(?:'re| are)? ?(?:n't| not) (?:required|expected|asked|obliged)"
    r"|\bneed ?n't\b|\b(?:no|not) (?:\w+ ){0,5}(?:required|needed|necessary|asked)\b"
)


_PART = re.compile(
    r"\s*;\s*|,?\s+(?:which|though|although|but|while|and|whereas)\s+|,\s+(?=(?:the|your|we|so)\b)", re.IGNORECASE
)


def absence(text: str) -> tuple[str, str]:
    """Splits a claim into what it says that no line speaks of ("" if nothing), and the rest."""
    if not _ABSENCE.search(prepared_text(text)):
        return "", text
    parts = [part for part in _PART.split(text) if part]
    missing = [part for part in parts if _ABSENCE.search(prepared_text(part))]
    if not missing:
        return text, ""
    return " ".join(missing), ". ".join(part for part in parts if part not in missing)


def absence_reason(text: str, rest: str, cited: Sequence[Evidence], request: Request) -> Reason | None:
    """Returns why an absence doesn't hold: it does if the job or the guide that is cited speaks of the thing, and no line of
    the whole résumé does."""
    about = [word for word in content_stems(text) if word not in _FRAME] or content_stems(rest)
    lines = request.of_kind(Kind.RESUME)
    asking = [one for one in cited if one.kind is not Kind.RESUME]
    if not about or not lines or not request.is_whole:
        return Reason.LACK
    if not asking:
        return Reason.SUBJECT
    if not all(backs(frozenset().union(*(one.stems for one in asking)), word) for word in about):
        return Reason.UNSUPPORTED
    for line in lines:
        stems = stems_of(f"{line.text} {line.label}")
        if 2 * sum(backs(stems, word) for word in about) >= len(about):
            return Reason.LACK
    return None


def says_lack(text: str, cited: Sequence[Evidence]) -> bool:
    """Whether a claim says that the member lacks something; a line of the résumé may say so itself."""
    said = prepared_text(text)
    if not _LACK.search(said) or _UNASKED.search(said):
        return False
    is_lack = re.search(r"\b(?:lack|lacks|lacking|missing|gaps?)\b", said)
    return bool(is_lack) or all(one.kind is not Kind.RESUME for one in cited)


_FRAME = frozenset({"lack", "miss", "silent", "found", "contain", "about", "have", "no", "nothing"})
