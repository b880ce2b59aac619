#!/usr/bin/env python
"""Django's command line. On a developer's machine it needs no environment: see ``jobboard.local``."""

import os
import sys

from jobboard.lib.command_line import run_command
from jobboard.local.command import local_mode


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    with local_mode(sys.argv):
        run_command(sys.argv)


if __name__ == "__main__":
    main()
