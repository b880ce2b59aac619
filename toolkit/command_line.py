"""Runs ``manage.py`` commands; a database that can't be reached is reported in plain words."""

import signal
import sys
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


def end_on_sigterm() -> None:
    """Lets a command that is stopped remove what it has made so far."""
    signal.signal(signal.SIGTERM, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
