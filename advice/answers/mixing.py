"""Whether a statement is patched together: each word is in a source, but what they say together is in none."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from advice.answers.evidence import Evidence, clauses, main_clauses, pieces
from advice.answers.figures import figures, is_range
from advice.answers.rules import has_row, names
from advice.answers.wording import backs, content_stems, stem, stems_of, tokens
from advice.sources.source import Kind
from occupations.skills import find_skills


def is_mixed(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether names and figures of one clause come from sources that nothing in the clause connects."""
    return len(evidence) > 1 and any(_is_clause_mixed(clause, evidence) for clause in clauses(text))


def _is_clause_mixed(text: str, evidence: Sequence[Evidence]) -> bool:
    texts: dict[str, str] = {}
    for one in evidence:  # what a résumé says of one position is about one thing
        about = one.source.label if one.kind is Kind.RESUME else f"{one.number}"
        texts[about] = f"{texts.get(about, '')}\n{one.text}\n{one.source.label}"
    given = {about: figures(said) for about, said in texts.items()}
    claimed = figures(text)
    found = [
        frozenset(about for about, others in given.items() if any(figure.is_backed_by(other) for other in others))
        for figure in claimed
    ]
    for at, (low, high) in enumerate(pairwise(claimed)):
        if is_range(text[low.end : high.start]):
            found[at] = found[at + 1] = found[at] & found[at + 1]
    if not all(found):
        return True
    numbers = [
        frozenset(
            one.number
            for one in evidence
            for other in figures(f"{one.text}\n{one.source.label}")
            if figure.is_backed_by(other)
        )
        for figure in claimed
    ]
    if not _are_joined(numbers):
        return True
    job = frozenset(f"{one.number}" for one in evidence if one.kind is Kind.JOB)
    rows = {about: tokens(said) for about, said in texts.items()}
    facts = list(found)
    for name in names(text):
        there = frozenset(about for about, row in rows.items() if has_row(row, tokens(name)))
        facts.append(there | job if there & job and not find_skills(name) else there)
    if not facts:
        return False
    if not _are_joined(facts):
        return True
    stems = {about: stems_of(said) for about, said in texts.items()}
    facts += [frozenset(about for about, there in stems.items() if backs(there, word)) for word in content_stems(text)]
    return not _are_joined(facts)


def has_other_means(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a figure was reached by what another sentence speaks of: "saved 14% by checking reports"."""
    found = _MEANS.search(text)
    reached = figures(pieces(text[: found.start()])[-1]) if found and pieces(text[: found.start()]) else ()
    if not found or not reached:
        return False
    return not any(
        backs(stems_of(sentence), stem(found[1].lower()))
        and any(figure.is_backed_by(other) for figure in reached for other in figures(sentence))
        for one in evidence
        for sentence in one.quoted_sentences
    )


_MEANS = re.compile(r"\bby\s+(\w{3,}ing)\b", re.IGNORECASE)


def is_patched(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the words of one phrase come from sentences or clauses that have nothing to do with each other: "a task of 45
    minutes" of "a review of 45 minutes; then a task"."""
    parts = [
        (one, stems_of(clause) | one.acronyms | _notes(one), stems_of(one.source.label))
        for one in evidence
        for sentence in one.quoted_sentences
        for clause in main_clauses(sentence)
    ]
    texts = [clause for one in evidence for sentence in one.quoted_sentences for clause in main_clauses(sentence)]
    everywhere = frozenset(range(len(parts)))
    job = frozenset(
        at for at, (one, _stems, _label) in enumerate(parts) if one.kind is Kind.JOB and len(one.source.text) <= NAME
    )
    for phrase in pieces(text):
        facts = []
        for word in content_stems(phrase):
            there = frozenset(
                at
                for at, (one, stems, label) in enumerate(parts)
                if backs(stems, word) or (word in label and not backs(stems_of(one.text), word))
            ) or frozenset(at for at, (_one, _stems, label) in enumerate(parts) if backs(label, word))
            facts.append(everywhere if there & job or not there else there)
        if facts and not _are_joined(facts):
            return True
        beside = frozenset(
            at
            for at in range(len(parts))
            if any(figure.is_backed_by(other) for figure in figures(phrase) for other in figures(texts[at]))
        )
        if beside and any(not fact & beside for fact in facts):
            return True
    return False


def _notes(one: Evidence) -> frozenset[str]:
    """The words of sentences that only name something, such as who published a figure."""
    named = [sentence for sentence in one.quoted_sentences if not re.search(r"(?<![\w-])[a-z]{4,}", sentence)]
    return frozenset().union(*map(stems_of, named))


NAME = 60  # characters: the job's title, company and such, which all of the job is about


def _are_joined(facts: Sequence[frozenset[Any]]) -> bool:
    """Whether a chain of places that two facts share leads from each fact to each other."""
    left = [fact for fact in facts if fact]
    joined = set(left.pop()) if left else set()
    while left:
        touching = [fact for fact in left if fact & joined]
        if not touching:
            return False
        for fact in touching:
            joined |= fact
        left = [fact for fact in left if not fact & joined]
    return True
