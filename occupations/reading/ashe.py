"""Reads ASHE: gross annual pay by occupation, UK Office for National Statistics."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from occupations.facts import Pay
from occupations.reading.rows import PayRow
from occupations.reading.tables import amount, decimal, people, read_table
from occupations.sources import Key

COLUMNS = {name: f"full_time_{name}_gbp" for name in ("p10", "p25", "median", "p75", "p90", "mean")}
ALL = "all"


def read(folder: Path, release: str, facts: dict[str, Any]) -> Iterator[tuple[str, PayRow]]:
    """Yields full-time pay a year by SOC 2020 group; what the Office withholds is empty."""

    def row(code: str, level: str, title: str, jobs: str, error: str, *cells: str) -> tuple[str, PayRow]:
        code = ALL if level == "all" else code
        if code != ALL and not code.isdigit():
            raise ValueError(f"“{code}” isn't a SOC 2020 group")
        figures = {name: amount(cell, column) for (name, column), cell in zip(COLUMNS.items(), cells, strict=True)}
        pay = Pay(
            source=Key.UK_PAY,
            release=release,
            code=code,
            title=title,
            country="GB",
            currency="GBP",
            **figures,
            employment=people(jobs, "full_time_jobs_thousands"),
            error=decimal(error, "full_time_median_cv_percent"),
        )
        return code, PayRow(pay=pay, level=level)

    columns = ("soc2020_code", "level", "title", "full_time_jobs_thousands", "full_time_median_cv_percent")
    yield from read_table(folder / "annual_pay.tsv.gz", (*columns, *COLUMNS.values()), row)
