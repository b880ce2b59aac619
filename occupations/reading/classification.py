"""Reads the Standard Occupational Classification (SOC), US Office of Management and Budget."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from occupations.reading.rows import GroupRow
from occupations.reading.tables import read_table, soc_code


def read(folder: Path, release: str, facts: dict[str, Any]) -> Iterator[tuple[str, GroupRow]]:
    """Yields groups and occupations by code, a group before what is in it."""
    seen: set[str] = set()

    def row(cell: str, level: str, title: str, parent: str, definition: str) -> tuple[str, GroupRow]:
        code = soc_code(cell)
        if parent and parent not in seen:
            raise ValueError(f"{code} is in the group {parent}, which isn't above it")
        seen.add(code)
        return code, GroupRow.model_validate(
            {"title": title, "level": level, "parent": parent, "definition": definition}
        )

    columns = ("soc_code", "level", "title", "parent_code", "definition")
    yield from read_table(folder / "groups.tsv.gz", columns, row)
