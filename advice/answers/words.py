"""Words of claims and sources in the one form in which they are compared.

Only what can't change a meaning is made alike: contractions, the forms of "be", numbers in words and digits, "per" and "a". A
word keeps its tense, and no word stands for another one.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from toolkit.text import fold

DATA = Path(__file__).parent / "data/words.toml"
_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {word: str(number) for number, word in enumerate(_TO_NINETEEN.split(" "))} | {
    word: str(10 * number) for number, word in enumerate(_TENS.split(" "), 2)
}
_FORMS = {
    "am": "is", "are": "is", "were": "was", "has": "have", "does": "do", "per": "a", "an": "a", "cannot": "can not",
    "u.s": "US",
}  # fmt: skip
_CONTRACTIONS = [
    (re.compile(pattern, re.IGNORECASE), whole)
    for pattern, whole in (
        (r"\bcan't\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"(?<=\w)n't\b", " not"),
        (r"(?<=\w)'re\b", " are"),
        (r"(?<=\w)'ve\b", " have"),
        (r"(?<=\w)'ll\b", " will"),
        (r"\b(I|you|he|she|we|they|who)'d\b", r"\1 would"),
        (r"\bI'm\b", "I am"),
        (r"\b(it|there|that|he|she|who|what)'s\b", r"\1 is"),
        (r"\s?(?:percent|per cent)\b|\s%", "%"),
        (r"(?:(?<=\d)|(?<=\d[%kKmM]))\s?[–—-]\s?(?=[$€£]?\d)", " to "),
        (r"\bco-(?=\w)", "co"),
        (r"\s&\s", " and "),
    )
]
_WORD = re.compile(
    r"(?P<word>(?:us|ca?|a)?[$€£¥]\s?\d+(?:[.,]\d+)*[kmb]?\b\+?|(?:(?<![\w)])[+-])?\d+(?:[.,:]\d+)*(?:[%+]|[^\W\d_]+)?\+?"
    r"|[^\W_]+(?:['.&/+#-][^\W_]+)*[+#]*)|(?P<sign>[,;:()–—]|[.!](?=\s|$))|(?P<symbol>[^\w\s.!'\"“”*_/&-])",
    re.IGNORECASE,
)
_CURLY = str.maketrans({"‘": "'", "’": "'", "´": "'", "`": "'", "‐": "-", "‑": "-", "‒": "-", "−": "-"})
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|es|s|e)$")
_LONGEST_PART = 5  # letters of a word that its other forms share: "report", "reporter"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def word_list(name: str) -> frozenset[str]:
    """Returns a list of our file."""
    return frozenset(_data()[name].split())


@dataclass(frozen=True)
class Row:
    """The words of a text, and before which of them a sign is: a comma, a colon, a bracket."""

    words: tuple[str, ...]
    signs: frozenset[int]


@lru_cache(maxsize=4000)
def row_of(text: str) -> Row:
    """Returns the words of a text in order. Capitals count where a word has nothing else: "US" isn't "us"."""
    said = text.translate(_CURLY)
    for pattern, whole in _CONTRACTIONS:
        said = pattern.sub(whole, said)
    words: list[str] = []
    signs = set()
    for found in _WORD.finditer(said):
        if found["sign"]:
            signs.add(len(words))
        elif found["symbol"]:  # "<", "~", "?": they change what is said
            words.append(found[0])
        else:
            words += _in_one_form(found[0]).split()
    return Row(tuple(words), frozenset(signs))


def _in_one_form(word: str) -> str:
    if word.isupper() and 1 < len(word) <= 3 and word.isalpha():
        return word
    folded = fold(word)
    return _FORMS.get(folded) or _NUMBERS.get(folded) or folded


def likeness(text: str) -> frozenset[str]:
    """Returns what words with content have in common with their other forms: their first letters, and figures as they are."""
    return frozenset(_ENDING.sub("", word)[:_LONGEST_PART] for word in row_of(text).words if word not in SMALL)


ARTICLES = frozenset(("a", "the"))
_COUNTED = frozenset(("few", "little", "lot", "bit", "couple", "number", "half", "third", "quarter", "most", "only"))


def is_free_article(words: Sequence[str], at: int) -> bool:
    """Whether a word is an article that may be left out: not that of "a few", "the 20" or "50 a day"."""
    if at >= len(words) - 1 or words[at] not in ARTICLES or words[at + 1] in _COUNTED or words[at + 1][0].isdigit():
        return False
    return words[at] == "the" or words[at + 1] not in _PERIODS


_PERIODS = frozenset(("hour", "day", "night", "shift", "week", "month", "quarter", "year", "term", "time"))
_PAST = word_list("past")  # what doesn't end in "ed"


def is_past(word: str) -> bool:
    """Whether a word is a verb in the past, as far as it shows."""
    return word in _PAST or word.endswith("ed")


SMALL = word_list("small")
