"""``python -m jobboard.local run`` and ``python -m jobboard.local test [pytest arguments]``."""

import os
import sys

from jobboard.local.errors import LocalError, plain


def main(arguments: list[str]) -> int:
    """Run one of the two commands; the exit code."""
    match arguments:
        case ["run"]:
            from jobboard.local.run import run

            return run(os.environ)
        case ["test", *pytest_arguments]:
            from jobboard.local.checks import test

            return test(pytest_arguments)
        case _:
            raise LocalError("Usage: python -m jobboard.local run | test [pytest arguments]")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (LocalError, OSError) as error:
        print(f"\n{plain(error)}", file=sys.stderr)
        sys.exit(1)
