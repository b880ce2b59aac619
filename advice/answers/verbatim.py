"""Whether a claim says what a source says in the source's own words.

A claim is a few fixed words that tell whom it's about ("The job says", "You would") and then all that would be quoted of a
cited source: each word, in the same order, and no other one. Only articles, and a form of "be" where the source has a comma or a
colon, may differ. So nothing can be added, left out, swapped or turned around. What isn't near enough isn't wrong; it's shown as
a quote.
"""

import re
from collections.abc import Iterator, Sequence

from advice.answers.frames import Statement, statements
from advice.answers.quotes import Evidence
from advice.answers.values import Task
from advice.answers.words import ARTICLES, Row, is_free_article, row_of
from advice.sources.source import Kind

_BRACKET = re.compile(r"\s*\([^()]*\)\W*$")
_ITEM = re.compile(r"\s*[,;]\s*(?![^()]*\))")
_LIST = re.compile(
    r"(?:(?:technical|key|core|professional|other|more|digital|computer) )?(?:skills|languages|tools)", re.IGNORECASE
)
_NO_LIST = re.compile(r":|\b(?:all|both|each|no|not|learning|studying|planned)\b", re.IGNORECASE)
_OWN = {"i": "you", "me": "you", "my": "your", "mine": "your", "myself": "yourself"}
_EMPLOYER = {"we": "they", "us": "them", "our": "their", "its": "their"}


def is_verbatim(text: str, cited: Sequence[Evidence], task: Task) -> bool:
    """Whether each statement of a claim is in one of the cited sources, nearly to the letter."""
    return any(
        all(any(_holds(one, evidence) for one in readings for evidence in cited) for readings in parts)
        for parts in statements(text, task)
    )


def _holds(statement: Statement, evidence: Evidence) -> bool:
    if evidence.kind not in statement.frame.kinds or not _is_of(statement.place, evidence):
        return False
    if statement.frame.of_list:
        return _is_item(statement.text, evidence)
    said = row_of(statement.text)
    for there in _wholes(evidence):
        skipped = statement.frame.rest_of(there.words, evidence.source.label)
        if skipped is not None and any(
            _is_same(row, there, evidence.kind, skipped) for row in _without_place(said, evidence)
        ):
            return True
    return False


def _is_same(said: Row, there: Row, kind: Kind, skipped: int = 0) -> bool:
    """Whether two rows have the same words in the same order, the second one from ``skipped`` on."""
    table = _OWN if kind is Kind.RESUME else _EMPLOYER if kind is Kind.JOB else {}
    one, other = ([table.get(word, word) for word in row.words] for row in (said, there))
    at, to = 0, skipped
    if at < len(one) and skipped < len(other) and skipped and other[0] == "they" and one[0] == f"{other[skipped]}s":
        at, to = 1, skipped + 1  # "we cover": the job covers
    while at < len(one) or to < len(other):
        if at < len(one) and to < len(other) and one[at] == other[to]:
            at, to = at + 1, to + 1
        elif is_free_article(one, at) and not (to < len(other) and other[to] in ARTICLES):
            at += 1
        elif is_free_article(other, to) and not (at < len(one) and one[at] in ARTICLES):
            to += 1
        elif at < len(one) and one[at] == "is" and to in there.signs and skipped < to < len(other):
            at += 1
        else:
            return False
    return True


def _wholes(evidence: Evidence) -> Iterator[Row]:
    """All that would be quoted; of published figures also without who published them."""
    yield row_of(evidence.whole)
    if evidence.kind is Kind.STATISTICS and _BRACKET.search(evidence.whole):
        yield row_of(_BRACKET.sub("", evidence.whole))


def _is_item(text: str, evidence: Evidence) -> bool:
    """Whether a text is a whole item of a list, such as the member's skills."""
    said = row_of(text)
    is_list = _LIST.fullmatch(evidence.source.label) and not _NO_LIST.search(evidence.source.text)
    return bool(is_list) and any(
        _is_same(said, row_of(item), evidence.kind) for item in _ITEM.split(evidence.source.text)
    )


def _is_of(place: str, evidence: Evidence) -> bool:
    """Whether a source's label has the words of a place ("at Acme"), one behind the other."""
    return not place or _is_in(row_of(place).words, evidence)


def _is_in(wanted: Sequence[str], evidence: Evidence) -> bool:
    if any(word == "present" or word[0].isdigit() for word in wanted):
        return False  # when something was isn't said of each line
    label = row_of(evidence.source.label).words
    return any(label[at : at + len(wanted)] == tuple(wanted) for at in range(len(label)))


def _without_place(said: Row, evidence: Evidence) -> Iterator[Row]:
    """A statement, and what it is without "at Acme" at its end."""
    yield said
    if evidence.kind is Kind.RESUME:
        for at in range(max(len(said.words) - 9, 1), len(said.words) - 1):
            if said.words[at] in ("at", "as") and _is_in(said.words[at + 1 :], evidence):
                yield Row(said.words[:at], said.signs)
