"""Makes searches like those of visitors: seven kinds, half of them with filters, from words of the jobs."""

import random
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.search.criteria import Criteria

KINDS = ("very common", "common", "role", "rare", "phrase", "browse", "typo")
EACH = 60
SAMPLE = 2_000  # jobs that words are counted in
VERY_COMMON, COMMON = 0.35, 0.04  # share of the jobs that hold a word, at least


@dataclass(frozen=True)
class Query:
    kind: str
    criteria: "Criteria"


@dataclass(frozen=True)
class Words:
    """Words of the jobs by how many hold them, and what only few hold; ``phrases`` are pairs of neighbors, each with how
    many jobs of the sample hold it."""

    very_common: list[str]
    common: list[str]
    rare: list[str]
    phrases: dict[str, int]
    titles: list[str]


def words_of(texts: Collection[str], titles: Collection[str], means: Callable[[list[str]], list[str]]) -> Words:
    """Counts the words of jobs; ``means`` excludes words that search ignores."""
    held: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for text in texts:
        held.update(set(re.findall(r"[a-z]{3,}", text.lower())))
        sentences = re.split(r"[^a-z ]+", text.lower())
        pairs.update({pair for sentence in sentences for pair in pairwise(sentence.split())})
    counted = {word: held[word] / len(texts) for word in means(sorted(held))}
    return Words(
        very_common=[word for word, share in counted.items() if share >= VERY_COMMON],
        common=[word for word, share in counted.items() if COMMON <= share < VERY_COMMON],
        rare=[word for word, share in counted.items() if share <= 2 / len(texts)],
        phrases={f"{a} {b}": count for (a, b), count in pairs.items() if a in counted and b in counted},
        titles=sorted(titles),
    )


def mix(words: Words, *, seed: int, without: Collection[Query] = ()) -> list[Query]:
    """Returns ``EACH`` different searches of every kind, shuffled, without those in ``without``."""
    from demo.jobs import grammar

    dice = grammar.dice(seed)
    taken = {query.criteria for query in without}
    queries = []
    for kind in KINDS:
        made = 0
        for criteria in _searches(kind, words, dice):
            if criteria in taken:
                continue
            taken.add(criteria)
            queries.append(Query(kind, criteria))
            made += 1
            if made == EACH:
                break
    dice.shuffle(queries)
    return queries


def _searches(kind: str, words: Words, dice: random.Random) -> Iterator["Criteria"]:
    """Yields searches endlessly; every second one has filters."""
    from jobs.search.criteria import Criteria

    number = 0
    while True:
        plain = Criteria(q=_typed(kind, words, dice))
        has_filters = number % 2 == 1 or (kind == "browse" and number > 1)
        yield _filtered(plain, dice) if has_filters else plain
        number += 1


def _typed(kind: str, words: Words, dice: random.Random) -> str:
    match kind:
        case "very common":
            return " ".join(dice.sample(words.very_common, dice.choice((1, 1, 2))))
        case "common":
            return " ".join(dice.sample(words.common, dice.choice((1, 1, 2))))
        case "role":
            return dice.choice(("", "", "senior ", "junior ")) + dice.choice(words.titles).lower()
        case "rare":
            return " ".join([dice.choice(words.rare), *dice.sample(words.common, dice.choice((0, 0, 1)))])
        case "phrase":
            frequent = dice.choices(list(words.phrases), list(words.phrases.values()))[0]
            return f'"{dice.choice((frequent, dice.choice(words.titles).lower()))}"'
        case "typo":
            return _mistyped(dice.choice((dice.choice(words.common), dice.choice(words.titles).lower())), dice)
    return ""


def _mistyped(text: str, dice: random.Random) -> str:
    """Drops, doubles or swaps one letter of the longest word."""
    word = max(text.split(), key=len)
    at = dice.randrange(1, max(len(word) - 2, 2))
    wrong = dice.choice((
        word[:at] + word[at + 1 :],
        word[:at] + word[at] * 2 + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ))  # fmt: skip
    return text.replace(word, wrong)


def _filtered(plain: "Criteria", dice: random.Random) -> "Criteria":
    """Returns one to three filters, popular values more often."""
    from demo.jobs.grammar import rank
    from jobs.vocabulary.industries import INDUSTRIES

    countries = ("united-states", "germany", "spain", "united-kingdom", "india", "canada", "brazil", "poland", "kenya")
    industries = ("engineering", "marketing", "supporting", "data-science", *INDUSTRIES)
    kinds = {
        "industry": lambda: tuple({industries[rank(dice, len(industries), 4)] for _ in range(dice.choice((1, 1, 2)))}),
        "type": lambda: (dice.choice(("full-time", "full-time", "contract", "part-time", "freelance")),),
        "level": lambda: tuple(dice.sample(("senior", "midweight", "entry", "any"), dice.choice((1, 1, 2)))),
        "geo": lambda: countries[rank(dice, len(countries), 3)],
        "pay": lambda: dice.choice((40_000, 60_000, 80_000, 100_000, 120_000)),
        "posted": lambda: dice.choice((1, 3, 7, 14, 30)),
    }
    chosen = dice.sample(sorted(kinds), dice.choice((1, 1, 2, 3)))
    return replace(plain, **{name: kinds[name]() for name in chosen})
