"""The words that tell whom a statement is about, and what it may be about then: "The job asks for" needs a requirement."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from advice.answers.values import Task
from advice.answers.words import is_past, word_list
from advice.sources.source import Kind

Fits = Callable[[Sequence[str], str], bool]  # of the words of a sentence, and the label above it

_MONEY = "$€£¥"
_NO_WORK = frozenset(("is", "was", "have", "had", "been", "being", "not", "no", "they", "your", "the", "a"))
_ASKED = re.compile(
    r"\b(?:requir\w+|must|qualif\w+|skills?|you (?:\w+ )?bring|you have|you(?:'ll)? need|you are|who you are"
    r"|we(?:'re| are)? look(?:ing)? for|wanted|profile)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"\b(?:benefits?|offer|perks|what you get|you'll get)\b", re.IGNORECASE)
_PAID = re.compile(r"\b(?:pay|salary|compensation|wages?|benefits?|offer)\b", re.IGNORECASE)
_NEUTRAL = word_list("neutral")
_REVERSED = re.compile(
    r"\b(?:no|not|never|avoid|mistakes?|myths?|wrong|pitfalls?|don.ts?|warnings?|red flags?)\b|n['’]t\b", re.IGNORECASE
)
_WISHED = re.compile(
    r"\b(?:objectives?|goals?|seeking|looking|interests?|aims?|plans?|planned|wish\w*|dream\w*|hobb\w+|future)\b",
    re.IGNORECASE,
)
_PASSIVE = word_list("passive")
_DETERMINERS = frozenset(["a", "the", "my", "our", "their", "his", "her", "its", "this", "these", "all"])


def _any(_words: Sequence[str], label: str) -> bool:
    return not _REVERSED.search(label)


def _plain(_words: Sequence[str], label: str) -> bool:
    return set(re.findall(r"[\w']+", label.lower().replace("’", "'"))) <= _NEUTRAL


def _is_own(words: Sequence[str], label: str) -> bool:
    """Not what was done to the member ("asked to lead", "awarded a grant"), and not under a heading of wishes."""
    if _WISHED.search(label) or _REVERSED.search(label) or words[0] in _PASSIVE:
        return False
    behind = words[1:3]
    if words[0].endswith("ed") and behind:
        return behind[0] not in ("by", "as", "for", "among", "into") and (
            behind[0] != "to" or (len(behind) > 1 and behind[1] in _DETERMINERS)
        )
    return True


def _is_past(words: Sequence[str], label: str) -> bool:
    return _is_own(words, label) and is_past(words[0])


def _is_asked(words: Sequence[str], label: str) -> bool:
    return _plain(words, label) and bool(_ASKED.search(label))


def _is_given(words: Sequence[str], label: str) -> bool:
    return _plain(words, label) and bool(_GIVEN.search(label))


def _is_sum(words: Sequence[str], label: str) -> bool:
    return _plain(words, label) and bool(_PAID.search(label)) and words[0][0] in _MONEY


def _is_work(words: Sequence[str], label: str) -> bool:
    first = words[0]
    return _plain(words, label) and first not in _NO_WORK and not is_past(first) and not first.endswith("ing")


@dataclass(frozen=True)
class Frame:
    """``subject``: with what the source begins where the claim has the frame instead, "we" or (if it does) "you"."""

    kinds: frozenset[Kind]
    fits: Fits = _any
    of_list: bool = False
    subject: str = ""

    def rest_of(self, words: tuple[str, ...], label: str) -> int | None:
        """Returns how many words of a sentence the frame stands for; None if it can't introduce the sentence."""
        skipped = 0
        if self.subject and words[:1] == (self.subject,):
            skipped = 2 if words[1:2] == ("will",) else 1
        elif self.subject == "we":
            return None
        return skipped if words[skipped:] and self.fits(words[skipped:], label) else None


@dataclass(frozen=True)
class Statement:
    """What is said in a frame. ``place``: where or as what a member did it, which the source's label must say."""

    frame: Frame
    text: str
    place: str = ""


_RESUME = frozenset({Kind.RESUME})
_JOB = frozenset({Kind.JOB})
_SHEET = frozenset({Kind.SHEET})
_GUIDE = frozenset({Kind.GUIDE})
_FIGURES = frozenset({Kind.STATISTICS})
_MODAL = r"(?=you\s+(?:must|need|will|can|may|get|should)\b)"
_SAYS = r"(?:says?|states?|notes?)(?:\s+that\b|:)?"
_THE_JOB = r"(?:the|this)\s+(?:job|role|position)"
_CV = r"(?:résumé|resume|cv)"
_FRAMES = [
    (rf"your\s+{_CV}\s+(?:{_SAYS}|shows(?:\s+that)?)(?:\s+you\b)?", Frame(_RESUME, _is_own)),
    (rf"your\s+{_CV}\s+(?:lists|names|mentions)", Frame(_RESUME, of_list=True)),
    (r"(?:you|I)", Frame(_RESUME, _is_own)),
    (r"(?:you|I)(?:\s+have|'ve)", Frame(_RESUME, _is_past)),
    (rf"{_THE_JOB}\s+{_SAYS}", Frame(_JOB, _plain)),
    (rf"{_THE_JOB}\s+(?:asks\s+for|wants|looks\s+for)", Frame(_JOB, _is_asked)),
    (rf"{_THE_JOB}\s+(?:offers|gives)", Frame(_JOB, _is_given)),
    (rf"{_THE_JOB}\s+pays", Frame(_JOB, _is_sum)),
    (rf"{_THE_JOB}\s+is", Frame(_JOB, _plain)),
    (r"(?:the|this)\s+(?:job|company|employer)", Frame(_JOB, _plain, subject="we")),
    (r"(?:the|this)\s+guide\s+says(?:\s+that\b|:)?", Frame(_GUIDE)),
    (r"published\s+(?:figures|statistics)\s+(?:say|show)(?:\s+that\b|:)?", Frame(_FIGURES)),
    (r"(?:the|this|your)\s+fit\s+sheet\s+says(?:\s+that\b|:)?", Frame(_SHEET)),
    (rf"(?!(?:you|i|we)\b)(?=\w)|{_MODAL}", Frame(_GUIDE | _FIGURES | _SHEET)),
    (_MODAL, Frame(_JOB, _plain)),
]
_WOULD = [(r"you(?:\s+would|\s+will|'d|'ll)", Frame(_JOB, _is_work, subject="you"))]
_OF_LETTERS = [
    (r"I(?:\s+would|'d)", Frame(_JOB, _is_work, subject="you")),
    (r"you\s+(?:ask\s+for|look\s+for|want)|you(?:\s+are|'re)\s+looking\s+for", Frame(_JOB, _is_asked)),
    (rf"my\s+{_CV}\s+{_SAYS}", Frame(_RESUME, _is_own)),
    (r"you\s+say(?:\s+that\b|:)?", Frame(_JOB, _plain)),
]
_AMONG = re.compile(
    rf"(?P<item>.+?)\s+(?:is|are)\s+(?:also\s+)?(?:among|in|on|listed\s+(?:among|in|on|under))\s+(?:your|my)\s+(?:skills|languages|{_CV})",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?:at|as)\s+(?:(?:an?|the)\s+)?(?P<place>[^,\d]{2,80}?),?\s+(?=(?:you|I)\b)", re.IGNORECASE)
_JOINT = re.compile(
    rf"(?:\s*;|\.|,?\s+and|,?\s+but)\s+(?=(?:you|I|the\s+(?:job|guide)|this\s+job|your\s+{_CV}|published\s+figures|[^,;.]{{1,40}}\s+(?:is|are)\s+(?:also\s+)?"
    r"(?:among|listed|in\s+(?:your|my)|on\s+(?:your|my)))\b)",
    re.IGNORECASE,
)
MOST_JOINTS = 3


def statements(text: str, task: Task) -> Iterator[list[list[Statement]]]:
    """Yields the ways in which a claim can be divided into statements; for each statement, the ways in which it can be read."""
    text = text.strip().replace("’", "'")
    joints = list(_JOINT.finditer(text))[:MOST_JOINTS]
    for chosen in range(2 ** len(joints)):
        used = [joint for at, joint in enumerate(joints) if chosen >> at & 1]
        ends = [0, *(end for joint in used for end in joint.span()), len(text)]
        yield [list(_readings(text[start:end], task)) for start, end in list(pairwise(ends))[::2]]


def _readings(text: str, task: Task) -> Iterator[Statement]:
    text = text.strip(" ,.")
    if found := _AMONG.fullmatch(text):
        yield Statement(Frame(_RESUME, of_list=True), found["item"])
    place = ""
    if found := _PLACE.match(text):
        text, place = text[found.end() :], found["place"]
    for pattern, frame in _FRAMES + (_OF_LETTERS if task is Task.LETTER else _WOULD):
        if found := re.match(rf"(?:{pattern})\s*(?P<rest>.+)", text, re.IGNORECASE):
            yield Statement(frame, found["rest"], place)
