"""Makes the vocabulary of titles and technologies from a release of O*NET."""

import csv
import gzip
import re
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from occupations import names
from occupations.folding import prepared, singular

TITLES = ("alternate_titles.tsv.gz", "sample_of_reported_titles.tsv.gz", "occupation_data.tsv.gz")
TITLE_COLUMNS = ("Alternate Title", "Reported Job Title", "Title")
FEW = 3  # titles that must end with a noun, or hold a word, before it counts as one
MOSTLY = 0.5  # share of the titles with a word that it must end to be a noun for a person
# Ordinary words that would otherwise be short for something: technologies without their makers, and letters.
_ORDINARY = frozenset({
    "his", "eco",
    "access", "analytics", "docs", "drive", "edge", "exchange", "forms", "meet", "middleware", "office", "outlook", "project",
    "publisher", "sheets", "teams", "visio", "windows", "word", "workspace", "chrome", "database", "android", "cloud", "hris",
    "inventor", "maya", "safari",
})  # fmt: skip
_IN_BRACKETS = re.compile(r"\s*\(([^)]*)\)")
_WORD = re.compile(r"[a-z][a-z0-9]+")
_SHORT = re.compile(r"[A-Z][A-Z&/]{1,5}")
_MAKERS = (
    "Microsoft", "Adobe", "Oracle", "Apache", "IBM", "Google", "Amazon", "Atlassian", "Autodesk", "Intuit", "Apple", "Cisco",
    "Red Hat", "The MathWorks", "ESRI", "Bentley", "Trimble", "Dassault Systemes",
)  # fmt: skip


class Command(BaseCommand):
    help = "Makes occupations/names/onet.tsv from the tables of an O*NET release."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with alternate_titles.tsv.gz and the other tables")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        missing = [name for name in (*TITLES, "technology_skills.tsv.gz") if not (folder / name).is_file()]
        if missing:
            raise CommandError(f"{folder} has no {', '.join(missing)}.")
        titles = list(_titles(folder))
        technologies = list(dict.fromkeys(_technologies(folder)))
        rows = [
            *(("noun", noun) for noun in _nouns(titles)),
            *(("word", word) for word in _words(titles)),
            *(("technology", name) for name in sorted({_lower(name) for name in technologies})),
            *(
                ("same", *pair)
                for pair in sorted({*_one_meaning(_short_titles(folder)), *_short_technologies(technologies)})
            ),
        ]
        names.ONET.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
        self.stdout.write(f"Wrote {len(rows):,} rows to {names.ONET}.")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _titles(folder: Path) -> Iterator[str]:
    """Yields every title, with what is in its brackets."""
    for name, column in zip(TITLES, TITLE_COLUMNS, strict=True):
        yield from (row[column] for row in _rows(folder / name))


def _lower(text: str) -> str:
    return " ".join(prepared(text).lower().split())


def _bare(title: str) -> list[str]:
    return _WORD.findall(_lower(_IN_BRACKETS.sub("", title)).partition(",")[0])


def _nouns(titles: Iterable[str]) -> list[str]:
    """Returns the words that end titles: what somebody is."""
    bare = [words for words in map(_bare, set(titles)) if words]
    at_end = Counter(singular(words[-1]) for words in bare)
    anywhere = Counter(singular(word) for words in bare for word in set(words))
    return sorted(noun for noun, count in at_end.items() if count >= FEW and count >= MOSTLY * anywhere[noun])


def _words(titles: Iterable[str]) -> list[str]:
    counted = Counter(word for words in map(_bare, set(titles)) for word in set(words) if len(word) > 2)
    return sorted(word for word, count in counted.items() if count >= FEW)


def _short_titles(folder: Path) -> Iterator[tuple[str, str]]:
    """Yields titles with the short forms that workers report: ``Chief Financial Officer (CFO)``, or the other way
    around."""
    for row in _rows(folder / TITLES[1]):
        title = row[TITLE_COLUMNS[1]]
        inside = _IN_BRACKETS.search(title)
        if not inside:
            continue
        one, other = title[: inside.start()].strip(), inside[1].strip()
        for short, long in ((one, other), (other, one)):
            is_short = len(short) > 2 and _SHORT.fullmatch(short) and _initials(long) == short
            if is_short and short.lower() not in _ORDINARY:
                yield _lower(long), short.lower()


def _one_meaning(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Leaves out short forms of several titles."""
    found: dict[str, set[str]] = {}
    for long, short in pairs:
        found.setdefault(short, set()).add(long)
    yield from ((next(iter(longs)), short) for short, longs in found.items() if len(longs) == 1)


def _initials(text: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Za-z]+", text) if word[0].isupper()).upper()


def _technologies(folder: Path) -> Iterator[str]:
    """Yields the technologies that O*NET calls hot or in demand."""
    for row in _rows(folder / "technology_skills.tsv.gz"):
        if "Y" in (row["Hot Technology"], row["In Demand"]):
            yield row["Example"].removesuffix(" software")


def _short_technologies(technologies: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yields technologies with another name: without their maker, or by the letters at their end."""
    for name in technologies:
        for maker in _MAKERS:
            rest = name.removeprefix(maker + " ")
            if rest != name and len(rest) > 3 and " " not in rest and rest.lower() not in _ORDINARY:
                yield _lower(name), _lower(rest)
        *words, short = name.split()
        long = " ".join(words[-len(short) :])
        if words and _SHORT.fullmatch(short) and "".join(word[0] for word in long.split()).upper() == short:
            yield _lower(long), short.lower()
