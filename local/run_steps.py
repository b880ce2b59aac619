"""Runs several ``manage.py`` commands in one process: starting Django costs more than most of them.

``python -m local.run_steps migrate --no-input --then load_demo``; stops at the first that fails.
"""

import os
import sys
from collections.abc import Iterable, Sequence

from toolkit.command_line import run_command

THEN = "--then"


def joined(commands: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The arguments that make this module run ``commands`` one after the other."""
    arguments: list[str] = []
    for command in commands:
        arguments += [THEN, *command] if arguments else command
    return tuple(arguments)


def main(arguments: list[str]) -> None:
    """Run the commands; a failing one ends the process with its own message and exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    while arguments:
        end = arguments.index(THEN) if THEN in arguments else len(arguments)
        command, arguments = arguments[:end], arguments[end + 1 :]
        run_command(["manage.py", *command])


if __name__ == "__main__":
    main(sys.argv[1:])
