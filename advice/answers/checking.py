"""Checks a claim against the sources that it cites: shows its own words, a quote in their place, or nothing.

A claim keeps its own words only if they're nearly those of its source (`verbatim`). If they aren't, but the citation is right,
the source's own sentence is shown instead: the claim may be true, and nobody has to decide. A claim is dropped if its citations
don't exist, or if it plainly says what isn't there: a figure, a name, a link, or that the member lacks something.
"""

import re
import unicodedata
from collections.abc import Sequence

from advice.answers.cleaning import addresses, plain
from advice.answers.inventions import invention
from advice.answers.lacks import is_absent, is_there, says_lack, without_absence
from advice.answers.letters import is_application, is_courtesy
from advice.answers.quotes import Evidence, find_quote
from advice.answers.rewrites import is_rewrite
from advice.answers.values import Citation, Claim, Draft, Reason, Request, Task
from advice.answers.verbatim import is_verbatim
from advice.answers.words import likeness, row_of, word_list
from toolkit.text import fold

LONGEST_CLAIM = 500  # characters
_MARKUP = re.compile(r"<[/!?a-zA-Z]|\]\(|\]\[|\{\{|\{%|&#?\w+;")
_FOREIGN = word_list("foreign")


def check(draft: Draft, request: Request) -> Claim | Reason:
    """Returns what may be shown of a claim, or why it's dropped."""
    text = plain(draft.text)
    if not text or _MARKUP.search(text):
        return Reason.MALFORMED
    if len(text) > LONGEST_CLAIM:
        return Reason.TOO_LONG
    cited = _cited(draft, request)
    if isinstance(cited, Reason):
        if request.task is Task.LETTER and not draft.citations and is_courtesy(text):
            return Claim(text, (), draft.paragraph)
        return cited
    if reason := _reason(text, cited, request):
        return reason
    if _holds(text, cited, request):
        return Claim(text, _citations(cited), draft.paragraph)
    return Reason.OTHER_WORDS if request.task is Task.REWRITE else _quote(text, cited, draft.paragraph)


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
    """Why neither the claim nor a quote is shown."""
    if not set(addresses(text)) <= {address for one in cited for address in addresses(one.source.text)}:
        return Reason.LINK
    if _is_foreign(text, cited, request):
        return Reason.LANGUAGE
    if request.task is Task.REWRITE and fold(text) == fold(request.sources[0].text):
        return Reason.REPEATED
    rest, missing = without_absence(text)
    if says_lack(rest, cited) or (missing and is_there(missing, cited, request)):
        return Reason.LACK
    return invention(text, cited, request)


def _holds(text: str, cited: Sequence[Evidence], request: Request) -> bool:
    """Whether a claim may be shown in its own words."""
    if request.task is Task.REWRITE:
        return is_rewrite(text, cited)
    rest, missing = without_absence(text)
    if missing and not is_absent(missing, cited, request):
        return False
    if not rest or (request.task is Task.LETTER and is_application(text, cited)):
        return True
    return is_verbatim(rest, cited, request.task)


def _quote(text: str, cited: Sequence[Evidence], paragraph: int) -> Claim | Reason:
    """What the sources say, in place of a claim; nothing if that has no word in common with it, or an address or markup in it."""
    usable = [one for one in cited if not addresses(one.whole) and not _MARKUP.search(one.whole)]
    related = [one for one in usable if likeness(text) & likeness(f"{one.whole} {one.source.label}")]
    if not related:
        return Reason.UNRELATED
    quoted = tuple(Citation(one.number, one.whole) for one in related)
    return Claim(" ".join(one.quote for one in quoted), quoted, paragraph, is_quote=True)


def _is_foreign(text: str, cited: Sequence[Evidence], request: Request) -> bool:
    """Whether a claim is in another language than what it cites and the question."""
    there = f"{' '.join(one.source.text for one in cited)} {request.words}"
    if not _scripts(text) <= _scripts(there) | {"LATIN"}:
        return True
    words = row_of(text).words
    strange = sum(word in _FOREIGN for word in words)
    return (
        strange > 1 and 6 * strange > len(words) and strange > sum(word in _FOREIGN for word in row_of(there).words) / 2
    )


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(one, "").partition(" ")[0] for one in text if one.isalpha()}
