"""Reads a question together with its answer, as in "Living outside the EU? Then this job isn't for you"."""

import re
from collections.abc import Iterator

from jobs.screening.gazetteer import find
from jobs.screening.phrasebook import plain

# Words of a refusal in all languages.
_REFUSING = re.compile(
    r"\b(?:no|not|\w+n't|cannot|sorry|sadly|unfortunately|nicht|keine?|leider|pas|ne|desole|malheureusement|lo sentimos|nao"
    r"|infelizmente|niet|geen|helaas|nie|niestety)\b"
)
_LONGEST = 120  # characters of a question that is only the condition of what follows


def answered(sentences: list[str], text: str) -> Iterator[str]:
    """Yields the sentences of a text. A short question that names a place is one with the refusal behind it."""
    at, number = 0, 0
    while number < len(sentences):
        sentence = sentences[number]
        at = max(at, text.find(sentence, at))
        behind = sentences[number + 1] if number + 1 < len(sentences) else ""
        if (
            _may_be_condition(sentence)
            and _REFUSING.search(plain(behind))
            and text.startswith(behind, at + len(sentence) + 1)
        ):
            sentence = f"{sentence} {behind}"
            number += 1
        yield sentence
        number += 1


def _may_be_condition(sentence: str) -> bool:
    return sentence.endswith("?") and len(sentence) <= _LONGEST and bool(find(sentence))


def as_conditions(plain: str) -> str:
    """Returns a plain sentence in which a question before the end is a condition, as long as before."""
    return plain.replace("? ", ", ")
