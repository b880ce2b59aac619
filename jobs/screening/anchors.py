"""Anchors of a regular expression: pieces of words without which it can't match, to skip most texts quickly."""

from collections.abc import Iterable
from functools import cache, lru_cache
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_MOST = 3  # sets of anchors that are checked; more hardly exclude anything
_WIDEST = 60  # anchors of a set
_USUAL = 40  # characters of a word; longer ones aren't cached


def anchors_of(expressions: Iterable[str]) -> tuple[frozenset[str], ...]:
    """Returns sets of anchors, the rarest first. Whatever all ``expressions`` match contains one of each set, inside a
    word."""
    found = [words for expression in expressions for words in _required(_parser.parse(expression))]
    useful = sorted((words for words in found if len(words) <= _WIDEST), key=_worth, reverse=True)
    return tuple(_shared(frozenset(words)) for words in useful[:_MOST])


@cache
def _shared(words: frozenset[str]) -> frozenset[str]:
    """Returns one and the same object for equal sets, which are looked up often."""
    return words


class Anchors:
    """Finds known anchors in words."""

    def __init__(self, anchors: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for anchor in set(anchors):
            self._by_start.setdefault(anchor[:2], []).append(anchor)
        self._cached = lru_cache(maxsize=32_768)(self._inside)

    def inside(self, word: str) -> tuple[str, ...]:
        return self._cached(word) if len(word) <= _USUAL else self._inside(word)

    def _inside(self, word: str) -> tuple[str, ...]:
        starts = ((at, self._by_start.get(word[at : at + 2], ())) for at in range(len(word) - 1))
        return tuple({anchor for at, anchors in starts for anchor in anchors if word.startswith(anchor, at)})


def _worth(words: set[str]) -> tuple[int, int]:
    return min(len(min(words, key=len)), 5), -len(words)


def _required(sequence: Iterable[tuple[Any, Any]]) -> list[set[str]]:
    """Returns sets of words, of each of which one is in whatever the parsed ``sequence`` matches."""
    found: list[set[str]] = []
    run = ""
    for operation, value in sequence:
        if str(operation) == "LITERAL":
            run += chr(value)
            continue
        found += _of_run(run)
        run = ""
        found += _of_item(str(operation), value)
    return found + _of_run(run)


def _of_item(operation: str, value: Any) -> list[set[str]]:
    if operation == "BRANCH":
        best = [max(sets, key=_worth) if (sets := _required(branch)) else set[str]() for branch in value[1]]
        return [set[str]().union(*best)] if all(best) else []
    if operation == "SUBPATTERN":
        return _required(value[3])
    if operation in ("MAX_REPEAT", "MIN_REPEAT") and value[0] >= 1:
        return _required(value[2])
    return []


def _of_run(run: str) -> list[set[str]]:
    """Returns the longest of the run's words: anchors are looked for in single words."""
    longest = max(run.split(), key=len, default="")
    return [{longest}] if len(longest) > 1 else []
