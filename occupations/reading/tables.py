"""Reads tables of publishers line by line; errors name the file and the line."""

import csv
import gzip
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

# Marks that stand for a number in the tables of the US Bureau of Labor Statistics and the UK Office for National Statistics.
# "#" (at or above the top code) isn't one of them: what it means depends on the release.
NOT_PUBLISHED = frozenset({"", "-", "*", "**", "..", ":", "x"})


class BadTable(Exception):
    """A table isn't what its reader expects. The message names the file and the line."""


def read_table(path: Path, columns: tuple[str, ...], parse: Callable[..., T]) -> Iterator[T]:
    """Yields ``parse(*cells)`` for each line, with the cells of ``columns`` in that order. A file named ``.csv`` has quotes and
    commas, others have tabs; ``.gz`` is unpacked. Raises ``BadTable``, also for a ``ValueError`` of ``parse``."""
    is_csv = ".csv" in path.suffixes
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig", newline="") as file
        ):
            lines = csv.reader(file) if is_csv else csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            head = next(lines, [])
            missing = [column for column in columns if column not in head]
            if missing:
                raise BadTable(f"{path.name}, line 1: the columns {', '.join(missing)} are missing")
            places = [head.index(column) for column in columns]
            for cells in lines:
                try:
                    if len(cells) != len(head):
                        raise ValueError(f"{len(cells)} cells instead of {len(head)}")
                    row = parse(*[cells[place] for place in places])
                except ValueError as error:
                    raise BadTable(f"{path.name}, line {lines.line_num}: {error}") from error
                yield row
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise BadTable(f"{path.name}: {error}") from error


def soc_code(cell: str) -> str:
    """``151252`` or ``15-1252`` as ``15-1252``."""
    digits = cell.strip().replace("-", "")
    if len(digits) != 6 or not digits.isdigit():
        raise ValueError(f"“{cell}” isn't an occupation code")
    return f"{digits[:2]}-{digits[2:]}"


def decimal(cell: str, column: str) -> Decimal | None:
    """A number, or None where nothing was published."""
    text = cell.strip().replace(",", "")
    if text in NOT_PUBLISHED:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"“{cell}” in {column} isn't a number") from None
    if not number.is_finite():
        raise ValueError(f"“{cell}” in {column} isn't a number")
    return number


def required(cell: str, column: str) -> Decimal:
    number = decimal(cell, column)
    if number is None:
        raise ValueError(f"{column} is empty")
    return number


def whole(number: Decimal, column: str) -> int:
    """``number`` as an integer; refuses a fraction, because a figure isn't rounded."""
    if number != number.to_integral_value():
        raise ValueError(f"{column} has a fraction: {number}")
    return int(number)


def people(cell: str, column: str) -> int | None:
    """Thousands, with one or two decimals, as people."""
    number = decimal(cell, column)
    return None if number is None else whole(number * 1000, column)


def amount(cell: str, column: str) -> int | None:
    """An amount in the main unit of a currency as minor units (all our publishers' have 100)."""
    number = decimal(cell, column)
    if number is None:
        return None
    if number <= 0:
        raise ValueError(f"{column} must be above 0, or empty if it isn't published")
    return whole(number * 100, column)


def yes(cell: str, column: str) -> bool:
    """``Y``; ``N`` and nothing are no."""
    if cell not in ("Y", "N", ""):
        raise ValueError(f"“{cell}” in {column} is neither Y nor N")
    return cell == "Y"
