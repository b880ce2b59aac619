"""Rules for one statement and the evidence for it; each returns why it doesn't hold, or None."""

import re
from collections.abc import Iterable, Sequence

from advice.answers.evidence import Evidence, pieces
from advice.answers.figures import figures
from advice.answers.phrases import implied
from advice.answers.values import Reason
from advice.answers.wording import (
    IRREGULAR,
    backs,
    content_stems,
    is_negative,
    kept,
    limits,
    lists,
    must,
    prepared_text,
    stem,
    stems_of,
    stretches,
    tokens,
    weak_limit,
)
from advice.sources.source import Kind

_NAME = re.compile(
    r"(?<![\w.+#-])[^\W\d_a-zß-öø-ÿ][\w+#]*(?:[.&'’/-](?=\w)[\w+#]+)*|\b[^\W\d_]*[a-z][A-Z]\w*|\b[A-Za-z]+\d[\w.]*"
)
_JOINT = re.compile(r"\s(?:(?:of|the|for)\s){0,2}|[-/]")
_START = re.compile(r"(?:^|[.!?:]\s|[“\"(]\s?)\W*$")
_NO_NAMES = frozenset({"i", "i'd", "i'm", "i've", "i'll", "ok"})


def _sentences(evidence: Iterable[Evidence]) -> list[str]:
    return [text for one in evidence for text in (*one.quoted_sentences, one.source.label)]


def names(text: str) -> list[str]:
    """Returns the capitalized words of a claim that aren't only capitalized because a sentence begins, neighbors as one name."""
    found: list[str] = []
    end = -1
    for figure in reversed([one for one in figures(text) if one.unit == "month"]):
        text = f"{text[: figure.start]}{'0' * (figure.end - figure.start)}{text[figure.end :]}"
    for match in _NAME.finditer(text):
        word = match[0].rstrip("'’")
        is_start = bool(_START.search(text[: match.start()])) and not re.search(r"[A-Z\d].*[A-Z\d]", word)
        if word.lower().replace("’", "'") in _NO_NAMES or (
            is_start and tokens(word) and (stem(tokens(word)[0]) in lists().known or is_negative(tokens(word)[0]))
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
    short = {acronym for one in evidence for acronym in one.acronyms}
    for name in names(text):
        wanted = [word for word in tokens(name) if word not in short]
        if len(wanted) > 1 and text.lstrip().startswith(name) and _is_common(name.split()[0], evidence):
            wanted = wanted[len(tokens(name.split()[0])) :]  # "Working-level French"
        if wanted and not any(has_row(row, wanted) for row in rows):
            return Reason.NAME
    return None


def _is_common(word: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a word that is capitalized as the first of a statement is written small in a source."""
    there = {stem(token) for one in evidence for token in re.findall(r"\b[a-z]\w+", one.text)}
    return all(backs(frozenset(there), stem(part)) for part in word.lower().split("-"))


def has_row(row: Sequence[str], wanted: Sequence[str]) -> bool:
    stems, asked = [stem(word) for word in row], [stem(word) for word in wanted]
    return any(stems[at : at + len(asked)] == asked for at in range(len(stems)))


def picked_clauses(text: str, evidence: Sequence[Evidence]) -> list[str]:
    """Returns the fewest clauses of the quoted sentences that together have the words of a statement."""
    wanted = {word for word in stems_of(text) if word not in lists().empty}
    left = [clause for one in evidence for clause in one.clauses]
    picked: list[str] = []
    while left and wanted:
        best = max(left, key=lambda clause: sum(backs(_meaning(clause), word) for word in wanted))
        covered = {word for word in wanted if backs(_meaning(best), word)}
        if not covered:
            break
        picked.append(best)
        left.remove(best)
        wanted -= covered
    return picked


def _meaning(clause: str) -> frozenset[str]:
    return stems_of(clause) | stems_of(implied(clause))


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
    if any(_is_of_others(clause, picked) for clause in pieces(text) if _negated(clause) is not None):
        return True
    denied, there = _denied(text), frozenset().union(*map(_denied, picked))
    return not relevant or bool(denied and there and not any(backs(there, word) for word in denied))


def _is_of_others(clause: str, picked: Sequence[str]) -> bool:
    """Whether what a clause denies is said of something by another clause that denies nothing: "not A, but B is"."""
    wanted = content_stems(clause, framing=False)[:1]
    if any(_ABOUT_THAT.match(one) for one in picked):
        return False
    no = frozenset().union(*(_meaning(one) for one in picked if _negated(one) is not None))
    yes = frozenset().union(*(_meaning(one) for one in picked if _negated(one) is None))
    return any(backs(yes, word) and not backs(no, word) for word in wanted)


def _denied(text: str) -> frozenset[str]:
    """The stems of the words behind each negation."""
    words = tokens(_NOT_NEGATIVE.sub(" ", text))
    behind = [one for at, word in enumerate(words) if is_negative(word) for one in words[at + 1 : at + 6]]
    found = {stem(part) for one in behind for part in one.split("-")}
    return frozenset(word for word in found if word and word not in lists().empty)


_NOT_NEGATIVE = re.compile(
    r"\bthan (?:those|people|ones|others) (?:(?:who|that) )?(?:can't|cannot|don't|do not|aren't|are not)\b[^,;.]*|\bnot only\b"
    r"|\bno (?:later|longer|more) than\b",
    re.IGNORECASE,
)
_LOCAL = frozenset({"no", "without", "non", "ohne", "sans", "sin", "sem", "senza", "kein", "keine", "keinen"})


def _negated(text: str) -> frozenset[str] | None:
    """What is negated: nothing (None), the whole (empty), or the words behind a "no" or "without", up to a colon."""
    found = [scope for part in text.split(": ") if (scope := _part_negated(part)) is not None]
    if not found:
        return None
    return frozenset().union(*found) if all(found) else frozenset()


def _part_negated(text: str) -> frozenset[str] | None:
    words = tokens(_NOT_NEGATIVE.sub(" ", text))
    scope: set[str] = set()
    for at, word in enumerate(words):
        if not is_negative(word):
            continue
        if word not in _LOCAL and words[at - 1 : at] != ("but",):
            return frozenset()
        behind = [stem(part) for one in words[at + 1 : at + 5] for part in one.split("-")]
        scope.update([one for one in behind if one not in lists().empty][:3])
    return frozenset(scope) if scope else (frozenset() if any(map(is_negative, words)) else None)


def leaves_out_limit(text: str, claim: str, picked: Sequence[str], evidence: Sequence[Evidence]) -> bool:
    """Whether the source has a limit where the statement has none of the kind ("helped", "basic"), or the whole claim ("if",
    "except")."""
    near, apart, far = limits()
    said = prepared_text(text)
    labels = [prepared_text(one.source.label) for one in evidence if one.kind is Kind.JOB]
    if not weak_limit().search(said) and any(map(weak_limit().search, labels)):
        return True
    spoken = stems_of(text)
    if _ABOUT_THAT.match(text):  # "but it isn't expected" goes on with what the claim began
        said = prepared_text(claim)
    own = " ".join(prepared_text(one.text) for one in evidence if one.kind is Kind.RESUME)
    for name, pattern in near.items():
        if (name == "familiar" and weak_limit().search(said)) or (name in _OF_MEMBER and not pattern.search(own)):
            continue
        if name == "unreal" and pattern.search(prepared_text(claim)):
            continue  # "projected to grow by 7%, which is faster than …"
        for found in (match for clause in picked for match in pattern.finditer(prepared_text(clause))):
            others = kept().get(name)
            if others and others.search(prepared_text(claim)):
                continue
            of = found["of"] if "of" in pattern.groupindex else _in_brackets_behind(found)
            if not pattern.search(said) and (not of or stem(of) in spoken):
                return True
    whole = [
        part
        for one in evidence
        for sentence in one.quoted_sentences
        for part in _APART.split(sentence)
        if any(clause in part or (clause in sentence and part in clause) for clause in picked)
    ]
    said = prepared_text(claim)
    if any(
        not one.search(said) and any(one.search(prepared_text(clause)) for clause in picked) for one in apart.values()
    ):
        return True
    return any(
        not pattern.search(said)
        and not (name in kept() and kept()[name].search(said))
        and any(pattern.search(prepared_text(one)) for one in whole)
        for name, pattern in far.items()
    )


_APART = re.compile(
    r";\s+(?=(?:the|an?)\s+(?!same)\w+\s+\w+s\b)", re.IGNORECASE
)  # a condition of the one is none of the other
_OF_MEMBER = frozenset({"wish", "together"})  # limits of what somebody did, not of what a job offers
_ABOUT_THAT = re.compile(r"(?:it|they|this|that)\b", re.IGNORECASE)


def _in_brackets_behind(found: re.Match[str]) -> str:
    """The word that a limit in brackets is about: "Effects" of "After Effects (learning)"; empty if it isn't in brackets."""
    before = _BEFORE_BRACKET.search(found.string[: found.start()])
    return before[1] if before else ""


_BEFORE_BRACKET = re.compile(r"([\w+#]+) \([^()]{0,30}$")


def has_attributes(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the words in brackets behind a word, as in "German (basic)", is said of that word."""
    said = " ".join(one.text for one in evidence)
    heads: dict[str, set[str]] = {}
    for found in _ATTRIBUTE.finditer(said):
        for word in stems_of(
            "" if found[2].isupper() and found[2].isalpha() else found[2]
        ):  # an acronym says nothing of the word
            heads.setdefault(word, set()).add(stem(found[1].lower()))
    elsewhere = stems_of(_ATTRIBUTE.sub(r"\1", said))
    for piece in pieces(text):
        there = stems_of(piece)
        if any(word in there and word not in elsewhere and not owners & there for word, owners in heads.items()):
            return False
    return True


_ATTRIBUTE = re.compile(r"([^\W\d_][\w+#]*) \(([^()\d]{2,40}|[A-C][12]\+?)\)")


def is_title(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether what a statement says that the member is or was is a title of theirs: a heading of a line, or how one begins."""
    found = _WAS.search(text)
    title = frozenset(content_stems(found[1])) if found else frozenset()
    own = [frozenset(stems_of(one.source.label)) for one in evidence]
    own += [frozenset(map(stem, tokens(sentence)[:6])) for one in evidence for sentence in one.quoted_sentences]
    return not title or any(title <= there for there in own)


_WAS = re.compile(
    r"\b(?:you|i)(?:'re|’re|'ve been|’ve been|'m|’m| are| were| was| am| have been| worked as| served as| work as) (?:an?|the) "
    r"((?:[^\W\d_][\w-]* ?){1,5}?)(?=,|\.|;|$| (?:at|for|in|with|since|of|who|on|and|from|between)\b)",
    re.IGNORECASE,
)


def same_limits(text: str, evidence: Sequence[Evidence]) -> frozenset[str]:
    """Returns the stems of a statement's words for a limit that the source has in other words: "helped", "contributed to"."""
    said, there = prepared_text(text), prepared_text(" ".join(one.text for one in evidence))
    found = (found for pattern in limits()[0].values() if pattern.search(there) for found in pattern.finditer(said))
    return frozenset(word for match in found for word in stems_of(match[0]) if "of" not in match.re.groupindex)


def is_done_by_others(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the statement says that somebody else did what a line of the résumé begins with, which is what the member did."""
    said = prepared_text(text)
    for one in evidence:
        for sentence in one.quoted_sentences if one.kind is Kind.RESUME else ():
            deed = (tokens(sentence) or ("",))[0]
            if not (deed.endswith("ed") or deed in IRREGULAR):
                continue
            found = re.search(rf"^(?:in [\d ]+,? )?((?:[a-z-]+ ){{1,4}}){deed} {_OBJECT}", said)
            if found and stems_of(found[1]) & stems_of(sentence) - lists().empty and not _SELF & set(found[1].split()):
                return True
    return False


_SELF = frozenset({"you", "i"})
_OBJECT = r"(?!(?:in|with|by|for|at|on|from|using|to|during|and|within|over|across)\b)\w"


def says_more(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the statement has a word such as "all", "must" or "currently" that its source doesn't have where it speaks of the
    same."""
    said = prepared_text(text)
    if _PRAISE.search(said):
        return True
    sources = prepared_text(" ".join(one.text for one in evidence))
    if any(not re.search(rf"\b(?:every|each|per|an?) {found[1]}\b", sources) for found in _EVERY.finditer(said)):
        return True
    ordinals = set(_ORDINAL.findall(sources))
    ranks = {one for one in _ORDINAL.findall(said) if one != "first" or _RANKED_FIRST.search(said)}
    if ordinals and not ranks <= ordinals:
        return True
    if must().search(said) and _is_one_of_several(text, evidence):
        return True
    content = set(content_stems(text))
    there = [prepared_text(one.source.label) for one in evidence]
    for one in evidence:
        for clause in one.clauses:
            if not content or any(backs(_meaning(clause), word) for word in content):
                there.append(prepared_text(clause))
    return any(claimed.search(said) and not any(map(backing.search, there)) for claimed, backing in stretches())


def _is_one_of_several(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a source asks for one thing or another, and the statement names only one: "Go or Rust"."""
    spoken = stems_of(text)
    for found in (match for one in evidence for match in _EITHER.finditer(one.text)):
        sides = [[stem(word) for word in tokens(side)] for side in (found[1].split()[-1], found[2])]
        if re.search(r"\bor\b", text) or not all(sides) or _PROOF & set(sides[1]):
            continue
        is_there = [any(word in spoken and word not in lists().empty for word in side) for side in sides]
        if is_there[0] != is_there[1]:
            return True
    return False


_EITHER = re.compile(r"((?:[\w+#'’-]+ ){0,2}[\w+#'’-]+),? or ([\w+#'’-]+(?: [\w+#'’-]+)?)")
_PROOF = frozenset({"more", "less", "so", "above"})
_ORDINAL = re.compile(r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b")
_RANKED_FIRST = re.compile(r"\b(?:rank\w*|place[d]?|came|come|finish\w*|was|were) (?:in )?first\b")
_EVERY = re.compile(r"\b(?:every|each) (year|quarter|month|week|day|hour|shift|weekend|morning|evening|night)\b")
_PRAISE = re.compile(
    r"\b(?:best|perfect|ideal|great|good|strong|excellent|outstanding|top|natural|right) (?:\w+ )?"
    r"(?:candidate|match|fit|applicant|choice|person)\b"
)


def is_past(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a statement says of a position that has ended that the member holds it."""
    found = _PRESENT.search(prepared_text(text))
    if not found or found[1].endswith("ed") or found[1] in _NOT_PRESENT or found[1] in IRREGULAR:
        return False
    return bool(evidence) and all(_ENDED.search(one.source.label) for one in evidence)


_PRESENT = re.compile(r"\b(?:you|i) (?:also |now |currently |still |together |jointly )?([a-z]{2,})\b")
_NOT_PRESENT = frozenset(
    [
        "have",
        "had",
        "has",
        "were",
        "was",
        "did",
        "do",
        "can",
        "could",
        "should",
        "would",
        "may",
        "might",
        "will",
        "must",
        "need",
        "cut",
        "put",
        "set",
        "read",
        "hit",
        "quit",
        "cost",
        "let",
        "bring",
        "mention",
        "also",
        "already",
        "know",
        "speak",
        "once",
        "previously",
        "recently",
        "first",
        "both",
    ]
)
_ENDED = re.compile(r"\d{4}\s?[–—-]\s?(?:[A-Z][a-z]{2,8} )?\d{4}")
