"""Chooses the ad of a page: by weight, and the same one for everybody for an hour.

Each candidate gets a number from a hash of its key, the page and the hour, divided by its weight (weighted rendezvous hashing).
So a page has one ad that any process finds without asking another, weights are kept over pages and hours, and a campaign that
comes or goes changes only the pages that it wins or leaves.
"""

import hashlib
import math
from collections.abc import Iterable
from typing import Protocol, TypeVar

HOUR = 60 * 60


class Candidate(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def weight(self) -> int: ...


C = TypeVar("C", bound=Candidate)


def hour_of(seconds: float) -> int:
    """Returns the number of an hour since 1970 (UTC), from seconds."""
    return int(seconds // HOUR)


def choose(candidates: Iterable[C], *, page: str, placement: str, hour: int) -> C | None:
    """Returns the candidate for a box in an hour: each with a probability of its weight among all weights. None without any."""
    where = f"{placement}|{page}|{hour}"
    return min(candidates, key=lambda one: (_distance(f"{one.key}|{where}", one.weight), one.key), default=None)


def _distance(text: str, weight: int) -> float:
    """Returns an exponential variable of rate ``weight``: the smallest of several is of each with that probability."""
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
    return -math.log((number + 1) / 2**64) / weight
