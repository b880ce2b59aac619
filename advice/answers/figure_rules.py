"""Rules for the figures of a statement: in a source, beside the same words, with their limit and the other end of a range."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from advice.answers.evidence import Evidence, pieces
from advice.answers.figures import Figure, figures, is_range
from advice.answers.values import Reason
from advice.answers.wording import backs, content_stems, hedges, lists, prepared_text, stem, stems_of, tokens
from advice.sources.source import Kind

_LOW_END = re.compile(r"\b(?:at least|from|starts? at|starting at|beginning at|since|minimum of)\W*$")
_HIGH_END = re.compile(r"\b(?:up to|at most|until|till|maximum of|no more than|as much as)\W*$")
_OF = re.compile(r"([^\W\d_]{3,}) of\s\W*$")
_OF_THE = re.compile(r"(?: \w+)? (?:out )?of(?: all)?(?: the| your)? ", re.IGNORECASE)  # "3 (things) out of the 5"
_QUANTIFIERS = frozenset(
    map(stem, ("every", "each", "all", "both", "per", "only", "over", "total", "least", "minimum"))
)
_PERIODS = frozenset(map(stem, ("year", "month", "week", "day", "hour", "shift")))

_ABOUT_THAT = re.compile(r"one ", re.IGNORECASE)
_ROLES = frozenset(map(stem, ("company", "employer", "job", "role", "guide")))


def wrong_figure(text: str, evidence: Sequence[Evidence]) -> Reason | None:
    """Returns why a figure of a statement doesn't hold."""
    claimed = figures(text)
    sentences = [said for one in evidence for said in (*one.quoted_sentences, one.source.label)]
    known = frozenset().union(*map(stems_of, sentences))
    counts = frozenset().union(*(_shares(one.text) for one in evidence if one.kind is Kind.SHEET))
    if counts and not _shares(text) <= counts:
        return Reason.NUMBER
    for figure in claimed:
        places = [
            (sentence, other)
            for sentence in sentences
            for other in figures(sentence)
            if figure.is_backed_by(other) and _is_beside(figure, text, sentence)
        ]
        if not places or not any(_is_counted_alike(text, figure, *place, known) for place in places):
            return Reason.NUMBER
        held = [place for place in places if _is_whole_range(text, claimed, figure, *place)]
        if not any(_hedge(text, figure) or not _hedge(*place) for place in held):
            return Reason.STRETCHED
    return None


def _shares(text: str) -> frozenset[tuple[Decimal, Decimal]]:
    """Returns the pairs of “3 of the 5”: each number may be there on its own, and the pair still be wrong."""
    return frozenset(
        (part.value, whole.value)
        for part, whole in pairwise(figures(text))
        if _OF_THE.fullmatch(text[part.end : whole.start])
    )


def _is_counted_alike(text: str, figure: Figure, sentence: str, place: Figure, known: frozenset[str]) -> bool:
    """Whether a figure of the claim counts what it counts in the source, and isn't a change by it there but one to it here.
    ``known``: the words of all sources that are cited."""
    change, other = _change(text, figure), _change(sentence, place)
    if change and other and change != other:
        return False
    counted, there = _counted(text, figure), _counted(sentence, place)
    strays = [word for word in counted if backs(known, word)]
    if not there:  # "2023 incidents" from "40 incidents in 2023"
        is_short = bool(_LEFT_OUT.match(sentence[place.end :]))  # "74 ask for Jira and 51 for a PMP"
        other_things = {
            word
            for one in figures(sentence)
            if one != place and not (is_short and one.start < place.start and _are_alike(one, place))
            for word in _counted(sentence, one)
        }
        return not any(backs(frozenset(other_things), word) for word in strays)
    return not strays or any(backs(frozenset(there), word) for word in counted)


def _change(text: str, figure: Figure) -> str:
    found = _CHANGE.search(prepared_text(text[max(figure.start - 30, 0) : figure.start]))
    return found[1] if found else ""


_CHANGE = re.compile(
    r"(?<!up )\b(by|to|from)(?: (?:about|around|nearly|almost|over|just|some|roughly))?(?: the)?\s*[$€£]?$"
)


def _counted(text: str, figure: Figure) -> list[str]:
    """The stems of the words right behind a number, up to one without content: "400 junior accountants for"."""
    if figure.unit or figure.is_word:
        return []
    behind = _COUNTED.match(text[figure.end :])
    found: list[str] = []
    for token in tokens(behind[0]) if behind else ():
        if stem(token) in lists().empty:
            break
        found.append(stem(token))
    return found


_COUNTED = re.compile(r"\+?[\s-][^,.;:()]{1,60}")


def _hedge(text: str, figure: Figure) -> bool:
    """Whether a limit stands right before a figure."""
    before = prepared_text(text[max(figure.start - 30, 0) : figure.start])
    return any(pattern.search(before) for pattern in hedges())


def _is_whole_range(text: str, claimed: Sequence[Figure], figure: Figure, sentence: str, place: Figure) -> bool:
    """Whether a claim with one end of a range has the other one too, or says which end it is."""
    there = figures(sentence)
    at = there.index(place)
    for other, is_low in ((at + 1, True), (at - 1, False)):
        if not 0 <= other < len(there):
            continue
        low, high = sorted((there[other], place), key=lambda one: one.start)
        if "month" in (low.unit, high.unit) or not is_range(sentence[low.end : high.start]):
            continue
        ends = _LOW_END if is_low else _HIGH_END
        says_which = ends.search(prepared_text(text[max(figure.start - 25, 0) : figure.start]))
        if not says_which and not any(one.is_backed_by(there[other]) for one in claimed):
            return False
    return True


_OF_ALL = re.compile(
    r"^ of (?:the |your |all )?\d[\d,]* \w+(?: (?:on|in|at|from) (?:this |our |the )?\w+)?"
)  # "131 of 214 openings"
_JOINT = re.compile(r"\band\b|\bplus\b|[,;]\s", re.IGNORECASE)
_CHANGE = re.compile(r"\b(by|from|to) (?:about |almost |only )?[$€£]?$")


def _is_other_change(text: str, figure: Figure, sentence: str, same: Sequence[Figure]) -> bool:
    """Whether "by 9 days" is said of "from 9 days"."""
    said = _CHANGE.search(prepared_text(text[: figure.start]) + " ")
    there = [_CHANGE.search(prepared_text(sentence[: other.start]) + " ") for other in same]
    return bool(said and all(there) and said[1] not in {found[1] for found in there if found})


def _counts_other(figure: Figure, text: str, sentence: str, same: Sequence[Figure]) -> bool:
    """Whether the claim counts what the source only lists behind: "two writers" of "two editors and a writer"."""
    noun = next(iter(content_stems(" ".join(_JOINT.split(text[figure.end :])[0].split()[:2]), framing=False)), "")
    if not noun:
        return False
    for other in same:
        counted, *listed = _JOINT.split(sentence[other.end :], maxsplit=1)
        if (
            backs(stems_of(sentence[: other.start] + counted), noun)
            or not listed
            or not backs(stems_of(listed[0]), noun)
        ):
            return False
    return True


def _is_beside(figure: Figure, text: str, sentence: str) -> bool:
    """Whether the words next to a figure of the claim, as far as the sentence has them, are near the same figure there."""
    there = figures(sentence)
    same = [other for other in there if figure.is_backed_by(other)]
    if _is_other_change(text, figure, sentence, same) or _counts_other(figure, text, sentence, same):
        return False
    if figure.is_word:
        return True
    if _has_other_rate(figure, text, sentence, there) or _is_whole_of_part(figure, text, sentence, there):
        return False
    said, wanted = _measured(text, figure), {_measured(sentence, other) for other in same}
    if (
        said
        and all(wanted)
        and not any(backs(frozenset(wanted), word) for word in (said,))
        and backs(stems_of(sentence), said)
    ):
        return False  # "a task of 45 minutes" from "a review of 45 minutes"
    if len(same) == len(there):
        return True  # nothing to mix it up with
    head, tail = _headed(sentence)
    skipped = stems_of(head)
    near = _JOINT.split(text[: figure.start])[-1], _JOINT.split(_OF_ALL.sub("", text[figure.end :]))[0]
    before = [word for word in _neighbors(reversed(tokens(near[0])), sentence) if not backs(skipped, word)]
    behind = [word for word in _neighbors(tokens(near[1]), sentence) if not backs(skipped, word)]
    is_whole = re.search(r"\bof (?:the |your |all )?$", text[: figure.start])  # the 214 of "131 of the 214"
    named = set() if is_whole else {stem(word.lower()) for word in re.findall(r"(?<![\w-])[A-Z][\w+#]*", near[1])}
    beside = {*before[:1], *behind[:1], *(word for word in named & stems_of(tail))}
    parts = [part for part in _whole_parts(tail) if any(figure.is_backed_by(other) for other in figures(part[0]))]
    parts = parts or [(sentence, "")]  # a range, or a figure with a comma
    return any(_is_part_beside(figure, text, part, left_out, beside, behind[:1]) for part, left_out in parts)


def _is_part_beside(
    figure: Figure, text: str, part: str, left_out: str, beside: Iterable[str], behind: list[str]
) -> bool:
    """Whether a part of a sentence has the words beside a figure; or leaves them out, and the claim says all that it has."""
    named = _OF_NAMED.match(text[figure.end :])
    if named and _OF_THEM.search(part) and not backs(stems_of(left_out), stem(named[1].lower())):
        return False
    if all(backs(stems_of(part), word) for word in beside) and _counts(figure, behind, part):
        return not left_out or not behind or backs(stems_of(part), behind[0])
    whole = stems_of(f"{part} {left_out}")
    said = stems_of(text)
    return (
        bool(left_out)
        and all(backs(whole, word) for word in beside)
        and all(backs(said, word) for word in content_stems(part) if word != "if")
    )


def _counts(figure: Figure, behind: list[str], part: str) -> bool:
    """Whether the word behind a figure of the claim is behind it in the source too, where other figures are near."""
    there = figures(part)
    for at, other in enumerate(there):
        if not figure.is_backed_by(other):
            continue
        last = other
        while there.index(last) + 1 < len(there) and is_range(part[last.end : there[there.index(last) + 1].start]):
            last = there[there.index(last) + 1]
        following = there.index(last) + 1
        rest = part[last.end : there[following].start if following < len(there) else len(part)]
        named = (stems_of(rest) | {_measured(part, other)} - {""}) - lists().empty
        if not behind or not named - _PERIODS or backs(named, behind[0]) or (at == 0 and following == len(there)):
            return True
    return False


def _headed(sentence: str) -> tuple[str, str]:
    """What is before a colon, which holds for all that is behind it, and that."""
    head, colon, tail = sentence.partition(": ")
    return (head, tail) if colon and not figures(head) else ("", sentence)


def _parts(sentence: str) -> list[str]:
    """The parts of a sentence, one with each figure; what has none belongs to the part behind it."""
    made: list[str] = []
    held = ""
    for part in pieces(_REST.sub("", sentence)):
        held = f"{held} {part}".strip()
        if made and _ABOUT_THAT.match(part):
            held = f"{made.pop()} {held}"
        if figures(part):
            made.append(held)
            held = ""
    if held and made:
        made[-1] = f"{made[-1]} {held}"
    return made


_REST = re.compile(r";\s+the\s+(?:rest|others?|remainder)\b\D*$", re.IGNORECASE)  # is said to be something else


_RATE = re.compile(r"\+?\s+(?:an?|per|each|every)\s+(?:hour|day|week|month|year)\b", re.IGNORECASE)


def _has_other_rate(figure: Figure, text: str, sentence: str, there: Sequence[Figure]) -> bool:
    """Whether a sum is said to be paid each year that is paid once, beside another one that is paid each year."""
    rated = [other for other in there if _RATE.match(sentence[other.end :])]
    if not figure.unit or not rated or not _RATE.match(text[figure.end :]):
        return False
    return not any(figure.is_backed_by(other) or _are_alike(figure, other) for other in rated)


def _is_whole_of_part(figure: Figure, text: str, sentence: str, there: Sequence[Figure]) -> bool:
    """Whether the claim has only the 30 of "wrote 12 of the clinic's 30 guidelines"."""
    for part, whole in pairwise(there):
        if not figure.is_backed_by(whole) or not _OF_WHOLE.fullmatch(sentence[part.end : whole.start]):
            continue
        if _DONE.match(sentence) and not any(one.is_backed_by(part) for one in figures(text)):
            return True
    return False


_OF_WHOLE = re.compile(r"\s+of\s+(?:[\w'’]+\s+){0,3}", re.IGNORECASE)
_DONE = re.compile(r"\W*(?:\w+ed|wrote|led|built|ran|made|won|sold|taught|kept|held|grew)\b", re.IGNORECASE)


def _whole_parts(sentence: str) -> list[tuple[str, str]]:
    """The parts, each with the words that it leaves out because the part before it has them: "$38 an hour, $42 for nights"."""
    made: list[tuple[str, str]] = []
    lent = ""
    before: Figure | None = None
    for part in _parts(sentence):
        first = figures(part)[0]
        is_short = before and _SHORTENED.fullmatch(part[: first.start]) and _LEFT_OUT.match(part[first.end :])
        if is_short and before and first.unit == before.unit and _are_alike(first, before):
            made.append((part, lent))
            continue
        if made and _OF_THEM.search(part):
            last = figures(made[-1][0])[-1]
            made.append((part, " ".join(_counted(made[-1][0], last))))
            continue
        made.append((part, ""))
        before = first
        lent = f"{_JOINT.split(part[: first.start])[-1]} {_LENT.split(part[first.end :].strip())[0]}"
    return made


def _are_alike(one: Figure, other: Figure) -> bool:
    """Whether two figures can be of one kind: not "$120,000 a year and $600 for your office"."""
    times = max(one.value, other.value) / (min(one.value, other.value) or 1)
    return times < (LARGEST_TIMES if one.unit else LARGEST_TIMES_OF_COUNTS)


_OF_NAMED = re.compile(r"\s+of\s+(?:the|all|your)\s+(\w+)", re.IGNORECASE)
_OF_THEM = re.compile(r"\bof (?:them|those|these)\b", re.IGNORECASE)
LARGEST_TIMES = 2
LARGEST_TIMES_OF_COUNTS = 10
_SHORTENED = re.compile(r"(?:and |or |but )?[$€£]?", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\s+(?:for|if|when|with|without|in|on|at)\b", re.IGNORECASE)
_LENT = re.compile(r"\b(?:for|if|when|with|without|in|on|at|of|and)\b", re.IGNORECASE)


def _measured(text: str, figure: Figure) -> str:
    """The stem of what a figure is said to measure: the "review" of "a review of 45 minutes"."""
    found = _OF.search(text[: figure.start])
    return stem(tokens(found[1])[0]) if found and tokens(found[1]) else ""


def _neighbors(words: Iterable[str], sentence: str) -> list[str]:
    there = stems_of(sentence)
    skipped = lists().empty | _QUANTIFIERS | _ROLES | (_PERIODS if len(there & _PERIODS) < 2 else frozenset())
    found = (stem(word) for word in words)
    near = [word for word in found if word not in skipped and not any(map(str.isdigit, word)) and backs(there, word)]
    return [word for word in near if word in there] or near
