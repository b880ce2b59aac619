"""Translates typed keywords into queries on titles, on all names of a job, and on its text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from jobs.search import lexemes
from occupations import names
from occupations.folding import prepared
from occupations.names import Unit

_PIECE = re.compile(r'(-?)"([^"]*)(?:"|$)|(\S+)')
_MINUSES = re.compile(r"-[-\s]*(?=-)")  # each minus is a "not", and PostgreSQL nests at most 32 of them


@dataclass(frozen=True)
class Typed:
    """Keywords as queries. ``title``: the job is called that; ``named``: its title, skills, company or industry say
    it, the first included; both are a ``tsquery``, empty if the keywords can't be looked up as names. ``text`` and
    ``without`` are what `jobs_search_query` reads: what a text must say, and what it must not. ``also`` is a
    ``tsquery`` that a job found by its text must match too. ``units``: what was asked for."""

    title: str = ""
    named: str = ""
    text: str = ""
    also: str = ""
    without: str = ""
    units: tuple[Unit, ...] = ()


@dataclass
class _Alternative:
    """What must all be there: ``runs`` of words, each with whether it was quoted; ``without`` must not be there."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


@lru_cache(maxsize=2_000)
def read(q: str, exclude: str = "") -> Typed:
    """Reads keywords: words, quotes, OR and minus, as `websearch_to_tsquery` does. ``exclude``: words that must not be
    there, each of them."""
    found = _read(q)
    words = [word for word in exclude.replace('"', " ").replace("-", " ").split() if names.words(word)]
    if not words:
        return found
    avoided = [f"!({_literally(names.words(word))[1]})" for word in words]
    title, named = (_all([one, *avoided]) if one else "" for one in (found.title, found.named))
    without = lexemes.for_text(" OR ".join(f'"{word}"' for word in words))
    return replace(found, title=title, named=named, without=" OR ".join(filter(None, [found.without, without])))


def _read(q: str) -> Typed:
    text = _MINUSES.sub("", lexemes.for_text(q))
    typed = _MINUSES.sub("", prepared(q))
    alternatives = _alternatives(typed)
    if len(alternatives) > 1 and any(one.without for one in alternatives):
        return Typed(text=text)  # only a text can be asked that
    found = [parts for one in alternatives if (parts := list(_parts(one.runs)))]
    if not found:
        return Typed(text=text)
    title = _any(_all(part[0] for part in parts) for parts in found)
    named = _any(_all(part[1] for part in parts) for parts in found)
    units = tuple(unit for parts in found for part in parts for unit in part[2])
    if len(alternatives) > 1:
        return Typed(title, named, text, units=units)
    return _with_text(Typed(title, named, units=units), alternatives[0], typed)


def _alternatives(typed: str) -> list[_Alternative]:
    made = [_Alternative()]
    is_open = False  # whether the last run can be continued by the next word
    for minus, quoted, word in _PIECE.findall(typed):
        alternative = made[-1]
        if word.lower() == "or":
            made.append(_Alternative())
        elif word.startswith("-") or minus:
            alternative.without.append(quoted or word.lstrip("-"))
        elif not word:
            alternative.runs.append((quoted, True))
        elif is_open:
            alternative.runs[-1] = (f"{alternative.runs[-1][0]} {word}", False)
        else:
            alternative.runs.append((word, False))
        is_open = bool(word) and word.lower() != "or" and not word.startswith("-")
    return [one for one in made if one.runs or one.without] or made[:1]


_Part = tuple[str, str, tuple[Unit, ...]]  # of a title, of names, and what they ask for


def _parts(runs: Iterable[tuple[str, bool]]) -> Iterator[_Part]:
    for text, is_quoted in runs:
        words = names.words(text)
        if is_quoted and words:
            yield _literally(words)
        elif words:
            yield _meant(names.units(words))


def _literally(words: Sequence[str]) -> _Part:
    """Returns the conditions for these words one after the other."""
    tokens = names.literally(words)
    title, named = (_all(lexemes.any_of([mark + token]) for token in tokens) for mark in (lexemes.TITLE, lexemes.NAMED))
    return title, named, tuple(Unit((word,), (word,)) for word in words)


def _meant(units: Sequence[Unit]) -> _Part:
    """Returns the conditions for these units. In a title those that say what the work is must stand together: a product
    marketing manager is no product manager."""
    title = []
    joined: set[int] = set()
    for at, (one, other) in enumerate(pairwise(units)):
        if not (one.is_loose or other.is_loose):
            pairs = [a + b for a in one.tokens for b in other.tokens]
            pairs += [b + a for a in one.tokens for b in other.tokens]
            title.append(lexemes.any_of(lexemes.TITLE + pair for pair in pairs))
            joined |= {at, at + 1}
    alone = [unit for at, unit in enumerate(units) if at not in joined]
    title += [lexemes.any_of(lexemes.TITLE + token for token in unit.tokens) for unit in alone]
    return _all(title), _all(map(_named, units)), tuple(units)


def _named(unit: Unit) -> str:
    by_token = lexemes.any_of(lexemes.NAMED + token for token in unit.tokens)
    if not unit.is_meaning:
        return by_token
    words = _all(lexemes.any_of([lexemes.NAMED + word]) for word in unit.words)
    return f"{by_token} | {words}"


def _with_text(found: Typed, asked: _Alternative, typed: str) -> Typed:
    """Adds what must not be there, and keeps words from the text that a text can't tell apart (IT, Go, R)."""
    known = names.vocabulary()
    said = [word for run, is_quoted in asked.runs if not is_quoted for word in run.split()]
    untold = [word for word in said if word.lower() in known.names_only]
    also = _all(_named(unit) for word in untold for unit in names.units(names.words(word)))
    text = typed
    if untold:
        runs = (f'"{run}"' if is_quoted else _leaving_out(run, untold) for run, is_quoted in asked.runs)
        text = " ".join(filter(None, [*runs, *(f'-"{word}"' for word in asked.without)]))
    without = " OR ".join(f'"{word}"' for word in asked.without)
    avoided = [f"!({_literally(words)[1]})" for word in asked.without if (words := names.words(word))]
    title, named = (_all([one, *avoided]) if avoided else one for one in (found.title, found.named))
    return replace(
        found, title=title, named=named, text=lexemes.for_text(text), also=also, without=lexemes.for_text(without)
    )


def _leaving_out(run: str, words: Sequence[str]) -> str:
    return " ".join(word for word in run.split() if word not in words)


def _all(parts: Iterable[str]) -> str:
    return " & ".join(f"({part})" for part in parts)


def _any(parts: Iterable[str]) -> str:
    return " | ".join(f"({part})" for part in parts)
