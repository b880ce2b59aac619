"""Rules for one statement and the evidence for it; each returns why it doesn't hold, or None."""

import re
from collections.abc import Iterable, Sequence

from advice.answers.evidence import Evidence, pieces
from advice.answers.figures import Figure, figures
from advice.answers.values import Reason
from advice.answers.wording import (
    backs,
    content_stems,
    is_negative,
    limits,
    lists,
    prepared_text,
    stem,
    stems_of,
    stretches,
    tokens,
)

_NAME = re.compile(
    r"(?<![\w.+#-])[^\W\d_a-zß-öø-ÿ][\w+#]*(?:[.&'’/-](?=\w)[\w+#]+)*|\b[^\W\d_]*[a-z][A-Z]\w*|\b[A-Za-z]+\d[\w.]*"
)
_JOINT = re.compile(r"\s(?:(?:of|the|and|&|for)\s){0,2}|[-/]")
_START = re.compile(r"(?:^|[.!?:]\s|[“\"(]\s?)\W*$")
_NO_NAMES = frozenset({"i", "i'd", "i'm", "i've", "i'll", "ok"})


def wrong_figure(text: str, evidence: Sequence[Evidence]) -> Reason | None:
    """Every figure is in a source, beside the same words."""
    backing = [(figure, sentence) for sentence in _sentences(evidence) for figure in figures(sentence)]
    for figure in figures(text):
        at = [sentence for other, sentence in backing if figure.is_backed_by(other)]
        if not at or not any(_is_beside(figure, text, sentence) for sentence in at):
            return Reason.NUMBER
    return None


def _sentences(evidence: Iterable[Evidence]) -> list[str]:
    return [text for one in evidence for text in (*one.quoted_sentences, one.source.label)]


def _is_beside(figure: Figure, text: str, sentence: str) -> bool:
    """Whether the words next to a figure of the claim, as far as the sentence has them, are near the same figure there."""
    before = _neighbors(reversed(tokens(text[: figure.start])), sentence)
    behind = _neighbors(tokens(text[figure.end :]), sentence)
    wanted = {*before[:1], *behind[:1]}
    parts = [part for part in pieces(sentence) if any(figure.is_backed_by(other) for other in figures(part))]
    if not parts:  # a range, or a figure with a comma
        parts = [sentence]
    return any(all(backs(stems_of(part), word) for word in wanted) for part in parts) or any(
        wanted <= _around(figure, sentence, near) for near in (3,)
    )


def _neighbors(words: Iterable[str], sentence: str) -> list[str]:
    there = stems_of(sentence)
    found = (stem(word) for word in words)
    return [word for word in found if word not in lists().empty and not word[:1].isdigit() and backs(there, word)]


def _around(figure: Figure, sentence: str, near: int) -> set[str]:
    found: set[str] = set()
    for other in figures(sentence):
        if figure.is_backed_by(other):
            before = [stem(word) for word in tokens(sentence[: other.start])]
            behind = [stem(word) for word in tokens(sentence[other.end :])]
            found.update(before[-near:], behind[:near])
    return found


def names(text: str) -> list[str]:
    """Returns the capitalized words of a claim that aren't only capitalized because a sentence begins, neighbors as one name."""
    found: list[str] = []
    end = -1
    for match in _NAME.finditer(text):
        word = match[0].rstrip("'’")
        is_start = bool(_START.search(text[: match.start()])) and not re.search(r"[A-Z\d].*[A-Z\d]", word)
        if word.lower().replace("’", "'") in _NO_NAMES or (
            is_start and stem(tokens(word)[0] if tokens(word) else "") in lists().known
        ):
            end = -1
            continue
        if end >= 0 and _JOINT.fullmatch(text[end : match.start()]):
            found[-1] = f"{found[-1]}{text[end : match.start()]}{word}"
        elif not is_start:
            found.append(word)
        else:
            found.append(word) if not word.istitle() or len(word) < 2 else found.append(f"\0{word}")
        end = match.end()
    return [name.lstrip("\0") for name in found if not name.startswith("\0") or " " in name]


def wrong_name(text: str, evidence: Sequence[Evidence]) -> Reason | None:
    """Every name is in a source, its words in the same order."""
    rows = [tokens(sentence) for sentence in _sentences(evidence)]
    for name in names(text):
        wanted = tokens(name.replace("’s", "").replace("'s", ""))
        if wanted and not any(_has_row(row, wanted) for row in rows):
            return Reason.NAME
    return None


def _has_row(row: Sequence[str], wanted: Sequence[str]) -> bool:
    stems, asked = [stem(word) for word in row], [stem(word) for word in wanted]
    return any(stems[at : at + len(asked)] == asked for at in range(len(stems)))


def is_mixed(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether names and figures of one statement come from sources that nothing in the statement connects."""
    if len(evidence) < 2:
        return False
    texts = {one.number: f"{one.text}\n{one.source.label}" for one in evidence}
    given = {number: figures(said) for number, said in texts.items()}
    rows = {number: tokens(said) for number, said in texts.items()}
    facts = [
        frozenset(number for number, others in given.items() if any(figure.is_backed_by(other) for other in others))
        for figure in figures(text)
    ]
    facts += [frozenset(number for number, row in rows.items() if _has_row(row, tokens(name))) for name in names(text)]
    if not facts:
        return False
    facts += [frozenset(one.number for one in evidence if backs(one.stems, word)) for word in content_stems(text)]
    facts = [fact for fact in facts if fact]
    joined = set(facts[0]) if facts else set()
    rest = facts[1:]
    while rest:
        touching = [fact for fact in rest if fact & joined]
        if not touching:
            return True
        for fact in touching:
            joined |= fact
        rest = [fact for fact in rest if not fact & joined]
    return False


def picked_clauses(text: str, evidence: Sequence[Evidence]) -> list[str]:
    """Returns the fewest clauses of the quoted sentences that together have the words of a statement."""
    wanted = {word for word in stems_of(text) if word not in lists().empty}
    left = [clause for one in evidence for clause in one.clauses]
    picked: list[str] = []
    while left and wanted:
        best = max(left, key=lambda clause: sum(backs(stems_of(clause), word) for word in wanted))
        covered = {word for word in wanted if backs(stems_of(best), word)}
        if not covered:
            break
        picked.append(best)
        left.remove(best)
        wanted -= covered
    return picked


def is_negated_otherwise(text: str, picked: Sequence[str]) -> bool:
    """Whether a statement denies what its source says, or says what its source denies."""
    claimed = _negated(text)
    said = [_negated(clause) for clause in picked]
    shared = stems_of(text)
    relevant = [
        scope for scope in said if scope is not None and (not scope or any(backs(shared, word) for word in scope))
    ]
    if claimed is None:
        return bool(relevant)
    return not relevant


_NOT_NEGATIVE = re.compile(r"\bnot only\b|\bno (?:later|longer|more) than\b", re.IGNORECASE)
_LOCAL = frozenset({"no", "without", "non", "ohne", "sans", "sin", "sem", "senza", "kein", "keine", "keinen"})


def _negated(text: str) -> frozenset[str] | None:
    """What is negated: nothing (None), the whole (empty), or the words behind a "no" or "without"."""
    words = tokens(_NOT_NEGATIVE.sub(" ", text))
    scope: set[str] = set()
    for at, word in enumerate(words):
        if not is_negative(word):
            continue
        if word not in _LOCAL:
            return frozenset()
        behind = [stem(one) for one in words[at + 1 : at + 5]]
        scope.update([one for one in behind if one not in lists().empty][:3])
    return frozenset(scope) if scope else (frozenset() if any(map(is_negative, words)) else None)


def leaves_out_limit(text: str, picked: Sequence[str], evidence: Sequence[Evidence]) -> bool:
    """Whether the source has a limit ("helped", "up to", "if") where the statement has none of the kind."""
    near, far = limits()
    said = prepared_text(text)
    for pattern in near:
        if not pattern.search(said) and any(pattern.search(prepared_text(clause)) for clause in picked):
            return True
    whole = [
        sentence
        for one in evidence
        for sentence in one.quoted_sentences
        if any(clause in sentence for clause in picked)
    ]
    return any(not pattern.search(said) and any(pattern.search(prepared_text(one)) for one in whole) for pattern in far)


def says_more(text: str, picked: Sequence[str], evidence: Sequence[Evidence]) -> bool:
    """Whether the statement has a word such as "all", "must" or "currently" that its source doesn't have."""
    said = prepared_text(text)
    there = prepared_text(" \n ".join([*picked, *(one.source.label for one in evidence)]))
    return any(claimed.search(said) and not backing.search(there) for claimed, backing in stretches())


_PIVOTS = frozenset(
    {"from", "to", "into", "with", "than", "over", "before", "after", "by", "under", "above", "below", "since", "until"}
)


def is_turned_around(text: str, picked: Sequence[str]) -> bool:
    """Whether the statement swaps what is on which side of "from" and "to", "with", "than" or "by"."""
    there = [_sides(clause) for clause in picked]
    for word, pivot in _sides(text):
        if not pivot:
            continue
        for row in there:
            pivots = {other for one, other in row if one == word}
            if pivots and pivot not in pivots and any(other == pivot for _one, other in row):
                return True
    said = _acted(text)
    return any(deed in stems_of(text) and deed not in said for clause in picked for deed in _acted(clause))


def _sides(text: str) -> list[tuple[str, str]]:
    """Each word with content and the nearest pivot before it."""
    made: list[tuple[str, str]] = []
    pivot = ""
    for word in tokens(text):
        if word in _PIVOTS:
            pivot = word
        elif stem(word) not in lists().empty:
            made.append((stem(word), pivot))
    return made


_BY = re.compile(
    r"\b(\w{3,}(?:ed|en)|led|built|taught|won|run|held|sold|made)\s+by\s+(?!\w+ing\b|\d|[$€£]|about|up\b|over|nearly|almost|half|a\s+(?:third|half|quarter))",
    re.IGNORECASE,
)


def _acted(text: str) -> set[str]:
    """What is done by somebody else: "mentored by two engineers"."""
    return {stem(match[1].lower()) for match in _BY.finditer(text)}
