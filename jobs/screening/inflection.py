"""Forms of names of places: adjectives of countries in other languages than English, and Polish names in their cases."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# What turns the base form of an adjective into the others: the first ending that fits, and its replacements.
_ENDINGS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "de": (("er", ("er", "ern")), ("", ("", "e", "en", "er", "es", "em"))),
    "fr": (
        ("en", ("en", "ens", "enne", "ennes")), ("c", ("c", "cs", "que", "ques", "cque", "cques")), ("e", ("e", "es")),
        ("s", ("s", "se", "ses")), ("", ("", "s", "e", "es")),
    ),
    "es": (
        ("o", ("o", "a", "os", "as")), ("és", ("és", "esa", "eses", "esas")), ("án", ("án", "ana", "anes", "anas")),
        ("ol", ("ol", "ola", "oles", "olas")), ("í", ("í", "íes", "ís")), ("", ("", "s")),
    ),
    "pt": (
        ("ão", ("ão", "ã", "ães", "ãs")), ("eu", ("eu", "eia", "eus", "eias")), ("o", ("o", "a", "os", "as")),
        ("ês", ("ês", "esa", "eses", "esas")), ("ol", ("ol", "ola", "óis", "olas")), ("", ("", "s")),
    ),
    "nl": (("ees", ("ees", "ese")), ("", ("", "e"))),
    "pl": (
        ("ki", ("ki", "ka", "kie", "kiego", "kiej", "kich", "ką", "kim", "kimi", "kiemu")),
        ("ny", ("ny", "na", "ne", "nego", "nej", "nych", "ną", "nym", "nymi", "nemu")),
    ),
}  # fmt: skip
# Nouns that an adjective of a country makes a place of: whose citizen, resident or permit somebody is or has.
_OF_PEOPLE = re.compile(
    r"staatsangehor|staatsburg|burger|nationali|pass$|passes$|reisepass|pases?$|arbeitserlaubnis|arbeitsgenehm|aufenthalt|wohnsitz"
    r"|gemeinde|meldeadresse|adress|citoyen|ressortissant|passeport|permis|titre|resident|residen|domicil|territoi|nacional"
    r"|ciudadan|pasaporte|empadron|cidada|passaporte|autoriza|territori|morada|staatsburger|paspoort|werkvergunning|verblijf"
    r"|ingezeten|inwoner|gemeente|woonadres|adres|gewest|bewillig|sejour|cedula|pobyt|podatkow|obywatel|paszport|rezyden|zezwoleni|pozwoleni|habilita|papiers"
)
_AROUND = 3  # words


def _forms(base: str, language: str) -> Iterator[str]:
    for ending, others in _ENDINGS[language]:
        if base.endswith(ending):
            stem = base[: len(base) - len(ending)]
            yield from (stem + other for other in others)
            return


def adjectives() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields every form of every adjective, with the slugs of its regions (``data/adjectives.csv``)."""
    with (Path(__file__).parent / "data" / "adjectives.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            for language in _ENDINGS:
                for base in filter(None, row[language].split("|")):
                    yield from ((form, tuple(row["regions"].split())) for form in _forms(base, language))


def is_of_people(words: list[str], at: int) -> bool:
    """Whether a noun near the adjective at ``at`` makes it say where somebody lives or belongs: "deutsche
    Staatsangehörige", but "deutsche Kunden"."""
    near = words[max(0, at - _AROUND) : at + _AROUND + 1]
    return any(_OF_PEOPLE.search(word) for word in near)


@cache
def _polish(word: str) -> tuple[str, ...]:
    """Returns a Polish noun or adjective in its cases, and some forms that don't exist."""
    ends: tuple[str, ...]
    if word.endswith("a"):
        stem = word[:-1]
        ends = ("a", "i", "y", "ie", "e", "ę", "ą", "ej")
        return tuple(stem + end for end in ends) + ((stem[:-1] + "ii",) if stem.endswith("i") else ())
    if word.endswith(("y", "e")):
        stem = word[:-1]
        return (word, stem, stem + "ach", stem + "om", stem + "ami", stem + "ych", stem + "i", stem + "iach")
    if word.endswith(("o", "i", "u")):
        return (word,)
    ends = ("", "a", "u", "ie", "iu", "em", "iem", "owi", "i", "ia", "ą", "ią")
    return tuple(word + end for end in ends)


def polish_cases(name: str) -> Iterator[str]:
    """Yields a Polish name in its cases; of two words, each is declined."""
    words = name.split()
    if len(words) == 1 and len(name) > 3:
        yield from _polish(name)
    elif len(words) == 2:
        yield from (f"{first} {second}" for first in _polish(words[0]) for second in _polish(words[1]))
