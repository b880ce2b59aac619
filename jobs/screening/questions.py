"""Reads a question together with its answer, as in "Living outside the EU? Then this job isn't for you" or "Remote? No"."""

import re
from collections.abc import Iterator

from jobs.screening.gazetteer import find
from jobs.screening.phrasebook import plain

# Words of a refusal in all languages.
_REFUSING = re.compile(
    r"\b(?:no|not|\w+n't|cannot|sorry|sadly|unfortunately|nicht|keine?|leider|pas|ne|desole|malheureusement|lo sentimos|nao"
    r"|infelizmente|niet|geen|nee|helaas|nie|niestety|fehlanzeige|nein)\b"
)
_REMOTE = re.compile(
    r"\b(?:remote|home ?-?office|homeoffice|teletravail|a distance|teletrabaj\w+|remoto|a distancia|teletrabalho"
    r"|thuiswerken|thuis werken"
    r"|op afstand|telewerk\w*|zdaln\w+|z domu|from home|mobiles arbeiten)\b"
)
# "…, ok?" only asks whether the reader has understood.
_ASKING_BACK = re.compile(
    r"(?<=, )(?:ok|okay|oke|ta|vale|oder|d'accord|certo|combinado|tudo bem|de acuerdo|prawda|toch|goed|right|deal)\?$"
)
_LONGEST = 120  # characters of a question that is only the condition of what follows
_BRIEF = 40  # characters of a question that names no place, but remote work


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
    if not sentence.endswith("?") or len(sentence) > _LONGEST:
        return False
    return bool(find(sentence)) or (len(sentence) <= _BRIEF and bool(_REMOTE.search(plain(sentence))))


def as_conditions(plain: str) -> str:
    """Returns a plain sentence in which a question before the end is a condition, as long as before, and "ok?" at its end asks
    nothing."""
    return _ASKING_BACK.sub(".", plain).replace("? ", ", ")
