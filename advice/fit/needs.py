"""Tells whether a sentence of a job asks something of the applicant, and whether it may be missing.

A sentence is read together with the headings it stands under. Headings decide what a plain line means ("Docker" under "Nice
to have"); words in the sentence itself outrank them ("Docker is a plus" under "Requirements"). The phrases are in
``data/needs.toml``.
"""

import re
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path


class Need(StrEnum):
    MUST = "must"
    NICE = "nice"


_PHRASES = tomllib.loads((Path(__file__).parent / "data" / "needs.toml").read_text(encoding="utf-8"))


def _between_words(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)")


def _sentence(name: str) -> re.Pattern[str]:
    written = "|".join(_PHRASES["sentences"][name])
    for fragment, pattern in _PHRASES["fragments"].items():
        written = written.replace(f"{{{fragment}}}", pattern)
    return re.compile(written)


_HEADINGS = {name: _between_words(phrases) for name, phrases in _PHRASES["headings"].items()}
_WELCOME = _between_words(_PHRASES["sentences"]["welcome"])
_DENIED, _OUTSIDER, _FRAME, _WORK = map(_sentence, ("denied", "outsider", "frame", "work"))
_ASKED_BY_US, _APPLICANT, _DEMAND = map(_sentence, ("asked_by_us", "applicant", "demand"))
_WISH, _ABOUT_US, _ACQUAINTED = map(_sentence, ("wish", "about_us", "acquainted"))


def need_of(sentence: str, headings: Sequence[str] = ()) -> Need | None:
    """Returns whether a sentence under these headings, the nearest last, asks something; None if it doesn't."""
    said = _plain(sentence)
    announced = _announced(headings)
    if announced in ("other", "duties") or _FRAME.search(said):
        return None
    if _DENIED.search(said):
        return Need.NICE if _WELCOME.search(_DENIED.sub(" ", said)) else None
    if _OUTSIDER.search(said) and not _is_asked_by_us(said):
        return Need.NICE if _WISH.search(said) else None
    if announced == "nice":
        return Need.NICE
    if not announced and (_WORK.search(said) or _ACQUAINTED.search(said)):
        return None
    if _WELCOME.search(said) and (announced or not _ABOUT_US.search(said) or _WISH.search(said)):
        return Need.NICE
    if announced == "must":
        return Need.MUST
    return Need.MUST if _DEMAND.search(said) or _is_asked_by_us(said) else None


def is_duty(sentence: str, headings: Sequence[str]) -> bool:
    """Returns whether a line under these headings says what the person in the job does."""
    said = _plain(sentence)
    return _announced(headings) == "duties" and not _FRAME.search(said) and not _OUTSIDER.search(said)


@lru_cache(maxsize=4096)
def _class_of(heading: str) -> str:
    """Returns what a heading announces: ``must``, ``nice``, ``duties``, other things, or nothing that we know."""
    said = _plain(heading)
    found = next((name for name, pattern in _HEADINGS.items() if pattern.search(said)), "")
    return "other" if found == "surely_other" else found


def _announced(headings: Sequence[str]) -> str:
    """Returns what the nearest known heading announces. A list inside a part of nice-to-haves is one of them."""
    classes = [name for heading in headings if (name := _class_of(heading))]
    if not classes:
        return ""
    return "nice" if classes[-1] == "must" and "nice" in classes else classes[-1]


def _is_asked_by_us(said: str) -> bool:
    match = _ASKED_BY_US.search(said)
    return bool(match and (match[0].endswith(("you", "candidates")) or _APPLICANT.search(said[match.end() :].strip())))


def _plain(text: str) -> str:
    return " ".join(
        text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\N{NON-BREAKING HYPHEN}", "-").split()
    )
