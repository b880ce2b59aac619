"""Who does what to whom: whether a statement swaps the sides of its source."""

import re
from collections.abc import Sequence
from itertools import pairwise

from advice.answers.evidence import Evidence
from advice.answers.wording import backs, content_stems, lists, stem, stems_of, tokens
from advice.sources.source import Kind

_OR = re.compile(r"\b([\w+#]+)(?: \w+ly)?,? or ([\w+#]+)", re.IGNORECASE)
_ASIDE = re.compile(r"\baccording to [^,]{1,60},?|\bup to\b", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:more|less|fewer|better|\w+er) (?:\w+ )?than\b", re.IGNORECASE)
_INSTEAD = frozenset({"instead", "rather"})
_PIVOTS = frozenset(
    {
        "from",
        "to",
        "into",
        "with",
        "than",
        "over",
        "before",
        "after",
        "by",
        "under",
        "above",
        "below",
        "since",
        "until",
        "instead",
        "rather",
    }
)


def is_turned_around(text: str, picked: Sequence[str]) -> bool:
    """Whether the statement swaps what is on which side of "from" and "to", "with", "than" or "by"."""
    there = [_sides(clause) for clause in picked]
    for word, pivot in _sides(text):
        if not pivot:
            continue
        for row in there:
            pivots = {other for one, other in row if one == word}
            if pivots & {other for one, other in _sides(text) if one == word}:
                continue  # a word that's on both sides
            if pivots and pivot not in pivots and any(other == pivot for _one, other in row):
                return True
    said, spoken = _acted(text), stems_of(text)
    if not {*_INSTEAD, "than"} & set(tokens(text)):
        left_out = {
            word for row in there for word, pivot in row if pivot == "than" and not _COMPARED.search(" ".join(picked))
        }
        kept = {word for row in there for word, pivot in row if pivot != "than"}
        if left_out & spoken - kept:
            return True
    if not _OR.search(text) and any(
        stem(found[1].lower()) in spoken and stem(found[2].lower()) in spoken
        for clause in picked
        for found in _OR.finditer(clause)
    ):
        return True
    done = {deed for clause in picked for deed in _acted(clause)}
    known = frozenset().union(*map(stems_of, picked))
    whole = [stem(word) for clause in picked for word in tokens(clause)]
    turned = {
        deed for deed in done & spoken - said if not _acts(deed, _agents(picked, deed), list(map(stem, tokens(text))))
    }
    turned |= {deed for deed in said & known - done if not _acts(deed, _agents([text], deed), whole)}
    return bool(turned)


def _sides(text: str) -> list[tuple[str, str]]:
    """Each word with content and the nearest pivot before it."""
    made: list[tuple[str, str]] = []
    pivot = ""
    text = _ASIDE.sub("", text)
    if _PIVOTS & set(text.lower().split()[:2]) and "," in text:  # "After six months, you …"
        before, _comma, text = text.partition(",")
        made = _sides(before)
    for word in tokens(text):
        if word == "using":
            pivot = ""
        elif word in _PIVOTS:
            pivot = "than" if word in ("instead", "rather") else word
        elif stem(word) not in lists().empty and not (word[0].isdigit() and pivot in _CHANGES):
            made.append((stem(word), pivot))
    return made


_CHANGES = frozenset({"by", "from", "to"})  # in front of figures: `figure_rules` sees to them
_BY = re.compile(
    r"\b(\w{3,}(?:ed|en)|led|built|taught|won|run|held|sold|made)\s+by\s+(?!\w+ing\b|\d[\d,.]*\s?(?:%|percent|per\b|points?|times|ms|seconds?|minutes?|hours?|days?|weeks?|months?|years?|k\b|x\b)|[$€£]|about|up\b|over|nearly|almost|half|a\s+(?:third|half|quarter))",
    re.IGNORECASE,
)


def _acted(text: str) -> set[str]:
    """What is done by somebody else: "mentored by two engineers"."""
    return {stem(match[1].lower()) for match in _BY.finditer(text)}


def _agents(texts: Sequence[str], deed: str) -> frozenset[str]:
    """The stems of who does a deed in "adopted by the company"."""
    found = (match for text in texts for match in _BY.finditer(text) if stem(match[1].lower()) == deed)
    return frozenset(
        word
        for match in found
        for word in map(stem, tokens(match.string[match.end() :])[:4])
        if word not in lists().empty
    )


def _acts(deed: str, agents: frozenset[str], row: Sequence[str]) -> bool:
    """Whether a row of stems says the same with its subject first: "the company adopted"."""
    return deed in row and not agents.isdisjoint(row[max(row.index(deed) - 4, 0) : row.index(deed)])


def has_other_subject(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the statement lets somebody do what its source only did with, by or for them: "the legal team wrote" of "wrote
    together with the legal team"."""
    words = tokens(text)
    if not words or words[0] not in _DETERMINERS or _BY.search(" ".join(one.text for one in evidence)):
        return False
    if _is_done_to_member(words, evidence):
        return True
    for sentence in (sentence for one in evidence for sentence in one.quoted_sentences):
        first = next(iter(content_stems(sentence, framing=False)), "")
        verb = next((at for at, word in enumerate(words) if first and backs(frozenset({first}), stem(word))), 0)
        subject = [stem(word) for word in words[:verb] if stem(word) not in lists().empty]
        if not subject or verb > LONGEST_SUBJECT or set(words[:verb]) & (_BE | _OWN):
            continue
        if any(subject[-1] in map(stem, tokens(found[1])) for found in _OBLIQUE.finditer(sentence)):
            return True
    return False


def _is_done_to_member(words: Sequence[str], evidence: Sequence[Evidence]) -> bool:
    """Whether somebody does to the member what a line of the résumé says that the member did: "an engineer mentors you"."""
    deeds = frozenset().union(*(stems_of(one.text) for one in evidence if one.kind is Kind.RESUME))
    return any(
        behind in ("you", "me")
        and stem(word) in deeds - lists().empty
        and not set(words[at + 2 : at + 3]) - lists().empty  # not "the tests you introduced"
        for at, (word, behind) in enumerate(pairwise(words))
    )


def takes_others_deed(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the member is said to have done what a line says that somebody else did: "a system that the hotel introduced"."""
    said = tokens(text)
    for one in evidence:
        for found in _OTHERS.finditer(one.text) if one.kind is Kind.RESUME else ():
            for at, word in enumerate(said):
                if stem(word) == stem(found[1].lower()) and (at == 0 or set(said[max(at - 2, 0) : at]) & _DOERS):
                    return True
    return False


def has_other_object(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether something is done to people that its source does to others: "nurses tell employers" of "nurses tell patients"."""
    said = tokens(text)
    there = frozenset().union(*(stems_of(one.text) for one in evidence))
    return any(
        at > 1
        and stem(word) in _PEOPLE
        and stem(said[at - 1]) in there
        and not backs(there, stem(word))
        and said[at - 2] not in ("to", "and", "or", "you")
        for at, word in enumerate(said)
    )


_PEOPLE = frozenset(map(stem, ("employer", "candidate", "applicant", "interviewer")))
_DOERS = frozenset({"you", "i"})
_OTHERS = re.compile(
    r"\b(?:that|which)\s+(?:the|an?|our|my|their)\s+(?:[\w-]+\s+){1,2}?(\w+ed|led|built|wrote|ran|made|won|sold|taught|took)\b",
    re.IGNORECASE,
)
LONGEST_SUBJECT = 4  # words
_DETERMINERS = frozenset({"the", "a", "an", "our", "two", "three"})
_OWN = frozenset({"you", "your", "you've", "you'd", "i", "my", "i've", "resume"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_OBLIQUE = re.compile(
    r"\b(?:with|by|for|to|from|under|of) ((?:the |an? |our |your |two |three )?(?:[\w-]+ ?){1,3})", re.IGNORECASE
)
