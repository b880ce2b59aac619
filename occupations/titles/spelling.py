"""Corrects words of a title that are mistyped, from the words that published titles use."""

from difflib import get_close_matches

from occupations import names
from occupations.titles.ours import ours
from occupations.titles.reading import MOST_WORDS

ALIKE = 0.8  # less alike, and another word is meant
SHORTEST = 4  # letters; shorter words are abbreviations


def corrected(title: str) -> str:
    """Returns a title with each word that no title has replaced by the most similar one; as it is if there is none."""
    words = names.words(title)
    if len(words) > MOST_WORDS:
        return title
    better = [_closest(word) for word in words]
    return title if better == words else " ".join(better)


def _closest(word: str) -> str:
    known = names.vocabulary()
    is_right = any(
        word in right
        for right in (known.known, known.nouns, known.technologies, known.meanings, known.levels, ours().translations)
    )
    if len(word) < SHORTEST or is_right:
        return word
    return next(iter(get_close_matches(word, known.known | known.nouns, 1, ALIKE)), word)
