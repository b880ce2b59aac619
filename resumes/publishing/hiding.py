"""Blanks names, links and contact data in a text."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Self
from urllib.parse import unquote, urlsplit

from resumes.document import Work, is_web_address
from resumes.publishing.spellings import UNSPACED, WORD, key_of, spellings_of
from resumes.publishing.words import read_words

BLANK = "…"
Rewrite = Callable[[str], str]

_LEGAL_FORMS = read_words("legal_forms")
# A company's name may begin with one of these and is then hidden only whole.
_COMMON = read_words("common")
# Parts of names that are words of their own: they are hidden beside the rest of the name only.
_PARTICLES = read_words("particles")
_FOUND_INSIDE = 5  # letters: names as long are found inside words, too: AcmeHealthOS
_LINK = re.compile(r"(?:https?://|www\.)[^\s)\]>]+", re.IGNORECASE)
_EMAIL = re.compile(r"(?:mailto:)?[^\s@<>()\[\],;:]{1,64}@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.,])(?:\+|00|\(\+?\d{1,4}\)|0|\d{3}[-. ]\d{3}[-. ]\d{4}\b)[\d ().\-/\u00a0]{0,20}\d?(?!\w)"
)
_FEWEST_DIGITS = 8  # of a telephone number
_MOST_SPELLINGS = 256
_CAPITALS = re.compile(r"^[A-Z]{3,}(?=[a-z])")  # JPMorgan is also JPM


@dataclass(frozen=True)
class Hidden:
    """What a text must not say. ``phrases`` are compared in any spelling, ``initials`` only as they are: BCG."""

    phrases: frozenset[str]
    initials: frozenset[str] = frozenset()

    def __or__(self, other: "Hidden") -> "Hidden":
        return Hidden(self.phrases | other.phrases, self.initials | other.initials)


NOTHING = Hidden(frozenset())


def parts_to_hide(full: str, shown: str) -> Hidden:
    """Returns the parts of a person's ``full`` name that the ``shown`` one doesn't have."""
    known = {key_of(word) for word in WORD.findall(shown)}
    found: set[str] = set()
    together: list[str] = []
    for word in [*WORD.findall(full), ""]:
        if word and key_of(word) not in known:
            together.append(word)
            if UNSPACED.search(word):
                found.add(_without(word, WORD.findall(shown)))
            elif len(word) > 1 and key_of(word) not in _PARTICLES:
                found.add(word)
        else:
            found.add(" ".join(together))
            together = []
    return Hidden(frozenset(found - {""}))


def ways_to_say(company: Work) -> Hidden:
    """Returns a company's name, without its legal form, its first word if that is a name, its initials, and the name of its
    domain."""
    whole = WORD.findall(company.name)
    words = list(whole)
    while len(words) > 1 and key_of(words[-1]) in _LEGAL_FORMS:
        words.pop()
    host = (urlsplit(company.url).hostname or "").removeprefix("www.").split(".")[0] if company.url else ""
    names = {company.name, " ".join(words), host if len(host) > 2 else ""}
    if words and (len(words) == 1 or (len(words[0]) > 3 and key_of(words[0]) not in _COMMON)):
        names.add(words[0])
    initials = {_initials(words), _initials(whole), *_CAPITALS.findall("".join(words[:1]))} - {""}
    return Hidden(frozenset(name for name in names if len(name) > 1), frozenset(initials))


def _initials(words: Iterable[str]) -> str:
    said = [word for word in words if key_of(word) not in ("the", "of", "and", "for")]
    return "".join(word[0] for word in said).upper() if len(said) > 1 else ""


def without_contact(text: str) -> str:
    """Blanks email addresses and telephone numbers."""
    text = _EMAIL.sub(BLANK, text)
    return _PHONE.sub(lambda match: BLANK if sum(map(str.isdigit, match[0])) >= _FEWEST_DIGITS else match[0], text)


def without_links(text: str) -> str:
    return _LINK.sub(BLANK, text)


def blanking(hidden: Hidden) -> Rewrite:
    """Returns what blanks the hidden names in a text, however they are written."""
    names = _Names.of(hidden)
    unspaced = [
        re.escape(phrase) for phrase in sorted(hidden.phrases, key=len, reverse=True) if UNSPACED.search(phrase)
    ]
    found_anywhere = re.compile("|".join(unspaced) or r"(?!)", re.IGNORECASE)

    def rewrite(text: str) -> str:
        if is_web_address(text) and names.are_in_address(text):
            return BLANK
        text = _LINK.sub(lambda link: BLANK if names.are_in_address(link[0]) else link[0], text)
        return names.blanked_in(found_anywhere.sub(BLANK, text))

    return rewrite


@dataclass(frozen=True)
class _Names:
    """Hidden names as they are compared: ``keys`` of whole names, of at most ``longest`` words; ``inside`` are those that are
    found in longer words too."""

    keys: frozenset[str]
    initials: frozenset[str]
    inside: frozenset[str]
    longest: int

    @classmethod
    def of(cls, hidden: Hidden) -> Self:
        keys = frozenset("".join(words) for phrase in hidden.phrases for words in _spelled(phrase)) - {""}
        return cls(
            keys,
            hidden.initials,
            frozenset(key for key in keys if len(key) >= _FOUND_INSIDE),
            max((len(WORD.findall(phrase)) for phrase in hidden.phrases), default=0),
        )

    def are_in_address(self, address: str) -> bool:
        plain = "".join(map(key_of, WORD.findall(unquote(address))))
        return any(len(key) > 2 and key in plain for key in self.keys)

    def blanked_in(self, text: str) -> str:
        """Returns the text with each name blanked."""
        found = list(WORD.finditer(text))
        words = [match[0] for match in found]
        keys = [key_of(word) for word in words]
        pieces, place, at = [], 0, 0
        while at < len(found):
            size = self._size_at(words[at : at + self.longest + 1], keys[at : at + self.longest + 1])
            if size:
                pieces += [text[place : found[at].start()], BLANK]
                place = found[at + size - 1].end()
            at += size or 1
        return "".join([*pieces, text[place:]])

    def _size_at(self, words: list[str], keys: list[str]) -> int:
        """Returns how many of the words are a name."""
        if words[0] in self.initials:
            return 1
        for size in range(min(self.longest + 1, len(keys)), 0, -1):
            if "".join(keys[:size]) in self.keys:
                return size
        return int(any(key in keys[0] for key in self.inside))


def is_named(text: str, hidden: Hidden) -> bool:
    """Returns whether a text, such as an address, names what is hidden."""
    plain = "".join(map(key_of, WORD.findall(text)))
    return any(len(name) > 2 and name in plain for phrase in hidden.phrases for name in map("".join, _spelled(phrase)))


def _spelled(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yields the words of a phrase in every spelling, up to ``_MOST_SPELLINGS``."""
    return islice(product(*(sorted(spellings_of(word)) for word in WORD.findall(phrase))), _MOST_SPELLINGS)


def _without(word: str, shown: Iterable[str]) -> str:
    """Returns what is left of a name without spaces when the shown part is taken away."""
    for part in shown:
        word = word.replace(part, "")
    return word
