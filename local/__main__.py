"""Command line of local mode, called by the Makefile: ``python -m local run``, ``test [pytest arguments]``, ``check NAME…``,
``t [pytest arguments]`` and ``t-stop``.
"""

import os
import sys

from local.console import LocalError, plain


def main(arguments: list[str]) -> int:
    """Run a command; the exit code."""
    match arguments:
        case ["run"]:
            from local.run import run

            return run(os.environ)
        case ["test", *pytest_arguments]:
            from local.checks import test

            return test(pytest_arguments)
        case ["check", *names] if names:
            from local.checks import check

            return check(names)
        case ["t", *pytest_arguments]:
            from local.test_client import run_in_daemon

            return run_in_daemon(pytest_arguments, os.environ)
        case ["t-stop"]:
            from local.test_client import stop_daemon

            return stop_daemon(os.environ)
        case _:
            raise LocalError(
                "Usage: python -m local run | test [pytest arguments] | check NAME… | t [pytest arguments] | t-stop"
            )


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (LocalError, OSError) as error:
        print(f"\n{plain(error)}", file=sys.stderr)
        sys.exit(1)
