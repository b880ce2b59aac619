"""Sentences that only letters have: courtesies without facts, and what somebody applies for."""

import re
from collections.abc import Sequence

from advice.answers.cleaning import addresses
from advice.answers.quotes import Evidence
from advice.answers.words import SMALL, row_of, word_list
from advice.sources.source import Kind
from toolkit.text import fold

_COURTESIES = word_list("courtesies")
_DENIALS = frozenset(("no", "not", "never", "nor", "neither", "without"))
_APPLYING = re.compile(
    r"I(?:'m| am) (?:applying|writing to apply) for the (?:role|position|job) of (?P<role>.+?)(?: at (?P<company>.+?))?\.?",
    re.IGNORECASE,
)


def is_courtesy(text: str) -> bool:
    """Whether a sentence of a letter states nothing that could be true or false."""
    return not addresses(text) and all(
        word in _COURTESIES or (word in SMALL and word not in _DENIALS) for word in row_of(text).words
    )


def is_application(text: str, cited: Sequence[Evidence]) -> bool:
    """Whether a sentence says what job it's about, by the job's own labels: first its title, then its company."""
    found = _APPLYING.fullmatch(text.replace("’", "'"))
    if not found:
        return False
    labels = [fold(one.source.text) for one in cited if one.kind is Kind.JOB]
    return labels == [fold(name) for name in (found["role"], found["company"]) if name]
