"""Anchors of a regular expression: pieces of words without which it can't match, to skip most texts quickly.

An anchor with a space at both ends (`` in ``) is a whole word; others can be inside a word.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_MOST = 4  # sets of anchors that are checked; more hardly exclude anything
_WIDEST = 100  # anchors of a set
_USUAL = 40  # characters of a word; longer ones aren't cached
_WHOLE = re.compile(r"\w+")

_Items = Sequence[tuple[Any, Any]]  # a parsed expression, each item an operation and its value


def anchors_of(expressions: Iterable[str]) -> tuple[frozenset[str], ...]:
    """Returns sets of anchors, the rarest first. Whatever all ``expressions`` match as whole words contains one of each
    set."""
    found = [words for expression in expressions for words in _required(list(_parser.parse(expression)), True, True)]
    useful = sorted((words for words in found if len(words) <= _WIDEST), key=_worth, reverse=True)
    return tuple(_shared(frozenset(words)) for words in useful[:_MOST])


@cache
def _shared(words: frozenset[str]) -> frozenset[str]:
    """Returns one and the same object for equal sets, which are looked up often."""
    return words


class Anchors:
    """Finds, of known sets of anchors, those that a word between spaces meets."""

    def __init__(self, known: Iterable[frozenset[str]]) -> None:
        self._sets_of: dict[str, list[frozenset[str]]] = {}
        self._by_start: dict[str, list[str]] = {}
        for anchors in dict.fromkeys(known):
            for anchor in anchors:
                self._sets_of.setdefault(anchor, []).append(anchors)
        for anchor in self._sets_of:
            self._by_start.setdefault(anchor[:2], []).append(anchor)
        self._cached = lru_cache(maxsize=32_768)(self._met)

    def met(self, word: str) -> tuple[frozenset[str], ...]:
        return self._cached(word) if len(word) <= _USUAL else self._met(word)

    def _met(self, word: str) -> tuple[frozenset[str], ...]:
        starts = ((at, self._by_start.get(word[at : at + 2], ())) for at in range(len(word) - 1))
        found = {anchor for at, anchors in starts for anchor in anchors if word.startswith(anchor, at)}
        found |= self._sets_of.keys() & {f" {whole} " for whole in _WHOLE.findall(word)}
        return tuple({anchors for anchor in found for anchors in self._sets_of[anchor]})


def _worth(words: set[str]) -> tuple[int, int]:
    return min(len(min(words, key=len)), 5), -len(words)


def _required(items: _Items, before: bool, after: bool) -> list[set[str]]:
    """Returns sets of words, of each of which one is in whatever the ``items`` match. ``before`` and ``after`` tell whether
    they surely stand apart from the words around them."""
    found: list[set[str]] = []
    run = start = 0
    for run, (operation, value) in enumerate(items):
        if str(operation) == "LITERAL":
            continue
        found += _of_run(items, start, run, before, after)
        found += _of_item(
            str(operation), value, _ends_apart(items[:run], before), _starts_apart(items[run + 1 :], after)
        )
        start = run + 1
    return found + _of_run(items, start, len(items), before, after)


def _of_item(operation: str, value: Any, before: bool, after: bool) -> list[set[str]]:
    if operation == "BRANCH":
        required = [_required(list(branch), before, after) for branch in value[1]]
        return [set[str]().union(*(max(sets, key=_worth) for sets in required))] if all(required) else []
    if operation == "SUBPATTERN":
        return _required(list(value[3]), before, after)
    if operation in ("MAX_REPEAT", "MIN_REPEAT") and value[0] >= 1:
        is_once = value[1] == 1
        return _required(list(value[2]), before and is_once, after and is_once)
    return []


def _of_run(items: _Items, start: int, end: int, before: bool, after: bool) -> list[set[str]]:
    """Returns the longest word of the letters from ``start`` to ``end``: anchors are looked for in single words."""
    words = "".join(chr(value) for _, value in items[start:end]).split(" ")
    longest = max(words, key=len)
    if len(longest) < 2:
        return []
    is_apart = (longest is not words[0] or _ends_apart(items[:start], before)) and (
        longest is not words[-1] or _starts_apart(items[end:], after)
    )
    return [{f" {longest} " if is_apart and _WHOLE.fullmatch(longest) else longest}]


def _starts_apart(items: _Items, after: bool) -> bool:
    """Returns whether what the items match, and what follows if that is nothing, starts with a sign between words."""
    return _is_apart(items, after, first=0)


def _ends_apart(items: _Items, before: bool) -> bool:
    """Returns whether what the items match, and what precedes if that is nothing, ends with a sign between words."""
    return _is_apart(items, before, first=-1)


def _is_apart(items: _Items, otherwise: bool, *, first: int) -> bool:
    if not items:
        return otherwise
    operation, value = items[first]
    name = str(operation)
    if name == "LITERAL":
        return not _WHOLE.match(chr(value))
    rest = _is_apart(items[1:] if first == 0 else items[:-1], otherwise, first=first)
    if name in ("ASSERT", "ASSERT_NOT", "AT"):
        return rest
    if name == "SUBPATTERN":
        return _is_apart(list(value[3]), rest, first=first)
    if name == "BRANCH":
        return all(_is_apart(list(branch), rest, first=first) for branch in value[1])
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        return (value[0] > 0 or rest) and _is_apart(list(value[2]), rest, first=first)
    return False
