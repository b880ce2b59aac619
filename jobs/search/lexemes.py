"""Lexemes that encode filters in the listing's full-text index.

Each starts with a tilde and a letter; no word of a text does, because ``prepared`` removes tildes. A search matches any
of its words within a facet, and all facets must match, so a whole search is one ``tsquery``.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from jobs.search.places import Spot, spots
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, WorkType
from jobs.vocabulary.regions import regions as all_regions
from occupations import names
from occupations.folding import prepared
from occupations.names import vocabulary
from occupations.skills import skill_of

FACETS = {"industry": "~i", "type": "~t", "level": "~l"}  # the facets whose values are counted
COMPANY, OCCUPATION, REGION, ZONE, PAY = "~o", "~e", "~r", "~z", "~p"
SPOKEN = "~u"  # words of the title, which members mute
# Of people at a place: shut out although the label includes them; let in although it doesn't; only parts of the country are open;
# such a part or town; a part of which only a town or an area is open (jobs.search.openness).
SHUT, ALSO, LIMITED, PART, SOME = "~x", "~a", "~w", "~k", "~m"
ANY_ZONE = "~zany"
UNSTATED_PAY = "~pnone"

# Minutes from UTC of every clock in use today: the half hours, and Nepal, Eucla and the Chatham Islands (winter, summer).
OFFSETS = (*range(-720, 841, 30), 345, 525, 765, 825)
# Yearly pay in minor units. A job has a lexeme for each step that its pay reaches; the exact amount is a column.
PAY_STEPS = (0, *(step * 10**power for power in range(5, 11) for step in (10, 15, 25, 40, 60)))

# Time buckets: seconds since 1970 shifted right by this number of bits; about a quarter of an hour, a few hours, a few days.
BUCKETS = {"~q": 10, "~h": 14, "~d": 18}
# Pay buckets: comparable yearly pay shifted right by this number of bits; about 100 dollars, 1,600 and 26,000.
PAY_BUCKETS = {"~f": 10, "~g": 14, "~y": 18}
UNCOMPARED_PAY = "~fnone"


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
    occupation: Iterable[str] = (),
) -> list[str]:
    """Returns all filter lexemes of a job. ``company`` is its slug, ``pay`` the highest yearly pay in minor units, ``occupation``
    the slug and the former slugs of its occupation, so that saved searches outlive a new title."""
    words = labels(industries, types, level)
    words += [REGION + slug for slug in _with_groups_inside(regions)]
    words += [f"{ZONE}{at}" for at in OFFSETS if timezone[0] <= at <= timezone[1]] if timezone else [ANY_ZONE]
    words.append(COMPANY + company)
    words += [OCCUPATION + slug for slug in occupation]
    words += [UNSTATED_PAY] if pay is None else [_pay(currency, step) for step in PAY_STEPS if step <= pay]
    return words


def buckets(published: int) -> list[str]:
    """Returns the lexemes for a job's publication time, in seconds since 1970."""
    return [f"{prefix}{published >> bits}" for prefix, bits in BUCKETS.items()]


def pay_buckets(compared: int | None) -> list[str]:
    """Returns the lexemes for a job's comparable yearly pay (`jobs.pay.compared`)."""
    if compared is None:
        return []
    return [f"{prefix}{compared >> bits}" for prefix, bits in PAY_BUCKETS.items()]


def _with_groups_inside(regions: Iterable[str]) -> list[str]:
    """Adds the groups inside the regions: a job for Europe is also one for the European Union, so a search needs to
    name few places. Countries aren't added, because there are too many and each is directly under a group."""
    own = list(regions)
    inside = [one.slug for one in all_regions().values() if not one.is_country and not set(own).isdisjoint(one.path)]
    return list(dict.fromkeys([*own, *inside]))


def labels(industries: Iterable[str], types: Iterable[str], level: str) -> list[str]:
    """Returns the lexemes of the facets that are counted."""
    return [
        *(FACETS["industry"] + slug for slug in industries),
        *(FACETS["type"] + slug for slug in types),
        FACETS["level"] + level,
    ]


def spoken(title: str) -> list[str]:
    """Returns the lexemes of the words of a title, as `names.says` compares them."""
    return [SPOKEN + token for token in sorted(names.spoken_tokens(title))]


# --- Names --------------------------------------------------------------------------------------------------------------

TITLE, NAMED = "~j", "~s"  # what the job is called; anything that names it, its title included
LEVEL_WORDS = {Level.SENIOR.value: "senior", Level.ENTRY.value: "junior"}
_TYPES = {WorkType.INTERNSHIP.value: "@intern"}


def names_of(
    *, title: str, skills: Iterable[str], company: str, industries: Iterable[str], types: Iterable[str], level: str
) -> list[str]:
    """Returns the lexemes of a job's names: of what it is called, and of its whole title, its skills, its company and its
    industries."""
    called, everything = names.title_tokens(title)
    for skill in skills:
        everything |= names.tokens(names.words(skill))
    everything |= {token for token in names.tokens(names.words(company)) if not token.startswith(names.MEANING)}
    for slug in industries:
        if slug in INDUSTRIES:
            everything |= names.industry_tokens(str(INDUSTRIES[slug].name))
    everything |= {_TYPES[kind] for kind in types if kind in _TYPES}
    everything |= {LEVEL_WORDS[level]} if level in LEVEL_WORDS else set()
    everything |= set(skill_keys(skills))
    return [TITLE + token for token in sorted(called)] + [NAMED + token for token in sorted(everything)]


# --- What ranking for a member compares -----------------------------------------------------------------------------------

OF_OCCUPATION = "#"  # starts the token of an occupation among those of a title
WHOLE = (names.MEANING, OF_OCCUPATION)  # start the tokens that don't only repeat a title's words


def skill_keys(labels: Iterable[str]) -> list[str]:
    """Returns the keys of skills, each once, in their order."""
    return list(dict.fromkeys(key for key in map(skill_key, labels) if key))


@lru_cache(maxsize=20_000)
def skill_key(label: str) -> str:
    """Returns the key of a skill: labels that mean the same have the same. A label that the vocabulary doesn't have is its
    own words; empty if it has none."""
    found = skill_of(label)
    return found.key if found else "".join(names.words(label))


@lru_cache(maxsize=20_000)
def tokens_of_title(title: str, occupation: int | None) -> tuple[str, ...]:
    """Returns the tokens of what somebody with this title is called, without rank; ``occupation``: the id of the occupation
    that it surely names."""
    known = vocabulary()
    bare = " ".join(word for word in title.split() if "".join(names.words(word)) not in known.levels)
    called = sorted(names.title_tokens(bare)[0] or names.title_tokens(title)[0])
    return (*called,) if occupation is None else (*called, f"{OF_OCCUPATION}{occupation}")


# --- Conditions of a search ---------------------------------------------------------------------------------------------


def any_of(words: Iterable[str]) -> str:
    """Returns a ``tsquery`` for any of these words."""
    return " | ".join("'{}'".format(word.replace("\\", "\\\\").replace("'", "''")) for word in words)


def open_to_people_in(region: str) -> str:
    """Returns the condition for jobs whose label includes a region, or a part or town of a country."""
    if region in spots():
        return " | ".join(f"({_open_to_spot(spots()[region], land)})" for land in spots()[region].lands)
    place = all_regions()[region]
    return any_of(REGION + slug for slug in ([place.slug, place.parent] if place.is_country else [place.slug]))


def _open_to_spot(spot: Spot, land: str) -> str:
    own = [f"{PART}{land}/{slug}" for slug in dict.fromkeys([spot.key, *spot.parts_in(land)])]
    return f"({open_to_people_in(land)}) & !({_shut(land)}) & (!{any_of([LIMITED + land])} | {any_of(own)})"


def admitting_people_of(place: str) -> str:
    """Returns the condition for jobs that aren't known to be closed to people who live at ``place``: ``spain``,
    ``united-states/texas``."""
    land, _slash, part = place.partition("/")
    also = any_of(ALSO + slug for slug in all_regions()[land].path)
    admitting = f"({open_to_people_in(land)} | {also}) & !({_shut(land)})"
    if not part:
        return admitting
    return f"{admitting} & (!{any_of([LIMITED + land])} | {any_of([f'{PART}{place}', f'{SOME}{place}'])})"


def _shut(land: str) -> str:
    return any_of(SHUT + slug for slug in all_regions()[land].path)


def muted(companies: Iterable[str], title_words: Iterable[str]) -> str:
    """Returns the condition for jobs of other companies whose title doesn't say these words (`names.says`); empty if
    nothing is muted."""
    phrases = [
        " & ".join(any_of([SPOKEN + token]) for token in sorted(names.phrase_tokens(one))) for one in title_words
    ]
    unwanted = filter(None, [any_of(COMPANY + slug for slug in companies), *phrases])
    said = " | ".join(f"({part})" for part in unwanted)
    return f"!({said})" if said else ""


def working_at(offset: int) -> str:
    """Returns the condition for people whose clock is ``offset`` minutes from UTC."""
    return any_of([f"{ZONE}{offset}", ANY_ZONE])


def paying(currency: str, amount: int, *, or_unstated: bool) -> str:
    """Returns the condition for jobs that may pay ``amount`` a year, in minor units: those that reach the highest step
    up to it."""
    reached = max(step for step in PAY_STEPS if step <= amount)
    return any_of([_pay(currency, reached), *([UNSTATED_PAY] if or_unstated else [])])


def _pay(currency: str, step: int) -> str:
    return f"{PAY}{currency}{step}"


# --- Text ---------------------------------------------------------------------------------------------------------------

_PROTECTED = "zq"  # ends the nouns for people, so that the stemmer leaves them alone


@cache
def _replaced() -> dict[str, str]:
    """Words that texts are indexed and searched with instead of others: an accountant is nobody's account, nor an
    intern something internal, though they have the same stem."""
    known = vocabulary()
    made = {form: noun + _PROTECTED for noun in known.nouns for form in (noun, *_plurals(noun))}
    return made | {word: made.get(instead, instead) for word, instead in known.in_texts.items()}


def _plurals(noun: str) -> tuple[str, ...]:
    return (f"{noun[:-1]}ies",) if noun.endswith("y") else (f"{noun}s", f"{noun}es")


_LETTERS = re.compile(r"([A-Za-z][A-Za-z0-9]{2,}|[A-Za-z]{2})")


def for_text(text: str) -> str:
    """Returns text as the words of the listing are made of, and what is typed to search them."""
    replaced = _replaced()
    parts = _LETTERS.split(prepared(text))  # every second one is a word
    parts[1::2] = [replaced.get(word.lower(), word) for word in parts[1::2]]
    return "".join(parts)


_HYPHENATED = re.compile(r"(?<![\w-])\w+(?:-\w+){1,3}(?![\w-])")


def indexed(text: str) -> str:
    """Returns ``text`` for indexing: as `for_text` makes it, followed by its hyphenated words joined, so ``frontend``
    finds ``front-end``. Searches add the other forms of a hyphenated word themselves (``jobs_search_query``)."""
    made = for_text(text)
    joined = (word.replace("-", "") for word in _HYPHENATED.findall(made))
    return " ".join(dict.fromkeys([made, *joined]))
