"""Reads OEWS: national wages and employment by occupation, US Bureau of Labor Statistics."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from occupations.facts import Pay
from occupations.reading.rows import PayRow
from occupations.reading.tables import amount, decimal, read_table, soc_code, whole
from occupations.sources import Key

COLUMNS = {"mean": "mean_annual", "p10": "p10", "p25": "p25", "median": "median", "p75": "p75", "p90": "p90"}


def read(folder: Path, release: str, facts: dict[str, Any]) -> Iterator[tuple[str, PayRow]]:
    """Yields pay a year by SOC code. ``#`` means at or above the release's top code (``top_code`` of release.toml), other marks
    that nothing was published."""
    top_code = facts.get("top_code")

    def row(code: str, title: str, employment: str, *cells: str) -> tuple[str, PayRow]:
        figures: dict[str, int | None] = {}
        top_coded = []
        for name, cell in zip(COLUMNS, cells, strict=True):
            if cell.strip() == "#":
                top_coded.append(name)
                figures[name] = None if top_code is None else int(top_code) * 100
            else:
                figures[name] = amount(cell, COLUMNS[name])
        jobs = decimal(employment, "employment")
        pay = Pay(
            source=Key.WAGES,
            release=release,
            code=soc_code(code),
            title=title,
            country="US",
            currency="USD",
            **figures,
            top_coded=tuple(top_coded),
            employment=None if jobs is None else whole(jobs, "employment"),
        )
        return pay.code, PayRow(pay=pay)

    yield from read_table(folder / "national.csv.gz", ("soc", "title", "employment", *COLUMNS.values()), row)
