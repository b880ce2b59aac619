"""Whether a version of a résumé's line says what the line says: its words, all of them, with its parts perhaps in another order.

"Was responsible for planning" may become "planned", and a part with a verb of its own may come first. A version that adds, leaves
out or moves anything else isn't shown: it would go into an application.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, permutations

from advice.answers.quotes import Evidence
from advice.answers.words import is_free_article, is_past, row_of
from advice.sources.source import Kind

MOST_PARTS = 4
_RELATIVE = frozenset(("that", "which", "who", "whose", "where", "when"))
_AMBIGUOUS = frozenset(("set", "cut", "put"))  # "helped cut costs and set goals": who set them?
_HELPED = frozenset(("helped", "assisted", "supported"))
# What somebody did who "was responsible for" it: work without an end. Not "launching": it may never have been launched.
_LASTING = {
    participle: tuple(forms.split())
    for participle, forms in {
        "advising": "advise advised", "answering": "answer answered", "assisting": "assist assisted", "checking": "check checked",
        "coordinating": "coordinate coordinated", "counting": "count counted", "handling": "handle handled",
        "helping": "help helped", "maintaining": "maintain maintained", "managing": "manage managed",
        "monitoring": "monitor monitored", "organizing": "organize organized", "planning": "plan planned",
        "processing": "process processed", "reviewing": "review reviewed", "scheduling": "schedule scheduled",
        "serving": "serve served", "supervising": "supervise supervised", "supporting": "support supported",
        "teaching": "teach taught", "training": "train trained",
    }.items()
}  # fmt: skip


def is_rewrite(text: str, cited: Sequence[Evidence]) -> bool:
    """Whether a version has what the line says, and what other lines say that it cites, whole."""
    said = [word for word in row_of(text).words if word not in ("and", "also")]
    lines = [_parts(row_of(one.source.text).words) for one in cited if one.kind is Kind.RESUME]
    return any(
        any(_is_same(said, there) for there in _orders([part for line in chosen for part in line]))
        for chosen in ([lines, lines[:1]] if len(lines) > 1 else [lines])
    )


def _orders(parts: list[list[str]]) -> Iterator[list[str]]:
    if len(parts) > MOST_PARTS:
        yield list(chain(*parts))
        return
    for order in permutations(parts):
        yield list(chain(*order))


def _parts(words: Sequence[str]) -> list[list[str]]:
    """Splits a line before verbs in the past behind "and"; not if another verb may have the same subject, as in "the team that
    designed and built"."""
    parts: list[list[str]] = [[]]
    for at, word in enumerate(words):
        if word == "also":
            continue
        if word == "and":
            behind = [one for one in words[at + 1 : at + 3] if one != "also"][:1]
            starts = behind and (behind[0] == "was" or (is_past(behind[0]) and behind[0] not in _AMBIGUOUS))
            starts = starts and "by" not in words[at + 1 : at + 4]  # "and trained by"
            if starts and not _RELATIVE & set(words[:at]):
                parts.append([])
            continue
        parts[-1].append(word)
    return [part for part in parts if part]


def _is_same(said: Sequence[str], there: Sequence[str]) -> bool:
    at = to = 0
    while at < len(said) or to < len(there):
        word, other = said[at : at + 1], there[to : to + 1]
        if word == other:
            at, to = at + 1, to + 1
        elif other == ["was"] and there[to + 1 : to + 2] and there[to + 1] in ("part", "in", "responsible", *_LASTING):
            to += 1
        elif there[to : to + 2] == ["responsible", "for"] and _is_form(word, there[to + 2 : to + 3]):
            at, to = at + 1, to + 3
        elif to and there[to - 1] in _HELPED and other == ["with"] and _is_form(word, there[to + 1 : to + 2]):
            at, to = at + 1, to + 2
        elif _is_form(word, other) and to and there[to - 1] == "was":
            at, to = at + 1, to + 1
        elif is_free_article(said, at) and other[:1] not in (["a"], ["the"]):
            at += 1
        elif is_free_article(there, to) and word[:1] not in (["a"], ["the"]):
            to += 1
        else:
            return False
    return True


def _is_form(word: Sequence[str], participle: Sequence[str]) -> bool:
    """Whether a word is the verb of "planning": plan, planned."""
    return bool(word and participle) and word[0] in _LASTING.get(participle[0], ())
