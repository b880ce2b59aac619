"""Knows what titles name: from O*NET's titles of each occupation, and from ours."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from occupations.titles.ours import ours
from occupations.titles.reading import Key, keys_of

LONGEST_ENDING = 3  # words
FEWEST = 5  # titles that must end with a name before it counts with other words in front
MOSTLY = 0.8  # share of them that must be of one occupation


class Kind(IntEnum):
    """How a name is known, the strongest last. ``ENDING``: most titles that end with it are of the occupation."""

    ENDING = 1
    ALTERNATE = 2
    REPORTED = 3
    TITLE = 4
    WITH_SKILLS = 5
    OURS_ALONE = 6
    OURS = 7
    UNSURE = 8


# How much a kind of O*NET's titles says for an occupation, against others with the same title.
WEIGHTS = {Kind.ALTERNATE: 1, Kind.REPORTED: 3, Kind.TITLE: 6}


@dataclass(frozen=True)
class Named:
    """An occupation's published titles."""

    code: str
    title: str
    reported: tuple[str, ...]
    alternates: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """``name`` names the occupation ``code`` (empty for what is unsure). ``share``: of endings, how many in a hundred titles
    that end so are of it."""

    name: str
    kind: Kind
    code: str
    share: int = 100


def name_of(key: Key) -> str:
    return " ".join(key)


def entries_of(occupations: Iterable[Named]) -> Iterator[Entry]:
    """Yields all that titles can be looked up by, each name, kind and code once."""
    known: dict[tuple[str, str], Kind] = {}
    endings: dict[str, dict[str, set[Key]]] = defaultdict(lambda: defaultdict(set))
    for one in occupations:
        own: set[str] = set()  # the words of what the occupation is called for certain
        for kind, titles in (
            (Kind.TITLE, (one.title,)),
            (Kind.REPORTED, one.reported),
            (Kind.ALTERNATE, one.alternates),
        ):
            for key in (key for title in titles for key in keys_of(title)):
                if kind != Kind.ALTERNATE:
                    own.update(key)
                elif own.isdisjoint(key):
                    continue  # a name with no word of it is a chance find: a growth hacker is no forest worker
                place = (name_of(key), one.code)
                known[place] = max(kind, known.get(place, kind))
                for width in range(1, min(LONGEST_ENDING, len(key)) + 1):
                    endings[name_of(key[-width:])][one.code].add(key)
    for (name, code), kind in known.items():
        yield Entry(name, kind, code)
    for name, codes in endings.items():
        total = sum(map(len, codes.values()))
        code, ending = max(codes.items(), key=lambda item: (len(item[1]), item[0]))
        if total >= FEWEST and len(ending) >= MOSTLY * total:
            yield Entry(name, Kind.ENDING, code, 100 * len(ending) // total)
    yield from _ours()


def _ours() -> Iterator[Entry]:
    mine = ours()
    for kind, codes in ((Kind.OURS, mine.ends), (Kind.OURS_ALONE, mine.alone), (Kind.WITH_SKILLS, mine.with_skills)):
        for code, titles in codes.items():
            names = {name_of(key) for title in titles for key in keys_of(title)}
            yield from (Entry(name, kind, code) for name in sorted(names))
    names = {name_of(key) for title in mine.unsure for key in keys_of(title)}
    yield from (Entry(name, Kind.UNSURE, "") for name in sorted(names))
