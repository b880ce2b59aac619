"""Finds the guide for a job title."""

import datetime as dt
import json
import re
from dataclasses import dataclass

from careers.caching import MARKET_LASTS, until_next_edition
from careers.models import Edition
from toolkit import page_cache


@dataclass(frozen=True)
class Role:
    """A live guide by one of its titles; ``words`` is that title as :func:`words_of` reads it."""

    words: str
    title: str
    slug: str


def words_of(title: str) -> str:
    """A title as lower-case words with a space before, between and after, so that whole words can be looked for in it."""
    words = " ".join(re.findall(r"[^\W_]+", title.casefold()))
    return f" {words} "


def guide_for(title: str, *, now: dt.datetime) -> Role | None:
    """The live guide whose title, or another name of the role, is in a job title; the longest name if several are."""
    asked = words_of(title)
    fitting = [role for role in _roles(now) if role.words in asked]
    return max(fitting, key=lambda role: len(role.words), default=None)


def _roles(now: dt.datetime) -> list[Role]:
    def read() -> str:
        live = Edition.objects.live(now).values_list("title", "names", "guide__slug")
        return json.dumps([[words_of(name), title, slug] for title, names, slug in live for name in names.split(" / ")])

    kept = page_cache.fragment("roles", read, lifetime=until_next_edition(now, at_most=MARKET_LASTS))
    return [Role(*found) for found in json.loads(kept)]
