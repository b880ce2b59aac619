"""Loads the OEWS wage file of the US Bureau of Labor Statistics, public domain: https://www.bls.gov/oes/"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction

from careers.models import OccupationWage
from toolkit import page_cache
from toolkit.money import to_minor

COLUMNS = {"mean_annual": "mean", "p10": "p10", "p25": "p25", "median": "median", "p75": "p75", "p90": "p90"}
# The Bureau's marks: -, * and ** not released, # at or above its top code. None of them is a number.
NOT_PUBLISHED = {"", "-", "*", "**", "#"}


class BadWageFile(Exception):
    """The file is not the wage table; the message names the line."""


@dataclass(frozen=True)
class Release:
    name: str
    month: dt.date
    area: str = "United States"
    currency: str = "USD"


def read_wages(lines: Iterable[str], release: Release) -> Iterator[OccupationWage]:
    """The rows of the file. Raises ``BadWageFile`` naming the line that cannot be read."""
    reader = csv.DictReader(lines)
    missing = {"soc", "title", "employment", *COLUMNS} - set(reader.fieldnames or ())
    if missing:
        raise BadWageFile(f"line 1: the columns {', '.join(sorted(missing))} are missing")
    for row in reader:
        code = (row["soc"] or "").replace("-", "")
        if len(code) != 6 or not code.isdigit():
            raise BadWageFile(f"line {reader.line_num}: “{row['soc']}” isn't an occupation code")
        yield OccupationWage(
            code=f"{code[:2]}-{code[2:]}",
            title=row["title"],
            release=release.name,
            released=release.month,
            area=release.area,
            currency=release.currency,
            employment=_number(row["employment"], "employment", reader.line_num),
            top_coded=[name for column, name in COLUMNS.items() if (row[column] or "").strip() == "#"],
            **{
                name: None
                if (amount := _number(row[column], column, reader.line_num)) is None
                else to_minor(Decimal(amount), release.currency)
                for column, name in COLUMNS.items()
            },
        )


def _number(cell: str | None, column: str, line: int) -> int | None:
    text = (cell or "").strip().replace(",", "")
    if text in NOT_PUBLISHED:
        return None
    try:
        number = int(Decimal(text))
    except (InvalidOperation, ValueError):
        raise BadWageFile(f"line {line}: “{cell}” in {column} isn't a number") from None
    if number <= 0:
        raise BadWageFile(f"line {line}: {column} must be above 0, or empty if it isn't published")
    return number


@transaction.atomic
def load_wages(rows: Iterable[OccupationWage], release: Release) -> int:
    """Replaces the wages of ``release``; returns the number of its rows."""
    OccupationWage.objects.filter(release=release.name, area=release.area).delete()
    made = OccupationWage.objects.bulk_create(rows, batch_size=500)
    page_cache.forget_all_on_commit()
    return len(made)
