"""``python -m tests.hosts [--short] [SCENARIO …]``: runs scenarios on several hosts and prints their figures. Needs root, iproute2,
HAProxy, PgBouncer, Patroni and etcd; exit code 3 says that something is missing, and what."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.hosts import scenarios, shares
from tests.hosts.engines import PROGRAMS, found
from tests.hosts.host import Failed

APART = ("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
NOT_HERE = 3
INSIDE = "JOBBOARD_LAB"


def lacks():
    """Why the lab can't run on this machine, or an empty text."""
    if os.geteuid() != 0:
        return "root is needed for network namespaces"
    if missing := [program for program in PROGRAMS if not found(program)]:
        return f"missing programs: {', '.join(missing)}"
    return "" if shares.is_available() else "there's no cgroup that limits processors"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="the small form that the tests run")
    parser.add_argument("--dump", metavar="FILE", help="SQL that makes the tables, instead of migrations")
    parser.add_argument("scenario", nargs="*", help=f"default: all of {', '.join(scenarios.ALL)}")
    options = parser.parse_args()
    if reason := lacks():
        print(f"NOT RUN: {reason}", file=sys.stderr)  # noqa: T201
        return NOT_HERE
    if INSIDE not in os.environ:
        # The shell takes leave of processes whose parents are gone, as a machine's first process does.
        words = [sys.executable, "-X", "utf8", "-m", "tests.hosts", *sys.argv[1:]]
        os.environ[INSIDE] = "1"
        os.execvp(APART[0], [*APART, "sh", "-c", '"$@" & wait $!', "sh", *words])  # noqa: S606 - meant
    with tempfile.TemporaryDirectory(prefix="jobboard-hosts-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        return scenarios.run(
            Path(folder), options.scenario or list(scenarios.ALL), short=options.short, dump=options.dump
        )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        print("BROKEN", failure)  # noqa: T201
        sys.exit(1)
