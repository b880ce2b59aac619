"""Splits a claim into statements, and tells whom each is about: the member, the job, or neither."""

import re
from dataclasses import dataclass
from enum import Enum

from advice.answers.values import Task


class About(Enum):
    MEMBER = "member"
    JOB = "job"
    GUIDE = "guide"
    SHEET = "sheet"
    ANY = "any"


@dataclass(frozen=True)
class Statement:
    text: str
    about: About


_SUBJECT = r"(?:you|your|you've|the|this|that|it|it's|its|their|they|i|i've|my|a|no|one|both|all|these)\b"
_ROLE = (
    r"(?:job(?!\s+(?:growth|market|outlook))|role|position|posting|post|listing|opening|employer|company|ad|vacancy)"
)
_OWN = r"(?:résumé|resume|cv|profile|experience|background|skills?|work|degree|knowledge|expertise|certificates?|(?-i:[A-Z])\w+)"
_BREAK = re.compile(
    rf"(?<=[.!?])(?<![ap]\.m\.)(?<!U\.S\.)\s+(?=[A-Z])|\s*;\s*|\s+[–—]\s+"
    rf"|,?\s+(?:and|but|while|whereas|so|because|since|although|though|(?<! on )where)\s+(?={_SUBJECT})"
    rf"|,?\s+as\s+(?=(?:you|your|the|this|it|they|we)\b(?!\s+a\b))"
    rf"|,\s+and\s+(?=(?:[\w+#]+\s+){{1,3}}(?:is|are)\s+(?:on|in|among|listed)\b)|,\s+(?={_SUBJECT})|,?\s+(?:which|that)\s+(?=(?:the|this)\s+{_ROLE}\b)|,\s+which\s+(?!(?:match(?:es)?|fits?|meets?|covers?|answers?|exceeds?)\b)|,?\s+(?:as|like)\s+(?=(?:the|this)\s+{_ROLE}\b)"
    rf"|(?:,\s+(?:and|which)\s+|\s+which\s+|\s+(?:that\s+)?)(?:match(?:es)?|fits?|meets?|covers?|answers?|exceeds?|(?:corresponds?|relates?|speaks?|responds?)\s+to|lines?\s+up\s+with"
    rf"|is\s+what|are\s+what)\s+(?=(?:the|this|its|their|what|my|a|your\s+{_OWN})\b)"
    rf"|\s+(?:for|to)\s+(?=(?:the|this)\s+{_ROLE}(?:'s|’s)\s)",
    re.IGNORECASE,
)
# "You" in front of these is what somebody could do, or what the job wants, not what the member has done.
_HARMLESS = (
    r"(?:like\b|(?:can|could|would|should|might|need|must)(?:n't|n’t)?\b|can|could|should|would|might|may|need|must|will|want|apply|would've|shall|get|don't\s+need|do\s+not\s+need|aren't\s+required"
    r"|are\s+(?:asked|expected|required|free|welcome|allowed|encouraged)|qualify|won't|do\s+need)"
)
# "You're" in front of these is no fact about the member.
_FREE = (
    r"(?:not|n't|asked|expected|required|free|welcome|allowed|encouraged|likely|going|paid|given|offered|told|entitled"
    r"|eligible|ready|to)"
)
# "Gives you a test", "wants you to": somebody else does it.
_OBJECT = (
    r"(?<!give )(?<!gives )(?<!offer )(?<!offers )(?<!pay )(?<!pays )(?<!asks )(?<!ask )(?<!wants )(?<!want )(?<!expects )"
    r"(?<!lets )(?<!let )(?<!help )(?<!helps )(?<!tell )(?<!tells )(?<!show )(?<!shows )(?<!get )(?<!gets )"
    r"(?<!have )(?<!what )(?<!how )(?<!why )(?<!where )(?<!if )(?<!when )"
)
_MEMBER = re.compile(
    rf"\byou(?:'ve|’ve)\b(?!\s+ever)|{_OBJECT}\byou(?:'re|’re)\s+(?!{_FREE}\b)|{_OBJECT}\byou\s+(?!(?:an?|the|to|at|in|on|for|with|about)\b)(?:(?:also|already|both|currently|previously|recently|once)\s+)?(?!{_HARMLESS}\b)[a-z]"
    r"|\byour\s+(?!(?<=send your )(?:résumé|resume|cv)\b)"
    r"(?!(?:[\d(]\S*\s+)?(?:application|interview|cover\s+letter|letter|answers?|manager|team|day|future|next|own|first|second"
    r"|contributions?|location|time\s+zone|(?:working\s+)?hours|vacation|bonus|contract"
    r"|schedule|shifts?)\b)",
    re.IGNORECASE,
)
_COULD = re.compile(r"\b(?:you(?:'d|’d|'ll|’ll)|you\s+(?:can|could|should|would|might|will|get))\b", re.IGNORECASE)
_I = re.compile(
    r"\b(?:i(?:'ve|’ve)|my)\b|\bi\s+(?!(?:am|was)\s+(?:excited|glad|happy|pleased|interested|writing|applying|drawn|keen|eager)\b"
    r"|would|could|can|look|hope|want|write|apply|welcome|like|love|am\s+looking|will|read|saw|see)[a-z]",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(?:my|our)\s+(?!(?:application|letter|interest|name|time)\b)", re.IGNORECASE)
_JOB = re.compile(
    rf"^(?:\W*\w+\W+){{0,5}}?(?:the|this|its)\s+(?:\w+\s+){{0,3}}?{_ROLE}\b|^\W*(?:the|this)\s+{_ROLE}(?:'s|’s)|\b(?:in|with|at)\s+this\s+{_ROLE}\b",
    re.IGNORECASE,
)
_EARN = re.compile(
    r"\byou(?:'d|’d|'ll|’ll|\s+would|\s+could|\s+can|\s+will)?\s+(?:earn|make|get\s+paid)\b", re.IGNORECASE
)
# "Acme covers your license fees": what the employer does.
_PAYS_FOR = re.compile(r"(?<!you )\b(?:covers?|pays?(?:\s+for)?|reimburses?|funds?|sponsors?)\s+your\b", re.IGNORECASE)
_GUIDE = re.compile(
    r"\b(?:the|this|our)\s+(?:career\s+)?guide\b|\bpublished\s+(?:figures|statistics)\b|\bstatistics\b", re.IGNORECASE
)

_SHEET = re.compile(r"\b(?:the|this|your|our)\s+fit\s+sheet\b", re.IGNORECASE)

# What shows that "your" speaks of the past in a sentence of what somebody would do.
_DID = re.compile(
    rf"\byou(?:'ve|’ve)\b|\byou\s+(?:(?:also|already)\s+)?(?!{_HARMLESS})[a-z]|\byour\s+(?:\w+\s+){{0,3}}?{_OWN}\b"
)


def statements(text: str, task: Task) -> list[Statement]:
    """Returns the statements of a claim in order; a part without a subject of its own belongs to what the one before is about."""
    if task is Task.REWRITE:
        return [Statement(text, About.MEMBER)]
    made: list[Statement] = []
    held = ""
    for part in filter(None, _BREAK.split(text)):
        held = f"{held}, {part.strip()}" if held else part.strip()
        if held and not _INTRODUCTION.fullmatch(held):
            made.append(Statement(held, _about(held, task)))
            held = ""
    return [*made, Statement(held, _about(held, task))] if held else made


# "In 2023, you …" is one statement.
_INTRODUCTION = re.compile(
    r"(?:in|at|from|after|before|during|within|since|until|once|every|each|occasionally|with|without|together with|along with)"
    r"\s+(?:[\w'’%$€£.-]+\s*){1,5}|occasionally",
    re.IGNORECASE,
)


def _about(text: str, task: Task) -> About:
    if _SHEET.search(text):
        return About.SHEET
    subjects = (_I, _MINE) if task is Task.LETTER else (_MEMBER,)
    is_member = any(subject.search(text) for subject in subjects)
    is_guide = bool(_GUIDE.search(text))
    is_job = bool(_JOB.search(text)) and not is_guide
    if task is not Task.LETTER and is_member and _COULD.search(text) and not _DID.search(text):
        is_member = False
    if task is not Task.LETTER and (_EARN.search(text) or _PAYS_FOR.search(text)):
        return About.JOB
    if is_member and not (is_job and _COULD.search(text)):
        return About.MEMBER
    if is_job:
        return About.JOB
    return About.GUIDE if is_guide else About.ANY
