"""Reads a model's answer piece by piece and yields each claim as soon as it's complete and holds.

Answers are JSON as asked for, or JSON inside a fence or prose, or are cut off in the middle. Objects are found by a scan that
counts brackets, so text of any size and depth is read once, without recursion.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from advice.answers.checking import check
from advice.answers.values import Checked, Claim, Draft, Reason, Request
from advice.answers.words import row_of

LONGEST_ANSWER = 200_000  # characters that are read; the rest is ignored
LONGEST_OBJECT = 12_000  # characters of one claim
DEEPEST = 6  # brackets inside a claim
MOST_CLAIMS = 24
MOST_CITATIONS = 8
LONGEST_NUMBER = 6  # digits
LONGEST_HEAD = 64  # characters of the list's name with spaces
_LIST = re.compile(r'"claims"\s*:\s*\[')
_BARE_LIST = re.compile(r"\[\s*(?=\{)")


class AnswerReader:
    """Feed it what arrives; it returns what may be shown. Nothing else of an answer is ever shown."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self._objects = _Objects()
        self._claims: list[Claim] = []
        self._seen: set[tuple[int, str]] = set()  # quotes, and texts in the model's words
        self._dropped: Counter[Reason] = Counter()

    def feed(self, piece: str) -> tuple[Claim, ...]:
        """Returns the claims that are complete with this piece and hold."""
        return tuple(claim for text in self._objects.feed(piece) for claim in self._taken(text))

    def finish(self) -> Checked:
        """Returns everything that was kept, and counts what was dropped. A claim that was cut off is one that was dropped."""
        for text in self._objects.rest():
            list(self._taken(text))
        return Checked(tuple(self._claims), dict(self._dropped), self._objects.is_over)

    def _taken(self, text: str) -> Iterator[Claim]:
        result = self._result(text)
        if isinstance(result, Reason):
            self._dropped[result] += 1
            return
        self._claims.append(result)
        yield result

    def _result(self, text: str) -> Claim | Reason:
        if len(self._claims) >= MOST_CLAIMS:
            return Reason.TOO_MANY
        draft = read_draft(text)
        if draft is None:
            return Reason.MALFORMED
        result = check(draft, self.request)
        if isinstance(result, Claim):
            keys = (
                {(one.source, one.quote) for one in result.citations}
                if result.is_quote
                else {(0, " ".join(row_of(result.text).words))}
            )
            if keys <= self._seen:
                return Reason.REPEATED
            self._seen |= keys
        return result


def read_answer(text: str, request: Request) -> Checked:
    """Reads a whole answer."""
    reader = AnswerReader(request)
    reader.feed(text)
    return reader.finish()


def read_draft(text: str) -> Draft | None:
    """Reads a claim's JSON; None if it isn't in the form that was asked for."""
    try:
        value = json.loads(
            text, strict=False, object_pairs_hook=_unique, parse_constant=_refuse, parse_int=_small, parse_float=_refuse
        )
        said, citations = value["text"], value.get("citations") or ()
        pairs = tuple((one["source"], one["quote"]) for one in citations)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    paragraph = value.get("paragraph", 1)
    if not isinstance(said, str) or not all(isinstance(quote, str) for _number, quote in pairs):
        return None
    if len(pairs) > MOST_CITATIONS:
        return None
    return Draft(said, pairs, paragraph if type(paragraph) is int and 1 <= paragraph <= 4 else 1)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are there once; which of two is meant can't be known."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is there twice")
    return made


def _small(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("a number with too many digits")
    return int(digits)


def _refuse(_digits: str) -> Any:
    raise ValueError("not a whole number")


class _Objects:
    """Splits the list of claims into the texts of its objects."""

    def __init__(self) -> None:
        self._text = ""
        self._read = 0  # characters of the answer so far
        self._at = -1  # where the scan goes on; -1 until the list has begun
        self._start = -1  # of the object that is open
        self._depth = self._deepest = 0
        self._in_string = self._is_escaped = False
        self.is_over = False  # the list has ended

    def feed(self, piece: str) -> list[str]:
        """Returns the objects that end in this piece. One that is too long or too deep is returned as an empty text."""
        piece = piece[: max(LONGEST_ANSWER - self._read, 0)]
        if self.is_over or not piece:
            return []
        self._read += len(piece)
        self._text += piece
        if self._at < 0:
            begun = _LIST.search(self._text, max(len(self._text) - len(piece) - LONGEST_HEAD, 0))
            if begun is None:
                return []
            self._at = begun.end()
        found = list(self._scan())
        done = self._start if self._start >= 0 else self._at
        self._text, self._at, self._start = self._text[done:], self._at - done, min(self._start, 0)
        return found

    def rest(self) -> list[str]:
        """Returns what is left at the end: a list without its name, or an object that was cut off (as an empty text)."""
        found: list[str] = []
        if self._at < 0 and (begun := _BARE_LIST.search(self._text)):
            self._at = begun.end()
            found = list(self._scan())
        if self._at < 0 and self._text.strip():
            return [""]
        return [*found, *([""] if self._start >= 0 and not self.is_over else [])]

    def _scan(self) -> Iterator[str]:
        while self._at < len(self._text):
            character = self._text[self._at]
            self._at += 1
            if self._in_string:
                self._in_string = self._is_escaped or character != '"'
                self._is_escaped = character == "\\" and not self._is_escaped
            elif character == '"':
                self._in_string = True
            elif character in "{[":
                if not self._depth:
                    self._start, self._deepest = self._at - 1, 0
                self._depth += 1
                self._deepest = max(self._deepest, self._depth)
            elif character in "}]":
                if not self._depth:  # the list ends
                    self.is_over = True
                    return
                self._depth -= 1
                if not self._depth:
                    yield self._cut()

    def _cut(self) -> str:
        text, self._start = self._text[self._start : self._at], -1
        return text if len(text) <= LONGEST_OBJECT and self._deepest <= DEEPEST else ""
