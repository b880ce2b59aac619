"""Checks a claim against the sources that it cites, and drops it unless they say what it says.

The checks err on the side of dropping: a claim that is true but far from the words of its sources isn't shown. In order: the
form, the citations (numbers that exist, quotes that are in the text), addresses, the language, what the member is said to lack,
and then each statement of the claim against the sentences that are quoted: figures, names, skills, negation, limits, and every
other word.
"""

import re
import unicodedata
from collections.abc import Sequence

from advice.answers import mixing, roles, rules
from advice.answers.cleaning import addresses, plain
from advice.answers.evidence import Evidence, find_quote
from advice.answers.figure_rules import wrong_figure
from advice.answers.figures import figures
from advice.answers.lacks import absence, absence_reason, says_lack
from advice.answers.phrases import claimed
from advice.answers.statements import About, Statement, statements
from advice.answers.values import Citation, Claim, Draft, Reason, Request, Task
from advice.answers.wording import backs, content_stems, is_negative, lists, stem, stems_of, tokens
from advice.sources.source import Kind
from occupations.skills import find_skills
from toolkit.text import fold

LONGEST_CLAIM = 500  # characters
_KINDS = {
    About.MEMBER: frozenset({Kind.RESUME}),
    About.JOB: frozenset({Kind.JOB}),
    About.GUIDE: frozenset({Kind.GUIDE, Kind.STATISTICS}),
    About.SHEET: frozenset({Kind.SHEET}),
}
_PUBLISHED = re.compile(r"^(?:according to )?(?:the |our )?(?:published |official )statistics\b,?", re.IGNORECASE)
_MARKUP = re.compile(r"<[/!?a-zA-Z]|\]\(|\]\[|\{\{|\{%|&#?\w+;")
# Frequent short words of other languages that are none in English.
_FOREIGN = frozenset(
    [
        "der",
        "das",
        "und",
        "ist",
        "nicht",
        "mit",
        "für",
        "auf",
        "sie",
        "ein",
        "eine",
        "sind",
        "wird",
        "haben",
        "les",
        "des",
        "est",
        "une",
        "dans",
        "pour",
        "avec",
        "vous",
        "votre",
        "sur",
        "que",
        "qui",
        "el",
        "los",
        "las",
        "una",
        "con",
        "por",
        "para",
        "su",
        "usted",
        "del",
        "il",
        "della",
        "che",
        "per",
        "sono",
        "het",
        "een",
        "van",
        "voor",
        "niet",
        "zijn",
        "você",
        "seu",
        "sua",
        "não",
        "uma",
        "com",
        "os",
        "och",
        "att",
        "som",
        "är",
        "jest",
        "nie",
        "że",
    ]
)


def check(draft: Draft, request: Request) -> Claim | Reason:
    """Returns the claim as it may be shown, or why it's dropped."""
    text = plain(draft.text)
    if not text or _MARKUP.search(text):
        return Reason.MALFORMED
    if len(text) > LONGEST_CLAIM:
        return Reason.TOO_LONG
    cited = _cited(draft, request)
    if isinstance(cited, Reason):
        if request.task is Task.LETTER and not draft.citations and _is_courtesy(text):
            return Claim(text, (), draft.paragraph)
        return cited
    reason = _reason(text, cited, request)
    return reason or Claim(text, _citations(cited), draft.paragraph)


def _cited(draft: Draft, request: Request) -> list[Evidence] | Reason:
    """The sources that are cited with quotes from them; or what is wrong with all citations."""
    found: dict[int, list[tuple[int, int]]] = {}
    problem = Reason.NO_SOURCE
    for number, quote in draft.citations:
        try:
            source = request.source(_number(number))
        except LookupError:
            problem = Reason.UNKNOWN_SOURCE
            continue
        spans = find_quote(plain(quote) if "<" in quote else quote, source.text)
        if spans:
            found.setdefault(_number(number), []).extend(spans)
        else:
            problem = Reason.QUOTE_NOT_FOUND
    if request.task is Task.REWRITE and request.sources:
        found[1] = [(0, len(request.sources[0].text))]
    evidence = [Evidence(number, request.source(number), tuple(spans)) for number, spans in sorted(found.items())]
    return [one for one in evidence if one.is_telling] or problem


def _number(given: object) -> int:
    """A source's number as models write it: 3, "3", "[3]", "S3"."""
    if type(given) is int:
        return given
    digits = re.fullmatch(r"\W*(?:s|source)?\W*(\d{1,4})\W*", given, re.IGNORECASE) if isinstance(given, str) else None
    return int(digits[1]) if digits else 0


def _citations(evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    return tuple(
        Citation(one.number, one.source.text[start:end]) for one in evidence for start, end in dict.fromkeys(one.spans)
    )


def _reason(text: str, cited: Sequence[Evidence], request: Request) -> Reason | None:
    there = {address for one in cited for address in addresses(one.source.text)}
    if not set(addresses(text)) <= there:
        return Reason.LINK
    if _is_foreign(text, cited, request):
        return Reason.LANGUAGE
    if request.task is Task.REWRITE and fold(text) == fold(request.sources[0].text):
        return Reason.REPEATED
    text = claimed(text)
    missing, rest = absence(text)
    if missing and (reason := absence_reason(missing, rest, cited, request)):
        return reason
    if not missing and says_lack(text, cited):
        return Reason.LACK
    parts = statements(_PUBLISHED.sub("", rest), request.task)
    if missing:
        parts = [part for part in parts if content_stems(part.text) or figures(part.text)]
    elif not any(content_stems(part.text) or figures(part.text) for part in parts) and not _is_echo(text, cited):
        return Reason.UNSUPPORTED
    for part in parts:
        if reason := _statement_reason(part, text, cited, request.task):
            return reason
    return None


def _statement_reason(part: Statement, claim: str, cited: Sequence[Evidence], task: Task) -> Reason | None:
    evidence = [one for one in cited if part.about is About.ANY or one.kind in _KINDS[part.about]]
    if not evidence:
        return Reason.SUBJECT
    if reason := wrong_figure(part.text, evidence) or rules.wrong_name(part.text, evidence):
        return reason
    short = {acronym for one in evidence for acronym in one.acronyms}
    spelled = " ".join(word for word in part.text.split() if word.lower().strip(".,;:()") not in short)
    if not _has_skills(spelled, evidence):
        return Reason.SKILL
    stems = frozenset().union(*(one.stems for one in evidence), rules.same_limits(part.text, evidence))
    if not all(backs(stems, word) for word in _words(part.text, task)):
        return Reason.UNSUPPORTED
    if (
        mixing.is_mixed(part.text, evidence)
        or mixing.has_other_means(part.text, evidence)
        or (task is not Task.LETTER and mixing.is_patched(part.text, evidence))
    ):
        return Reason.UNSUPPORTED
    if part.about is About.MEMBER and not rules.is_title(part.text, evidence):
        return Reason.STRETCHED
    if not rules.has_attributes(part.text, evidence) or rules.is_done_by_others(part.text, evidence):
        return Reason.STRETCHED
    picked = rules.picked_clauses(part.text, evidence)
    if rules.is_negated_otherwise(part.text, picked):
        return Reason.NEGATION
    if part.about is About.MEMBER and task is not Task.REWRITE and rules.is_past(part.text, evidence):
        return Reason.STRETCHED
    if rules.leaves_out_limit(part.text, claim, picked, evidence) or rules.says_more(part.text, evidence):
        return Reason.STRETCHED
    if roles.has_other_subject(claim, evidence) or roles.takes_others_deed(part.text, evidence):
        return Reason.SUBJECT
    if roles.has_other_object(part.text, evidence):
        return Reason.SUBJECT
    return Reason.STRETCHED if roles.is_turned_around(part.text, picked) else None


def _words(text: str, task: Task) -> list[str]:
    if task is Task.REWRITE:
        return content_stems(text, framing=False)
    if task is Task.LETTER:
        return [word for word in content_stems(text, framing=False) if word not in lists().cited_letter]
    deed = _DEED.search(text)
    return [*content_stems(text), *([stem(deed[1].lower())] if deed else [])]


# What is advice elsewhere ("speak of it") is a deed behind "you".
_DEED = re.compile(
    r"\byou(?:'d|’d|'ll|’ll|'ve|’ve)?\s+(?:(?:would|will|also)\s+)?(speak|spoke|talk|talked|publish\w*|serve[d]?|open\w*)\b",
    re.IGNORECASE,
)


def _is_echo(text: str, cited: Sequence[Evidence]) -> bool:
    """Whether a claim that has only words in which advice speaks of sources has most of them from its source: "applications
    without a letter aren't read"."""
    words = content_stems(text, framing=False)
    there = frozenset().union(*(one.stems for one in cited))
    return len(words) > 2 and 4 * sum(backs(there, word) for word in words) >= 3 * len(words)


def _has_skills(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether each skill that a statement names is named in its sources, or is there in other words, one beside the other."""
    said = [f"{one.text}\n{one.source.label}" for one in evidence]
    known = {mention.skill.key for one in said for mention in find_skills(one)}
    for mention in find_skills(text):
        words = stems_of(text[mention.start : mention.end])
        spelled = len(words) > 1 and any(all(backs(stems_of(one), word) for word in words) for one in said)
        named = text[mention.start : mention.end]
        spelled |= named != named.lower() and any(re.search(rf"(?<!\w){re.escape(named)}(?!\w)", one) for one in said)
        if mention.skill.key not in known and not spelled:
            return False
    return True


def _is_courtesy(text: str) -> bool:
    """Whether a sentence of a letter states nothing that could be true or false."""
    allowed = lists().letter | lists().empty
    return (
        not figures(text)
        and not rules.names(text)
        and not addresses(text)
        and not any(is_negative(token) for token in tokens(text))
        and all(stem(token) in allowed for token in tokens(text))
    )


def _is_foreign(text: str, cited: Sequence[Evidence], request: Request) -> bool:
    """Whether a claim is in another language than what it cites and the question."""
    there = f"{' '.join(one.text for one in cited)} {request.words}"
    if not _scripts(text) <= _scripts(there) | {"LATIN"}:
        return True
    words = tokens(text)
    strange = sum(word in _FOREIGN for word in words)
    return strange > 1 and 6 * strange > len(words) and strange > sum(word in _FOREIGN for word in tokens(there)) / 2


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(one, "").partition(" ")[0] for one in text if one.isalpha()}
