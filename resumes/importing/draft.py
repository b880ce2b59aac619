"""Draft of an imported résumé: the document, and where each line of the source went."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from resumes.document import MAX_ITEMS, DocumentError, Problem, ResumeDocument
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
    line of which a word is missing in the document: so nothing is dropped silently.
    """

    source: dict[tuple[str, int], str]
    data: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _fields: dict[tuple[str, int], dict[str, None]] = field(default_factory=dict)
    _reasons: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    _read: dict[tuple[str, int], list[str]] = field(
        default_factory=dict
    )  # text that became something else, such as dates

    def place(self, key: tuple[str, int], path: str, *, read: str = "") -> None:
        """Records that the line at ``key`` went to ``path``. ``read`` is its text that isn't in the document word for word."""
        fields = self._fields.setdefault(key, {})
        if path:
            fields[path] = None
        if read:
            self._read.setdefault(key, []).append(read)

    def leave(self, key: tuple[str, int], reason: str) -> None:
        """Records why the line at ``key`` isn't in the document."""
        reasons = self._reasons.setdefault(key, [])
        if reason not in reasons:
            reasons.append(reason)

    def build(self) -> Draft:
        """Returns the draft. Raises ``ImportRefused`` if it has nothing but lines that weren't placed."""
        document = self._valid_document()
        if not document.to_json():
            raise ImportRefused(
                _("We couldn't find any part of a résumé in this file. Choose another file or paste its text.")
            )
        texts = list(_texts(document.to_json()))
        words = _squeezed(texts)
        each = {_squeezed([word]) for text in texts for word in text.split()}
        placed, not_placed = [], []
        for key, text in self.source.items():
            file, line = key
            if not text.strip():
                continue
            fields = list(self._fields.get(key, {}))
            if not fields and not re.search(r"\w", text):
                fields = [DECORATION]
            missing = self._missing(key, text, words, each) if fields and fields != [DECORATION] else []
            if fields:
                placed.append(Placed(line, text, tuple(fields), file))
            if reasons := self._reasons.get(key):
                not_placed.append(NotPlaced(line, text, " ".join(reasons), file))
            elif missing:
                told = _("Part of this line isn't in the draft: “%(text)s”.") % {"text": " ".join(missing)}
                not_placed.append(NotPlaced(line, text, told, file))
            elif not fields:
                not_placed.append(NotPlaced(line, text, _("We couldn't tell where this belongs."), file))
        return Draft(document, tuple(placed), tuple(not_placed), tuple(self.notes))

    def _missing(self, key: tuple[str, int], text: str, words: str, each: set[str]) -> list[str]:
        """Returns the words of a line that aren't in ``words``, the document's letters; ``each`` are its single words."""
        if HEADING in self._fields[key]:
            return []
        read = _squeezed(self._read.get(key, []))

        def known(word: str) -> bool:
            plain = _squeezed([word])
            return not plain or plain in each or plain in read or plain in _SCHEMES or plain in words

        return [word for word in text.split() if not known(word) and not all(map(known, re.findall(r"\w+", word)))]

    def _valid_document(self) -> ResumeDocument:
        """Returns the document without values that aren't valid; the lines of those are not placed."""
        for _attempt in range(20):
            try:
                return ResumeDocument.from_json(_without_empty(self.data))
            except DocumentError as error:
                self.data = _without_empty(self.data)
                for problem in sorted(error.problems, key=lambda one: one.path, reverse=True):
                    if not problem.path:
                        raise ImportRefused(_("This résumé is too long. Shorten it and try again.")) from error
                    self._take_out(problem)
        raise ImportRefused(_("We couldn't read this résumé. Save it in another format and try again."))

    def _take_out(self, problem: Problem) -> None:
        parent: Any = self.data
        for step in problem.path[:-1]:
            parent = parent[step]
        last = problem.path[-1]
        value = parent[last]
        place = problem.place
        if isinstance(value, list) and len(value) > MAX_ITEMS:
            del value[MAX_ITEMS:]  # the first items stay
            first = MAX_ITEMS
        else:
            parent[last] = ""
            first = 0
        for key, fields in self._fields.items():
            kept = {path: None for path in fields if not _is_in(path, place, first)}
            if len(kept) < len(fields):
                self.leave(key, f"{place}: {problem.message}")
                self._fields[key] = kept


def _is_in(path: str, place: str, first: int) -> bool:
    """Returns whether ``path`` is ``place`` or in it, for a list from its item number ``first`` on."""
    if not path.startswith(place):
        return False
    rest = path.removeprefix(place)
    index = re.match(r"\[(\d+)\]", rest)
    return int(index[1]) >= first if index else (not first and rest[:1] in ("", "."))


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empty(item) for key, item in value.items()}
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
