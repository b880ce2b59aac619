"""Runs ``manage.py`` commands; a database that can't be reached is reported in plain words."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.core.management import execute_from_command_line

from toolkit.database import DatabaseUnreachableError


def run_command(arguments: list[str]) -> None:
    """Runs a command. Exits with a one-sentence message if PostgreSQL can't be reached."""
    try:
        execute_from_command_line(arguments)
    except DatabaseUnreachableError as error:
        said = " ".join(str(error).split())
        sys.exit(f"DATABASE_URL names a database that can't be used: {said}. Start its server, or correct the address.")


_told_by = 0  # the signal
_is_held = False


def end_on_sigterm() -> None:
    """Lets a command that is stopped remove what it has made so far."""
    signal.signal(signal.SIGTERM, _end)


def end_if_told() -> None:
    """Ends a command that was told to and goes on: Python ignores errors in some places, where a signal can arrive."""
    if _told_by:
        raise SystemExit(128 + _told_by)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Lets a signal wait for the end of the block: for code that would lose a program that it starts, or keep a lock. Programs
    that are started in it hear signals, as they wouldn't if these were blocked."""
    global _is_held
    was_held, before = _is_held, _told_by
    _is_held = True
    try:
        yield
    finally:
        _is_held = was_held
    if not was_held and not before:
        end_if_told()


def _end(number: int, _frame: FrameType | None) -> None:
    global _told_by
    _told_by = number
    if not _is_held:
        raise SystemExit(128 + number)
