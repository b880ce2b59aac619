"""Checks the figures of the demo guides against the tables they are quoted from."""

import csv
import gzip
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from careers.importing.guidefile import loads
from careers.roles import words_of

ROOT = Path(__file__).parents[2]
GUIDES = {path.stem: loads(path.read_text("utf-8")) for path in sorted((ROOT / "careers/content").glob("*.md"))}
PERCENTILES = {"low": "p10", "median": "median", "high": "p90"}


@cache
def table(name: str, key: str, delimiter: str) -> dict[str, dict[str, str]]:
    with gzip.open(ROOT / "occupations/data" / name, "rt", encoding="utf-8", newline="") as file:
        return {row[key].replace("-", ""): row for row in csv.DictReader(file, delimiter=delimiter)}


def row_of(code: str, *source: str) -> dict[str, str]:
    return table(*source)[code[:7].replace("-", "")]


@pytest.mark.parametrize("slug", [slug for slug, guide in GUIDES.items() if guide.growth.basis == "published"])
def test_published_growth_is_the_projection(slug):
    growth = GUIDES[slug].growth
    row = row_of(growth.occupation_code, "projections/occupations.tsv.gz", "soc_code", "\t")
    assert growth.rate == Decimal(row["change_2024_34_percent"])


@pytest.mark.parametrize(
    ("slug", "band"),
    [(slug, band) for slug, guide in GUIDES.items() for band in guide.pay if band.basis == "published"],
    ids=lambda value: value if isinstance(value, str) else value.country,
)
def test_published_pay_is_the_percentiles_of_the_wage_table(slug, band):
    row = row_of(band.occupation_code, "oews/national.csv.gz", "soc", ",")
    assert dict(band.known) == {step: 100 * int(row[column]) for step, column in PERCENTILES.items()}


def test_a_title_leads_to_one_guide():
    titles = Counter(words_of(title) for guide in GUIDES.values() for title in {guide.title, *guide.also_called})
    assert [title for title, guides in titles.items() if guides > 1] == []
