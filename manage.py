#!/usr/bin/env python
"""Django's command line. On a developer's machine it needs no environment: see ``local``."""

import os
import sys

from local.command import local_mode
from toolkit.command_line import run_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    with local_mode(sys.argv):
        run_command(sys.argv)


if __name__ == "__main__":
    main()
