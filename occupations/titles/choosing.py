"""Decides which occupation a title names, and how sure that is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from occupations import names
from occupations.titles.index import WEIGHTS, Entry, Kind, name_of
from occupations.titles.reading import Called, Key, read_title

SURE = 0.8  # from here on an occupation is shown
MOST_CANDIDATES = 6


@dataclass(frozen=True)
class Match:
    """The occupation ``code`` with a confidence from 0 to 1."""

    code: str
    confidence: float

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE


def names_asked(title: str) -> set[str]:
    """Returns the names to look up for a title."""
    return {name_of(key) for called in read_title(title) for keys in (called.keys, *called.shorter) for key in keys}


def choose(
    title: str, skills: Iterable[str], known: Mapping[str, Sequence[Entry]], tools: Mapping[str, Iterable[str]]
) -> Match | None:
    """Returns the occupation that a title names, None if it doesn't tell.

    ``known`` has the entries of the names that were asked for, ``tools`` the tools of their occupations.
    """
    asked = skill_keys_of(skills)
    guess: Match | None = None
    for called in read_title(title):
        own = asked | skill_keys_of(called.technologies)
        whole = _known(called.keys, known)
        if _is_unsure(whole):
            return guess
        found = _by_name(called, whole, own, tools)
        for keys in () if found else called.shorter:
            entries = _known(keys, known)
            if _is_unsure(entries):
                if len(keys[0]) > 1:
                    return guess
                break
            if found := _by_ending(called, entries, own, tools):
                break
        if found and found.is_sure:
            return found
        guess = guess or found
    return guess


def _known(keys: Iterable[Key], known: Mapping[str, Sequence[Entry]]) -> list[Entry]:
    return [entry for key in keys for entry in known.get(name_of(key), ())]


def _is_unsure(entries: Iterable[Entry]) -> bool:
    return any(entry.kind == Kind.UNSURE for entry in entries)


def _by_name(
    called: Called, entries: Sequence[Entry], asked: frozenset[str], tools: Mapping[str, Iterable[str]]
) -> Match | None:
    """Decides by what the whole name names."""
    of_kind = _codes_by_kind(entries)
    mine = of_kind.get(Kind.OURS, []) + of_kind.get(Kind.OURS_ALONE, [])
    certainty = 0.92 if called.manages else 0.98
    if mine:
        return _one_of(dict.fromkeys(mine, 1), certainty, asked, tools)
    needed = 1 if called.technologies else 2
    for code in of_kind.get(Kind.WITH_SKILLS, []):
        if _overlap(asked, tools.get(code, ())) >= needed:
            return Match(code, 0.88)
    weights: dict[str, int] = {}
    for kind, weight in WEIGHTS.items():
        weights |= {code: max(weight, weights.get(code, 0)) for code in of_kind.get(kind, [])}
    if weights:
        is_reported = sum(weights.values()) > WEIGHTS[Kind.ALTERNATE]
        return _one_of(weights, certainty if is_reported else certainty - 0.1, asked, tools)
    return _by_ending(called, entries, asked, tools)


def _by_ending(
    called: Called, entries: Sequence[Entry], asked: frozenset[str], tools: Mapping[str, Iterable[str]]
) -> Match | None:
    """Decides by what names that end like this name."""
    certainty = 0.88 if called.manages else 0.92
    of_kind = _codes_by_kind(entries)
    if mine := of_kind.get(Kind.OURS):
        return _one_of(dict.fromkeys(mine, 1), certainty, asked, tools)
    ending = next((entry for entry in entries if entry.kind == Kind.ENDING), None)
    return Match(ending.code, certainty * ending.share / 100) if ending else None


def _codes_by_kind(entries: Iterable[Entry]) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.kind, []).append(entry.code)
    return found


def _one_of(
    weights: Mapping[str, int], certainty: float, asked: frozenset[str], tools: Mapping[str, Iterable[str]]
) -> Match:
    """Returns the occupation with most of the weight; if none has three quarters, the one whose tools the job asks for."""
    best = max(weights, key=lambda code: (weights[code], code))
    share = weights[best] / sum(weights.values())
    if share >= 0.75:
        return Match(best, certainty * min(1, share + 0.1))
    candidates = sorted(weights, key=lambda code: (-weights[code], code))[:MOST_CANDIDATES]
    overlaps = sorted(((_overlap(asked, tools.get(code, ())), code) for code in candidates), reverse=True)
    (most, code), (next_most, _) = overlaps[0], overlaps[1]
    if most > next_most and (most >= 2 or next_most == 0):
        return Match(code, 0.82)
    return Match(best, share * 0.8)


def _overlap(asked: frozenset[str], tools: Iterable[str]) -> int:
    """Returns how many of the skills are tools of the occupation, not counting what everybody uses."""
    offered = {key for tool in tools for key in skill_keys(tool)} - _tools_of_everybody()
    return len(asked & offered)


@cache
def _tools_of_everybody() -> frozenset[str]:
    """Returns tools of nearly every occupation, which tell none from another."""
    tools = (
        "Microsoft Excel", "Microsoft Word", "Microsoft PowerPoint", "Microsoft Outlook", "Microsoft Office software",
        "Microsoft Windows", "Microsoft Teams", "Microsoft Access", "Microsoft Project", "Excel", "Word", "PowerPoint", "Outlook",
        "Office", "Windows", "Teams", "Access", "Project", "Google Docs", "Google Drive", "Google Sheets", "Slack", "Zoom",
        "Email software", "Spreadsheet software", "Word processing software", "Web browser software", "SAP software",
    )  # fmt: skip
    return frozenset("".join(names.words(tool)) for tool in tools)


def skill_keys_of(skills: Iterable[str]) -> frozenset[str]:
    """Returns one key for each skill, so that two names of one skill count once."""
    return frozenset(unit[0] for skill in skills if (unit := sorted(_whole(skill))))


@lru_cache(maxsize=20_000)
def _whole(skill: str) -> frozenset[str]:
    words = names.words(skill)
    if not words:
        return frozenset()
    units = names.units(words)
    return frozenset(units[0].tokens[:1]) if len(units) == 1 else frozenset(["".join(words)])


@lru_cache(maxsize=20_000)
def skill_keys(tool: str) -> frozenset[str]:
    """Returns all that a published tool can be called: "Amazon Web Services AWS software" is asked for as "AWS"."""
    words = [word for word in names.words(tool) if word != "software"]
    found = {token for unit in names.units(words) for token in unit.tokens[:1] if unit.is_meaning}
    return frozenset({"".join(words), *found, *("".join(words[1:]) for _ in words[1:2])})
