"""Reads Job Bank wages by occupation, Employment and Social Development Canada."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from occupations.facts import Pay
from occupations.reading.rows import PayRow
from occupations.reading.tables import amount, decimal, read_table, whole
from occupations.sources import Key


def read(folder: Path, release: str, facts: dict[str, Any]) -> Iterator[tuple[str, PayRow]]:
    """Yields the low, median and high wage by NOC 2021 unit group, an hour or a year as published."""

    def row(code: str, title: str, unit: str, low: str, median: str, high: str, people: str) -> tuple[str, PayRow]:
        if len(code) != 5 or not code.isdigit():
            raise ValueError(f"“{code}” isn't a NOC 2021 unit group")
        figures = {"low": amount(low, "low"), "median": amount(median, "median"), "high": amount(high, "high")}
        if unit not in ("hour", "year") and any(figures.values()):
            raise ValueError(f"“{unit}” isn't a period of pay")
        employment = decimal(people, "employment")
        pay = Pay.model_validate(
            {
                "source": Key.CANADA_PAY,
                "release": release,
                "code": code,
                "title": title,
                "country": "CA",
                "currency": "CAD",
                "period": unit or "year",
                **figures,
                "employment": None if employment is None else whole(employment, "employment"),
            }
        )
        return code, PayRow(pay=pay)

    columns = ("noc2021_code", "title", "wage_unit", "low_cad", "median_cad", "high_cad", "employment_2023")
    yield from read_table(folder / "wages.tsv.gz", columns, row)
