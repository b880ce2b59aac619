"""Seeded random choices, and sentence templates."""

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache

Dice = random.Random
Words = Mapping[str, Sequence[str]]

_STARTS = tuple(consonant + vowel for consonant in "bdjlmnrstvwy" for vowel in "aeiou")
_ENDINGS = (
    "bel bury cent da dale del den dra fen field ford gan gate helm ka kin la land lane len lin lis lo lon mar mer mond more na "
    "nel ner nix no rel ria ric rin ris ro rock sa sen sol stad ster stone ta tal ter ton tra van vel ver via wick win wood "
    "yard zen"
)
_ENDS = tuple(_ENDINGS.split())
NAMES = len(_STARTS) ** 2 * len(_ENDS)


def dice(*seed: object) -> Dice:
    """A random generator that makes the same choices for the same ``seed``."""
    return Dice(":".join(map(str, seed)))


def rank(dice: Dice, count: int, flat: float = 1.0) -> int:
    """A number below ``count``, small ones more often (Zipf–Mandelbrot law); ``flat`` evens out the first ones."""
    return int(flat * ((count / flat + 1) ** dice.random() - 1))


def name(number: int) -> str:
    """An invented name for each number below ``NAMES``, no two alike."""
    rest, last = divmod(number, len(_ENDS))
    first, second = divmod(rest, len(_STARTS))
    return (_STARTS[second] + _STARTS[first] + _ENDS[last]).capitalize()


@cache
def _split(sentence: str) -> tuple[str, ...]:
    """Text and names of gaps in turn; the first and the last are text."""
    return tuple(re.split(r"\{(\w+)\}", sentence))


def fill(sentence: str, words: Words, dice: Dice) -> str:
    """``sentence`` with each ``{name}`` replaced by one of ``words[name]``, the first of them most often, none twice."""
    said = list(_split(sentence))
    for gap in range(1, len(said), 2):
        choices = words[said[gap]]
        choice = choices[rank(dice, len(choices), 3)]
        if choice in said and (others := [other for other in choices if other not in said]):
            choice = dice.choice(others)
        said[gap] = choice
    return "".join(said)
