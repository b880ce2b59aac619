"""Answers of somebody who looks for a career: parsed from and written to a query string, and saved, one set a member."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from careers.explorer.criteria import one_of
from careers.explorer.vocabulary import EDUCATION, LETTERS, SKILLS
from careers.finder.statements import STATEMENTS
from careers.models import SavedAnswers
from jobs.search.parameters import Reader, choice
from toolkit.text import fold, words

MOST_TOOLS = 40
LONGEST_LIST = 400  # characters of other tools
_KEYS = tuple(statement.key for statement in STATEMENTS)


@dataclass(frozen=True)
class Answers:
    """``like``: keys of statements; ``skill``: keys of skills; ``tool``: names of tools as O*NET writes them; ``education``: the
    key of the highest education, empty if not said."""

    like: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    tool: tuple[str, ...] = ()
    education: str = ""

    @property
    def querystring(self) -> str:
        """The canonical query string: equal answers have equal strings."""
        return urlencode(list(self._parameters()))

    def _parameters(self) -> Iterator[tuple[str, str]]:
        for name in ("like", "skill", "tool"):
            yield from ((name, value) for value in sorted(set(getattr(self, name))))
        if self.education:
            yield "education", self.education

    @property
    def interests(self) -> tuple[int, ...]:
        """How many statements of each type are ticked, in the order of ``LETTERS``."""
        return tuple(sum(key[0] == letter for key in self.like) for letter in LETTERS)

    @property
    def is_empty(self) -> bool:
        return not (self.like or self.skill or self.tool)


@dataclass(frozen=True)
class Asked:
    """The answers as far as they were understood, and a message for each field that wasn't. ``unknown_tools``: what was typed
    and isn't a tool that we know, to show again."""

    answers: Answers
    problems: dict[str, str] = field(default_factory=dict)
    unknown_tools: tuple[str, ...] = ()


def parse(data: QueryDict | Mapping[str, str], tools: Sequence[str]) -> Asked:
    """Parses query parameters; ``tools`` are those we know, the most common first. Tools are ticked (``tool``) or typed, with
    commas between them (``tools``)."""
    reader = Reader(data)
    found: dict[str, Any] = {
        "like": reader.several("like", one_of(_KEYS)),
        "skill": reader.several("skill", one_of(SKILLS)),
        "education": reader.one("education", choice(EDUCATION)),
    }
    typed = [*_values(data, "tool"), *(one for one in reader.value("tools")[:LONGEST_LIST].split(","))]
    known, unknown = _tools(typed, tools)
    if unknown:
        reader.problems["tools"] = _unknown_words(unknown, tools)
    if len(known) > MOST_TOOLS:
        reader.problems["tools"] = _("We use the first %d tools.") % MOST_TOOLS
    answers = Answers(**found, tool=tuple(known[:MOST_TOOLS]))
    return Asked(answers, reader.problems, tuple(unknown))


def _values(data: QueryDict | Mapping[str, str], name: str) -> list[str]:
    return data.getlist(name) if isinstance(data, QueryDict) else [data.get(name, "")]


def _tools(typed: Iterable[str], tools: Sequence[str]) -> tuple[list[str], list[str]]:
    """Divides what was typed into known tools, each once, and what we don't know."""
    by_name = {fold(name): name for name in tools}
    known: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for value in dict.fromkeys(fold(one)[:100] for one in typed):
        if value:
            name = by_name.get(value) or _closest(value, tools)
            (known if name else unknown)[name or value] = None
    return list(known), list(unknown)


def _closest(value: str, tools: Sequence[str]) -> str:
    """Returns the most common tool whose name has all of the words: ``jira`` is "Atlassian JIRA"."""
    asked = set(words(value))
    return next((name for name in tools if asked and asked <= set(words(name))), "")


def _unknown_words(unknown: Sequence[str], tools: Sequence[str]) -> str:
    names = {fold(name): name for name in tools}
    shown = get_text_list([f"“{one[:40]}”" for one in unknown[:3]], _("or"))
    near = [names[one] for one in get_close_matches(unknown[0], names, n=3, cutoff=0.7)]
    if near:
        return _("We don’t know %(tools)s. Did you mean %(near)s?") % {
            "tools": shown,
            "near": get_text_list(near, _("or")),
        }
    return _("We don’t know %s, so we left it out. Try another name.") % shown


def save_answers(*, user: User, answers: Answers, now: dt.datetime) -> SavedAnswers:
    """Saves the answers in place of earlier ones."""
    values = {"answers": asdict(answers), "saved_at": now}
    saved, _created = SavedAnswers.objects.update_or_create(user=user, defaults=values)
    return saved


def delete_answers(*, user: User) -> None:
    """Deletes the member's answers; nothing to delete is no error."""
    SavedAnswers.objects.of(user).delete()


def answers_of(saved: SavedAnswers) -> Answers:
    """Returns answers as they were saved."""
    kept = saved.answers
    return Answers(
        like=tuple(kept.get("like", ())),
        skill=tuple(kept.get("skill", ())),
        tool=tuple(kept.get("tool", ())),
        education=kept.get("education", ""),
    )
