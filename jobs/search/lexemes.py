"""Lexemes that encode filters in the listing's full-text index.

Each begins with a tilde and a letter, which no word of a text does (``prepared`` sees to it). Within one facet a search asks
for any of its words, and facets must all match, so that a whole search is one ``tsquery``.
"""

import re
from collections.abc import Iterable

from jobs.vocabulary.regions import regions as all_regions
from toolkit.text import fold, without_accents

FACETS = {"industry": "~i", "type": "~t", "level": "~l"}  # the facets whose values are counted
COMPANY, REGION, ZONE, PAY = "~o", "~r", "~z", "~p"
ANY_ZONE = "~zany"
UNSTATED_PAY = "~pnone"

# Minutes from UTC of every clock in use today: the half hours, and Nepal, Eucla and the Chatham Islands (winter, summer).
OFFSETS = (*range(-720, 841, 30), 345, 525, 765, 825)
# Yearly pay in minor units. A job has the word of each step its pay reaches; the exact amount is a column.
PAY_STEPS = (0, *(step * 10**power for power in range(5, 11) for step in (10, 15, 25, 40, 60)))

# Buckets of time: seconds since 1970 shifted right by so many bits; about a quarter of an hour, a few hours, a few days.
BUCKETS = {"~q": 10, "~h": 14, "~d": 18}


def lexemes_of(
    *,
    industries: Iterable[str],
    types: Iterable[str],
    level: str,
    regions: Iterable[str],
    timezone: tuple[int, int] | None,
    company: str,
    currency: str,
    pay: int | None,
) -> list[str]:
    """Every filter word of a job. ``company`` is its slug, ``pay`` the most it pays a year in minor units."""
    words = labels(industries, types, level)
    words += [REGION + slug for slug in _with_groups_inside(regions)]
    words += [f"{ZONE}{at}" for at in OFFSETS if timezone[0] <= at <= timezone[1]] if timezone else [ANY_ZONE]
    words.append(COMPANY + company)
    words += [UNSTATED_PAY] if pay is None else [_pay(currency, step) for step in PAY_STEPS if step <= pay]
    return words


def buckets(published: int) -> list[str]:
    """The words for the time of a job, in seconds since 1970."""
    return [f"{prefix}{published >> bits}" for prefix, bits in BUCKETS.items()]


def _with_groups_inside(regions: Iterable[str]) -> list[str]:
    """A job for Europe is one for the European Union too, so that a search names few places. Countries are left out: there
    are too many, and each stands right under a group."""
    own = list(regions)
    inside = [one.slug for one in all_regions().values() if not one.is_country and not set(own).isdisjoint(one.path)]
    return list(dict.fromkeys([*own, *inside]))


def labels(industries: Iterable[str], types: Iterable[str], level: str) -> list[str]:
    """The words of the facets that are counted."""
    return [
        *(FACETS["industry"] + slug for slug in industries),
        *(FACETS["type"] + slug for slug in types),
        FACETS["level"] + level,
    ]


# --- What a search asks for ---------------------------------------------------------------------------------------------


def any_of(words: Iterable[str]) -> str:
    """A ``tsquery`` for any of these words."""
    return " | ".join("'{}'".format(word.replace("\\", "\\\\").replace("'", "''")) for word in words)


def open_to_people_in(region: str) -> str:
    place = all_regions()[region]
    return any_of(REGION + slug for slug in ([place.slug, place.parent] if place.is_country else [place.slug]))


def working_at(offset: int) -> str:
    """For people whose clock is ``offset`` minutes from UTC."""
    return any_of([f"{ZONE}{offset}", ANY_ZONE])


def paying(currency: str, amount: int, *, or_unstated: bool) -> str:
    """Jobs that may reach ``amount`` a year, in minor units: those that reach the highest step below it."""
    reached = max(step for step in PAY_STEPS if step <= amount)
    return any_of([_pay(currency, reached), *([UNSTATED_PAY] if or_unstated else [])])


def _pay(currency: str, step: int) -> str:
    return f"{PAY}{currency}{step}"


# --- Text ---------------------------------------------------------------------------------------------------------------

_SPELLED = {"c++": "cplusplus", "c#": "csharp", "f#": "fsharp", ".net": "dotnet"}
_NAMES = re.compile(r"(?<![\w.])(?:c\+\+|[cf]#|\.net)(?!\w)", re.IGNORECASE)
_JOINTS = re.compile(r"(?:/|\.(?=[jJ][sS]\b))(?=\w)")


def prepared(text: str) -> str:
    """``text`` as it is indexed and searched, on both sides alike: folded, without accents and tildes; names such as C++ and
    .NET as words; ``sales/marketing`` and ``Node.js`` as the two words they are (the parser would take the one for
    a file and the other for a host)."""
    if not text.isascii():
        text = without_accents(fold(text)).replace("\u2010", "-")  # the hyphen that is nothing else
    text = _NAMES.sub(lambda name: _SPELLED[name.group().lower()], text.replace("\0", " ").replace("~", " "))
    return _JOINTS.sub(" ", text)


_HYPHENATED = re.compile(r"(?<![\w-])\w+(?:-\w+){1,3}(?![\w-])")


def indexed(text: str) -> str:
    """``text`` as it is indexed: ``prepared``, and behind it the hyphenated words joined, so that ``frontend`` finds what says
    ``front-end``. Searches ask for the other forms of a hyphenated word by themselves (``jobs_search_query``)."""
    made = prepared(text)
    joined = (word.replace("-", "") for word in _HYPHENATED.findall(made))
    return " ".join(dict.fromkeys([made, *joined]))
