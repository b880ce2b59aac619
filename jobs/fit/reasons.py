"""Says why a job fits a member: whose work it is, which of its skills are in the résumé, and which aren't."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from jobs.models import FitProfile, Job
from jobs.search import lexemes
from jobs.search.fitting import split_tokens
from jobs.vocabulary.kinds import Level

MOST_NAMED = 3  # skills in a sentence
ALIKE = 0.5  # share of the tokens of two titles that they have in common, where none of them is known
_LADDER = (Level.ENTRY, Level.MIDWEIGHT, Level.SENIOR, Level.DIRECTOR, Level.EXECUTIVE)


class Relation(StrEnum):
    """How a job's title is related to one of the résumé."""

    SAME = "same"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True)
class Fit:
    """Why a job fits. ``title``: the related one of the résumé, empty if none is; ``had`` and ``missing`` are the skills that the
    job asks for, as it writes them, with and without a line in the résumé; ``step`` is how many levels the job is above the
    résumé's, 0 if one of them has none."""

    relation: Relation
    title: str
    had: tuple[str, ...]
    missing: tuple[str, ...]
    step: int

    @property
    def asked(self) -> int:
        return len(self.had) + len(self.missing)

    @property
    def score(self) -> str:
        """``7 of 9``; empty if the job names no skills."""
        return _("%(had)d of %(asked)d") % {"had": len(self.had), "asked": self.asked} if self.asked else ""

    @property
    def strip(self) -> list[bool]:
        """A mark for each skill asked for, those in the résumé first."""
        return [True] * len(self.had) + [False] * len(self.missing)

    @property
    def gaps(self) -> str:
        """The skills that no line is about, in words."""
        named = ", ".join(self.missing[:MOST_NAMED])
        more = len(self.missing) - MOST_NAMED
        return _("%(skills)s and %(count)d more") % {"skills": named, "count": more} if more > 0 else named

    @property
    def sentence(self) -> str:
        words = {"title": self.title, "skills": get_text_list(list(self.had[:MOST_NAMED]), _("and"))}
        if self.relation is Relation.NONE:
            said = (
                _("Your résumé speaks of %(skills)s.") if self.had else _("It has little in common with your résumé.")
            )
            return said % words
        return _SENTENCES[self.relation][(self.step > 0) - (self.step < 0)]() % words


# Each is its own sentence, so that it can be translated as one.
_SENTENCES = {
    Relation.SAME: {
        0: lambda: _("Same work as “%(title)s” in your résumé."),
        1: lambda: _("Same work as “%(title)s” in your résumé, at a higher level."),
        -1: lambda: _("Same work as “%(title)s” in your résumé, at a lower level."),
    },
    Relation.NEAR: {
        0: lambda: _("Close to “%(title)s” in your résumé."),
        1: lambda: _("Close to “%(title)s” in your résumé, at a higher level."),
        -1: lambda: _("Close to “%(title)s” in your résumé, at a lower level."),
    },
}


class Reasons:
    """Compares jobs with one profile."""

    def __init__(self, profile: FitProfile) -> None:
        self.profile = profile
        self._skills = frozenset(profile.skills)

    @cached_property
    def _titles(self) -> list[tuple[str, frozenset[str]]]:
        """The titles of the résumé, each with its tokens."""
        made = [(title, frozenset(lexemes.tokens_of_title(title, None))) for title in self.profile.titles]
        return [
            (title, tokens | frozenset(self.profile.called) if not at else tokens)
            for at, (title, tokens) in enumerate(made)
        ]

    def of(self, job: Job) -> Fit:
        """Returns why a job fits. No query."""
        occupation = job.occupation_id if job.occupation_is_sure else None
        relation, title = self._relation(frozenset(lexemes.tokens_of_title(job.title, occupation)))
        had = tuple(label for label in job.skills if lexemes.skill_key(label) in self._skills)
        missing = tuple(label for label in job.skills if lexemes.skill_key(label) not in self._skills)
        return Fit(relation, title, had, missing, _step(self.profile.level, job.level))

    def _relation(self, tokens: frozenset[str]) -> tuple[Relation, str]:
        found = [(_related(own, tokens), title) for title, own in self._titles]
        for relation in (Relation.SAME, Relation.NEAR):
            for one, title in found:
                if one is relation:
                    return relation, title
        return Relation.NONE, ""


def _related(own: frozenset[str], other: frozenset[str]) -> Relation:
    ours, theirs = _named(own), _named(other)
    if ours & theirs:
        return Relation.SAME
    is_alike = len(own & other) >= ALIKE * len(own | other)
    if is_alike and not (ours and theirs):
        return Relation.SAME
    words = split_tokens(tuple(own & other))[1]
    return Relation.NEAR if words else Relation.NONE


def _named(tokens: Iterable[str]) -> set[str]:
    """Returns the tokens that alone say which work it is."""
    names = split_tokens(tuple(tokens))[0]
    return {token for token in names if token.startswith(lexemes.WHOLE)}


def _step(own: str, other: str) -> int:
    levels: list[str] = [level.value for level in _LADDER]
    return levels.index(other) - levels.index(own) if own in levels and other in levels else 0
