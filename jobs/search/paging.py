"""Parameters and numbers of result pages."""

from collections.abc import Iterator

from jobs.search.sql import Key

BESIDE = 2  # page numbers shown on each side of the current one


def whole_number(value: str) -> int:
    """Parses a page number or position; returns 0, which means none, for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 20 else 0


def start_in(value: str) -> Key | None:
    """Parses where a window of results starts: ``2.123456``, tier and position; a position alone is of the first
    tier."""
    tier, dot, top = value.rpartition(".")
    return Key(whole_number(tier) if dot else 0, whole_number(top)) if whole_number(top) else None


def start_value(start: Key | None) -> str:
    """Returns a start as `start_in` parses it."""
    return f"{start.tier}.{start.top}" if start else ""


def page_numbers(page: int, pages: int) -> Iterator[int]:
    """Yields the page numbers to show, 0 for a gap: first, last and those next to the current one."""
    if pages < 2:
        return
    shown = {1, pages, *range(page - BESIDE, page + BESIDE + 1)}
    previous = 0
    for number in sorted(shown & set(range(1, pages + 1))):
        if number - previous > 1:
            yield 0
        yield number
        previous = number
