"""Phrases of several words that mean the same, brought to one form in claims and sources before they're compared."""

import re
from functools import cache, lru_cache

from advice.answers.wording import phrase_table

_Table = tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=5000)
def alike(text: str) -> str:
    """Returns a text in which each phrase of our table is the one that stands for it: "as many as" is "up to"."""
    for pattern, one in _table("both"):
        text = pattern.sub(one, text)
    return text


@lru_cache(maxsize=1000)
def claimed(text: str) -> str:
    """Returns a claim as it's compared: alike, and without the words that only introduce advice ("make sure to")."""
    for pattern, one in _table("claim"):
        text = pattern.sub(one, text)
    return alike(text)


@lru_cache(maxsize=2000)
def implied(text: str) -> str:
    """Returns words that a text of a source says in other ones: whom "reports to you" you manage."""
    return " ".join(words for pattern, words in _table("implied") if pattern.search(text))


@cache
def _table(name: str) -> _Table:
    return tuple(
        (re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE), one)
        for pattern, one in phrase_table(name).items()
    )
