"""Ranks jobs for a member: what a fitting job may say, and the SQL that finds and scores such jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jobs.search import lexemes
from jobs.vocabulary.kinds import Level
from occupations.names import MEANING, vocabulary

LEAST = 160  # points, of 1,000, from which a job fits
# How many of the newest jobs of each kind are scored: called the same; a word of the title and a skill; two of the skills; one of
# them.
MOSTS = (300, 200, 200, 100)


@dataclass(frozen=True)
class Profile:
    """What jobs are ranked by: the columns of the same names of `jobs.models.FitProfile`."""

    called: tuple[str, ...] = ()
    called_before: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    level: str = Level.ANY.value

    @cached_property
    def kinds(self) -> list[tuple[str, int]]:
        """What a fitting job may say, as a ``tsquery``, each with how many of the newest such jobs are scored."""
        _name, words = split_tokens((*self.called, *self.called_before))
        parts, skills = _any(lexemes.NAMED, words), _any(lexemes.NAMED, self.skills)
        asked = (
            _any(lexemes.TITLE, (*_names_of(self.called), *_names_of(self.called_before))),
            f"({parts}) & ({skills})" if parts and skills else parts,
            _of_two_halves(self.skills),
            skills,
        )
        return [(query, most) for query, most in zip(asked, MOSTS, strict=True) if query]

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of `FITTING`, but for what narrows the search."""
        return {
            "kinds": [query for query, _most in self.kinds],
            "kind_mosts": [most for _query, most in self.kinds],
            "called": list(self.called),
            "called_before": list(self.called_before),
            "skills": list(self.skills),
            "level": self.level,
            "least": LEAST,
        }


def _names_of(called: tuple[str, ...]) -> list[str]:
    """Returns the tokens that name the work; of a title such as "Operations Lead", whose one word names it, that word."""
    name, words = split_tokens(called)
    return name or words or list(called)


def split_tokens(tokens: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Splits the tokens of titles into those that name the work, and words that other work may be called too."""
    known = vocabulary()
    every = set(tokens)
    pairs = {one + other for one in every for other in every}
    wide = {more for token in every for more in known.wider.get(token, ())}
    is_word = {
        token: (token not in pairs and not token.startswith(lexemes.WHOLE))
        or token in wide
        or token.removeprefix(MEANING) in known.technologies
        for token in every
    }
    names = [token for token in tokens if not is_word[token]]
    return names, [token for token in tokens if is_word[token] and token not in known.nouns]


def _any(prefix: str, tokens: Iterable[str]) -> str:
    return lexemes.any_of(prefix + token for token in dict.fromkeys(tokens))


def _of_two_halves(skills: tuple[str, ...]) -> str:
    """Returns the condition for jobs that name a skill of either half, so two at least. All pairs of skills would find more
    such jobs, but take longer than everything else."""
    halves = [_any(lexemes.NAMED, half) for half in (skills[::2], skills[1::2])]
    return " & ".join(f"({half})" for half in halves) if all(halves) else ""
