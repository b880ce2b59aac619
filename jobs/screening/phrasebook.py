"""Phrase tables of the rules, one file a language in ``languages/``.

A file has fragments (``@must = must|has to``) and sections. ``[name]`` starts a section of phrases, one a line. In a phrase,
``@name`` inserts a fragment, ``(a|b)`` are alternatives, ``(a )?`` is optional, and ``..`` matches up to four arbitrary words;
the rest is regular expression syntax. A line that ends in ``|`` continues in the next line. Phrases match whole words of text
in the form that ``plain`` returns.

A section can be continued further down. In a line ``A && B && !C``, the phrases A and B are in one clause in any order,
without C. ``<place>`` stands for the names of any places, with the words of ``@article`` before them; ``<land>`` for those that
aren't adjectives; ``<town>`` also for a name that we don't know, behind a preposition.
"""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from jobs.screening.anchors import Anchors, anchors_of

_FILES = Path(__file__).parent / "languages"
_ANY_WORDS = r"(?:[\w'-]+ ){0,4}?"
_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_NAME = re.compile(r"@[a-z]+|\.\.")
# Signs that hide the names of places in a text (``masking``), and what stands for them in phrases.
LAND, PEOPLE, TOWN = "\u00a7\u00b6\u00a4"
_SLOTS = {"<place>": f"[{LAND}{PEOPLE}]+", "<land>": f"[{LAND}]+", "<town>": f"[{LAND}{TOWN}]+"}
_SLOT = re.compile("|".join(_SLOTS))
_WITHOUT_PLACE = re.compile(r"<place>\||\|<place>")
_HEAD = re.compile(r"\[(?P<name>[^\]]+)\]")
_WORD = re.compile(r"[^\W\d_]+")
_READ = 4_000  # characters at each end of a text that are enough to recognize its languages
_SHARE = 25  # a text is in a language if one of that many words is a frequent word of it
_RELATED = 0.5  # of the words of the likeliest language; with fewer, it is only a related one
_SHORT = 60  # words; in so few, one word of another language is chance


def _without_accent(letter: str) -> str:
    special = {"ß": "s", "ø": "o", "ł": "l", "æ": "a", "œ": "o", "đ": "d", "ı": "i"}
    letter = letter.lower()[:1]
    return special.get(letter, unicodedata.normalize("NFKD", letter)[:1])


# Each maps one character to one, so that positions stay the same.
_MARKS = {"’": "'", "‘": "'", "‑": "-", "–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u202f": " "}
_LETTERS = {
    chr(code): _without_accent(chr(code))
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if chr(code).isalpha()
}
_PLAIN = str.maketrans(_LETTERS)


# Endings for several genders, as in "Bewerber:innen", "basé(e)", "empadronado/a", and "(m/w/d)" behind a noun.
_GENDERED = re.compile(
    r"(?<=\w\w)[:*·•](?=(?:in|innen|e|es|s|n|ne|nes|r|a|as|o|os|ka|ki|rice|rices|trice|euse|euses)\b)"
    r"|(?<=\w\w\w)(?:/-?(?=(?:innen|e|es|a|as|os|ka|ki|czka|trice|euse|rice)\b)|/-(?=in\b)|(?<=er)/(?=in\b)|(?<=at)/(?=in\b))"
    r"|(?<=\w\w)\((?:e|a|as|es|in|innen|ne|o|os|ka|trice|euse|rice)\)(?:s\b|\(s\))?|(?<=\w\w)@(?=s\b(?![.@])|(?!\w))"
    r"|(?<=\w) \((?:[a-z]/){1,3}[a-z*]\)"
)


def _joined(match: re.Match[str]) -> str:
    return "_" * len(match[0])


def with_joined_endings(plain: str) -> str:
    """Returns a plain text in which endings for several genders are parts of their word, as long as before."""
    if not any(sign in plain for sign in ":*·•/(@"):
        return plain
    return _GENDERED.sub(_joined, plain)


def with_plain_marks(text: str) -> str:
    """Returns text with plain apostrophes, hyphens and spaces."""
    if not text.isascii():
        for mark, sign in _MARKS.items():  # many times as fast as a table, which looks each letter up
            text = text.replace(mark, sign)
    return text


def plain(text: str) -> str:
    """Returns text in lower case without accents, as long as before."""
    text = with_plain_marks(text)
    return text.lower() if text.isascii() else text.translate(_PLAIN).lower()


def listed(items: str) -> tuple[str, ...]:
    """Splits a comma-separated list into its items."""
    return tuple(" ".join(item.split()) for item in items.split(","))


def phrases(lines: str, fragments: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Compiles all phrases in ``lines`` into one pattern for plain text."""
    found = [line for line in map(str.strip, re.sub(r"\|\n\s*", "|", lines).split("\n")) if line]
    written = "|".join(_written(phrase, fragments or {}) for phrase in found)
    return re.compile(rf"(?<!\w)(?:{written})(?:(?!\w)|(?<!\w))")  # a phrase can end in front of a word


def _written(phrase: str, fragments: Mapping[str, str]) -> str:
    phrase = _GROUP.sub("(?:", phrase).replace(".. ", "..")
    before = fragments.get("@article")
    phrase = _SLOT.sub(lambda slot: (f"(?:(?:{before}) )*" if before else "") + _SLOTS[slot[0]], phrase)
    return _NAME.sub(lambda name: _ANY_WORDS if name[0] == ".." else f"(?:{fragments[name[0]]})", phrase)


class Phrase:
    """A line of a section, compiled when it is first needed.

    ``others`` are the phrases that must be in the same clause, ``without`` those that must not. A text without one
    of each set of ``anchors`` can't contain the phrase.
    """

    def __init__(self, line: str, fragments: Mapping[str, str]) -> None:
        parts = [part.strip() for part in line.split("&&")]
        self._fragments = fragments
        self._first, *self._others = (part for part in parts if part[0] != "!" and part != "<place>")
        self._without = [part[1:] for part in parts if part[0] == "!"]
        self.has_place = "<place>" in parts
        self._or_place = [_WITHOUT_PLACE.sub("", part) for part in parts if "<place>" in part and part != "<place>"]
        self.is_alone = len(parts) == 1
        self.has_slot = any(_SLOT.search(part) for part in parts if part != "<place>")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return phrases(self._first, self._fragments)

    @cached_property
    def others(self) -> tuple[re.Pattern[str], ...]:
        return tuple(phrases(part, self._fragments) for part in self._others)

    @cached_property
    def or_place(self) -> tuple[re.Pattern[str], ...]:
        """What the clause must have unless it names a place."""
        return tuple(phrases(part, self._fragments) for part in self._or_place)

    @cached_property
    def without(self) -> tuple[re.Pattern[str], ...]:
        return tuple(phrases(part, self._fragments) for part in self._without)

    @cached_property
    def anchors(self) -> tuple[frozenset[str], ...]:
        return anchors_of(_written(part, self._fragments) for part in (self._first, *self._others))


@dataclass(frozen=True, eq=False)
class Section:
    """The phrases of one section. ``pattern`` is made of those that stand alone."""

    lines: tuple[str, ...]
    fragments: Mapping[str, str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return phrases("\n".join(line for line in self.lines if "&&" not in line) or "(?!)", self.fragments)

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        return tuple(Phrase(line, self.fragments) for line in self.lines)


_EMPTY = Section((), {})


@dataclass(frozen=True, eq=False)
class Phrasebook:
    """The sections of one language. ``words`` are frequent words that tell it from the other languages."""

    code: str
    words: frozenset[str]
    sections: Mapping[str, Section]
    fragments: Mapping[str, str]

    def section(self, name: str) -> Section:
        """Returns a section; one without phrases if this language doesn't have it."""
        return self.sections.get(name, _EMPTY)

    def pattern(self, name: str) -> re.Pattern[str]:
        return self.section(name).pattern

    @cached_property
    def anchors(self) -> Anchors:
        """The anchors of all its phrases."""
        found = (phrase for section in self.sections.values() for phrase in section.phrases)
        return Anchors(anchors for phrase in found for anchors in phrase.anchors)

    @cached_property
    def by_anchors(self) -> Mapping[frozenset[str], list[tuple[int, str, Phrase, tuple[frozenset[str], ...]]]]:
        """All phrases by their rarest set of anchors (empty if they have none), each with its number in the book, its section
        and its other sets. A text meets few of the rarest ones, so that most phrases are never looked at."""
        found: dict[frozenset[str], list[tuple[int, str, Phrase, tuple[frozenset[str], ...]]]] = {}
        number = itertools.count()
        for name, section in self.sections.items():
            for phrase in section.phrases:
                rarest, *others = phrase.anchors or (frozenset[str](),)
                found.setdefault(rarest, []).append((next(number), name, phrase, tuple(others)))
        return found

    @cached_property
    def negation(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """A negating word, and one with at most five words behind it up to the end of a text."""
        word, yet = self.fragments["@not"], self.fragments["@yet"]
        return phrases(word), re.compile(rf"(?<!\w)(?:{word})(?: (?!(?:{yet}) )[\w'/-]+,?){{0,5}} ?\(?$")


@cache
def phrasebooks() -> dict[str, Phrasebook]:
    """Returns every language by its code, English first."""
    files = sorted(_FILES.glob("*.txt"), key=lambda file: (file.stem != "en", file.stem))
    return {file.stem: _read(file) for file in files}


def _read(file: Path) -> Phrasebook:
    fragments: dict[str, str] = {}
    lines: dict[str, list[str]] = {}
    name = ""
    for line in re.sub(r"\|\n\s*", "|", plain_source(file)).split("\n"):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if head := _HEAD.fullmatch(line):
            name = head["name"].strip()
            lines.setdefault(name, [])
        elif line.startswith("@") and " = " in line:
            fragment, value = line.split(" = ", 1)
            fragments[fragment] = _written(value, fragments)
        else:
            lines[name].append(line)
    words = frozenset(" ".join(lines.pop("words", [])).split())
    sections = {name: Section(tuple(found), fragments) for name, found in lines.items() if found}
    return Phrasebook(file.stem, words, sections, fragments)


def plain_source(file: Path) -> str:
    """Returns a file's text without accents; the case of regular expressions stays."""
    return file.read_text(encoding="utf-8").translate({ord(one): other for one, other in _LETTERS.items()})


def languages_of(text: str) -> tuple[Phrasebook, ...]:
    """Returns the phrasebooks for a plain text: English, and every language of which it has some words."""
    words = _WORD.findall(text[:_READ]) + (_WORD.findall(text[-_READ:]) if len(text) > 2 * _READ else [])
    counts = dict.fromkeys(phrasebooks(), 0)
    for word, number in Counter(words).items():
        codes = _languages_by_word().get(word, [])
        # What is English as well tells nothing, but in a few words there may be nothing else.
        for code in codes[:1] if codes[:1] == ["en"] and len(words) >= _SHORT else codes:
            counts[code] += number
    if not any(counts.values()):
        return tuple(phrasebooks().values())
    enough = max(len(words) / _SHARE, counts["en"] / 2 if len(words) < _SHORT else 0, 1)
    enough = max(enough, max(count for code, count in counts.items() if code != "en") * _RELATED)
    return tuple(book for code, book in phrasebooks().items() if code == "en" or counts[code] >= enough)


@cache
def _languages_by_word() -> dict[str, list[str]]:
    """Returns the languages in which a word is frequent, English first."""
    found: dict[str, list[str]] = {}
    for book in phrasebooks().values():
        for word in book.words:
            found.setdefault(word, []).append(book.code)
    return found
