"""Words of claims and sources in the one form in which they are compared.

Only what can't change a meaning is made alike: contractions, the forms of "be", numbers in words and digits, "per" and "a". A word
keeps its tense, and no word stands for another one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.text import fold

_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen twenty".split()
    )
} | {word: str(10 * number) for number, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}
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
# Forms of the past that don't end in "ed".
_PAST = frozenset(
    "led built wrote ran made grew sold taught won cut set held kept took oversaw brought bought met found began gave spoke drove "
    "rebuilt rewrote cowrote put spent sent saw chose rose fell did".split()
)


def is_past(word: str) -> bool:
    """Whether a word is a verb in the past, as far as it shows."""
    return word in _PAST or word.endswith("ed")


# Function words: they are in sentences about anything.
SMALL = frozenset(
    "a the this that these those there here it its they them their he she his her we us our i me my you your and or but nor so then "
    "than as at by for from in into of on onto to toward with within through during across about around between per via over under "
    "above below up down out off again is was be been being have had having do did doing done will would shall should can could may "
    "might must what which who whom whose when where why how while because since until whether also too just very quite rather even "
    "already yet some any all each every both either neither no not only more most less least few many much other another such same "
    "own if unless except without after before once one 1 résumé resume cv job role position guide says say lists asks ask".split()
)
