"""Splits a job's location label into parts: the names and other words between two separators."""

import csv
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jobs.screening.gazetteer import WORD, Name, folded, meanings
from jobs.screening.phrasebook import listed


@dataclass
class Part:
    """What is between two separators: place names and other words, without words that mean nothing here. Parts of
    the same ``group`` can belong to each other; ";" and "or" start another group."""

    joint: str
    group: int = 0
    is_excluded: bool = False
    said: str = ""
    names: list[tuple[Name, ...]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The part if it consists of two or three capital letters only, apart from words like "remote"."""
        said = self.said.split()
        codes = [word for word in said if word in self.rest or word in _CODES_THAT_ARE_WORDS]
        if len(codes) != 1 or self.names or not set(self.rest) <= set(codes) or not is_code(codes[0]):
            return ""
        is_shouted = len(said) > 1 and self.said.isupper()
        is_word = len(said) > 1 and codes[0] in _CODES_THAT_ARE_WORDS
        return "" if is_shouted or is_word else codes[0]

    def has(self, *kinds: str) -> bool:
        return any(name.kind in kinds for names in self.names for name in names)

    @property
    def slugs(self) -> set[str]:
        return {slug for names in self.names for name in names for slug in name.regions}


@cache
def label_words() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    with (Path(__file__).parent / "data" / "label_words.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            found[row["kind"]] = found.get(row["kind"], frozenset()) | frozenset(row["words"].split())
    return found


_SMALL = frozenset({"us", "uk", "eu", "usa", "uae"})  # short names that labels also write in lower case
_CODES_THAT_ARE_WORDS = frozenset(
    listed("IN, OK, OR, ME, HI, AS, TO, IT, IS, NO, SO, BE, AM, AT, BY, MY, DO, OF, ON, LA, DE")
)
_JOINT = re.compile(r"[;|/•\n·()\[\]:,&+]|\s[-–—]|[-–—]\s")
_AND = frozenset(["and", "plus", "und", "et", "y", "e", "i", "oraz"])
_OR = frozenset(["or", "oder", "ou", "lub", "albo"])


def parts_of(label: str) -> list[Part]:
    tokens = list(WORD.finditer(label))
    words = [folded(token[0]) for token in tokens]
    parts = [Part("")]
    at = last_end = 0
    excluded = False
    while at < len(tokens):
        gap = label[last_end : tokens[at].start()]
        count, names = _meant(tokens, words, at)
        is_link = not names and words[at] in _AND | _OR
        joint = "&" if is_link else ""
        if found := _JOINT.search(gap):
            joint = found[0].strip()
        elif gap == "-" and is_code(tokens[at - 1][0]) and (names or is_code(tokens[at][0])):
            joint = "-"  # "US-CA-San Francisco"
        if joint:
            is_other = bool(set(gap) & set(";\n")) or words[at] in _OR
            is_other = is_other or (
                joint in ("/", "|") and words[at] in ("remote", *label_words()["any"])
            )  # "Bonn / Remote"
            parts.append(Part(joint, parts[-1].group + is_other, excluded and not set(gap) & set(");")))
        excluded = parts[-1].is_excluded
        part, end = parts[-1], tokens[at + count - 1].end()
        if words[at] in label_words()["but"] and not names:
            if part.said:
                parts.append(Part("-", part.group))
            parts[-1].is_excluded = excluded = True
        elif names:
            part.names.append(names)
        elif not is_link:
            part.words.append(words[at])
            if not _is_noise(tokens[at][0], words[at]):
                part.rest.append(tokens[at][0])
        if not is_link and not (words[at] in label_words()["but"] and not names):
            part.said = f"{part.said} {label[tokens[at].start() : end]}".strip()
        at, last_end = at + count, end
    return [part for part in parts if part.said]


def _meant(tokens: list[re.Match[str]], words: list[str], at: int) -> tuple[int, tuple[Name, ...]]:
    """Returns the number of words of the name that starts here and its possible meanings; without a name, one word and
    none."""
    count, names = meanings(words, at)
    names = tuple(name for name in names if name.kind != "code")
    word = tokens[at][0]
    is_short = count == 1 and len(words[at]) <= 3 and words[at] not in _SMALL
    if not names or (is_short and not word.isupper()):
        return 1, ()
    return count, names


def _is_noise(word: str, folded_word: str) -> bool:
    if folded_word.isdigit():
        return True
    is_plain = not is_code(word) or word in _CODES_THAT_ARE_WORDS
    return folded_word in label_words()["any"] or (is_plain and folded_word in label_words()["noise"])


def is_code(word: str) -> bool:
    return len(word) in (2, 3) and word.isascii() and word.isupper() and word.isalpha()
