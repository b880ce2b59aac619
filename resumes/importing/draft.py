"""Draft of an imported résumé: the document, and where each line of the source went."""

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from resumes.document import MAX_ITEMS, UNSTORABLE, DocumentError, Problem, ResumeDocument
from toolkit.text import without_accents

_SCHEMES = frozenset({"http", "https", "mailto", "tel", "www"})  # can be left out of an address
HEADING, DECORATION, LABEL = "heading", "decoration", "label"  # fields of lines that have no text of the résumé


class ImportRefused(Exception):
    """The file can't be imported. The message says why and what to do."""


@dataclass(frozen=True)
class Placed:
    """A line of the source, and the fields it went to (``basics.email``), or the kind of a line without text of its own.

    ``file`` is the name of the file in an archive; empty for a source that is one file.
    """

    line: int
    text: str
    fields: tuple[str, ...]
    file: str = ""


@dataclass(frozen=True)
class NotPlaced:
    """A line of the source that isn't in the document, or not all of it, and why."""

    line: int
    text: str
    reason: str
    file: str = ""


@dataclass(frozen=True)
class Draft:
    """What an import read. Every line of the source that isn't blank is in ``placed`` or in ``not_placed``."""

    document: ResumeDocument
    placed: tuple[Placed, ...]
    not_placed: tuple[NotPlaced, ...]
    notes: tuple[str, ...] = ()


@dataclass
class DraftBuilder:
    """Collects a document's fields with the lines they came from.

    ``source`` has every line of the source, by file and number. A line that no reader mentions is not placed, and neither is a
    line of which a word is missing in the document: so nothing is dropped silently. ``keys`` are words of the source's format,
    and ``plain`` returns a line without its escapes.
    """

    source: dict[tuple[str, int], str]
    data: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    keys: Iterable[str] = ()
    plain: Callable[[str], str] = str
    _fields: dict[tuple[str, int], dict[str, None]] = field(default_factory=dict)
    _reasons: dict[tuple[str, int], dict[str, None]] = field(default_factory=dict)
    _read: dict[tuple[str, int], list[str]] = field(
        default_factory=dict
    )  # text that became something else, such as dates

    def __post_init__(self) -> None:
        self.source = {key: storable(text) for key, text in self.source.items()}

    def place(self, key: tuple[str, int], path: str, *, read: str = "") -> None:
        """Records that the line at ``key`` went to ``path``. ``read`` is its text that isn't in the document word for word."""
        fields = self._fields.setdefault(key, {})
        if path:
            fields[storable(path)] = None
        if read:
            self._read.setdefault(key, []).append(storable(read))

    def leave(self, key: tuple[str, int], reason: str) -> None:
        """Records why the line at ``key`` isn't in the document."""
        self._reasons.setdefault(key, {})[storable(reason)] = None

    def build(self) -> Draft:
        """Returns the draft. Raises ``ImportRefused`` if it has nothing but lines that weren't placed."""
        document = self._valid_document()
        if not document.to_json():
            raise ImportRefused(
                _("We couldn't find any part of a résumé in this file. Choose another file or paste its text.")
            )
        words = _Words(_texts(document.to_json()), self.keys)
        placed, not_placed = [], []
        for key, text in self.source.items():
            file, line = key
            if not text.strip():
                continue
            fields = list(self._fields.get(key, {}))
            if not fields and not re.search(r"\w", text):
                fields = [DECORATION]
            if fields:
                placed.append(Placed(line, text, tuple(fields), file))
            if reason := self._reason(key, text, fields, words):
                not_placed.append(NotPlaced(line, text, reason, file))
        return Draft(document, tuple(placed), tuple(not_placed), tuple(self.notes))

    def _reason(self, key: tuple[str, int], text: str, fields: list[str], words: "_Words") -> str:
        """Returns why a line, or a part of it, isn't in the document; nothing if all of it is."""
        if reasons := self._reasons.get(key):
            return " ".join(reasons)
        if not fields:
            return _("We couldn't tell where this belongs.")
        if fields == [DECORATION] or HEADING in fields:
            return ""
        missing = words.missing(self.plain(text), _squeezed(self._read.get(key, [])))
        told = _("Part of this line isn't in the draft: “%(text)s”.") % {"text": " ".join(missing)}
        return storable(told) if missing else ""

    def _valid_document(self) -> ResumeDocument:
        """Returns the document without values that aren't valid; the lines of those are not placed."""
        for _attempt in range(20):
            self.data = _without_empty(self.data)
            try:
                return ResumeDocument.from_json(self.data)
            except DocumentError as error:
                if not all(problem.path for problem in error.problems):
                    raise ImportRefused(_("This résumé is too long. Shorten it and try again.")) from error
                self._take_out(error.problems)
        raise ImportRefused(_("We couldn't read this résumé. Save it in another format and try again."))

    def _take_out(self, problems: list[Problem]) -> None:
        """Takes wrong values out of the data, and their fields from the lines that have them."""
        cuts = _Cuts()
        for problem in sorted(problems, key=lambda one: one.path, reverse=True):  # from the end: indexes stay right
            cuts.cut(self.data, problem)
        for key, fields in self._fields.items():
            kept: dict[str, None] = {}
            for path in fields:
                new_path, reason = cuts.moved(path)
                if reason:
                    self.leave(key, reason)
                else:
                    kept[new_path] = None
            self._fields[key] = kept


class _Words:
    """The words of a document, for finding those that aren't in it."""

    def __init__(self, texts: Iterable[str], keys: Iterable[str]) -> None:
        texts = list(texts)
        self.letters = _squeezed(texts)
        self.each = {_squeezed([word]) for text in (*texts, *keys) for word in _divided(text)} | _SCHEMES | {""}

    def missing(self, text: str, read: str) -> list[str]:
        """Returns the words of a line that aren't in the document, however they are divided, and not in ``read``."""

        def known(word: str) -> bool:
            plain = _squeezed([word])
            return plain in self.each or plain in read or plain in self.letters

        def is_whole(word: str) -> bool:
            return all(_squeezed([piece]) in self.each for piece in re.findall(r"\w+", word))

        words = (word for word in text.split() if not is_whole(word))
        return [word for word in words if not known(word) and not all(map(known, re.findall(r"\w+", word)))]


class _Cuts:
    """What was taken out of a document: values by their place, and items by their list."""

    def __init__(self) -> None:
        self._reasons: dict[str, str] = {}
        self._longest: dict[str, str] = {}  # of lists that were too long
        self._items: dict[str, list[int]] = {}

    def cut(self, data: Any, problem: Problem) -> None:
        """Takes out a wrong value, and the item of a list that has nothing else; from a list that is too long, its end."""
        parents = [data]
        for step in problem.path[:-1]:
            parents.append(parents[-1][step])
        value = parents[-1][problem.path[-1]]
        reason = f"{problem.place}: {problem.message}"
        if isinstance(value, list) and len(value) > MAX_ITEMS:
            del value[MAX_ITEMS:]  # the first items stay
            self._longest[problem.place] = reason
            return
        for depth in reversed(range(len(problem.path))):
            step = problem.path[depth]
            del parents[depth][step]
            self._reasons[_place_of(problem.path[: depth + 1])] = reason
            if isinstance(step, int):
                insort(self._items.setdefault(_place_of(problem.path[:depth]), []), step)
            if parents[depth]:
                return

    def moved(self, path: str) -> tuple[str, str]:
        """Returns the path that a value has now; for one that was taken out, the reason too."""
        old = new = ""
        for step in re.split(r"(?=\.|\[\d+\])", path):
            index = int(found[1]) if (found := re.fullmatch(r"\[(\d{1,9})\]", step)) else -1
            if index >= MAX_ITEMS and old in self._longest:
                return path, self._longest[old]
            new += f"[{index - bisect_left(self._items.get(old, []), index)}]" if index >= 0 else step
            old += step
            if old in self._reasons:
                return path, self._reasons[old]
        return new, ""


def _place_of(path: tuple[str | int, ...]) -> str:
    return Problem(path, "").place


def storable(text: str) -> str:
    """Returns ``text`` without NUL and lone surrogates, which neither a page nor the database can hold."""
    return UNSTORABLE.sub("", text)


def _divided(text: str) -> Iterable[str]:
    yield from text.split()
    yield from re.findall(r"\w+", text)


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {storable(key): _without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in ("", [], {}, None)}
    if isinstance(value, list):
        return [_without_empty(item) if isinstance(item, (dict, list)) else item for item in value]
    return value


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield str(value)


def _squeezed(texts: Iterable[str]) -> str:
    """Returns the letters and digits of ``texts`` alone, for finding a word however it was divided."""
    return re.sub(r"[\W_]+", "", without_accents(" ".join(texts).casefold()))
