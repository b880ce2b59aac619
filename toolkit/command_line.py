"""Runs ``manage.py`` commands; a database that can't be reached is reported in plain words."""

import sys

from django.core.management import execute_from_command_line

from toolkit.database import DatabaseUnreachableError


def run_command(arguments: list[str]) -> None:
    """Runs a command. Exits with a one-sentence message if PostgreSQL can't be reached."""
    try:
        execute_from_command_line(arguments)
    except DatabaseUnreachableError as error:
        said = " ".join(str(error).split())
        sys.exit(f"DATABASE_URL names a database that can't be used: {said}. Start its server, or correct the address.")
