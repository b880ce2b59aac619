"""The release that this one replaces: which it is, and its code.

``python -m tests.operations.previous_release v0.2.0`` notes a tag in ``previous_release.json``, after a release.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

NOTE = Path(__file__).with_name("previous_release.json")
CHECKOUT = Path(__file__).resolve().parents[2]
LINE = 78


def noted():
    """Its ``name``, its ``commit``, and the last of its ``migrations`` by app."""
    return json.loads(NOTE.read_text())


def git(*words, **more):
    return subprocess.run(["git", *words], cwd=CHECKOUT, capture_output=True, check=False, **more)


def unpack(commit, folder):
    """Writes the code of a commit to a folder; returns whether git has it. A shallow clone fetches it, if it can."""
    if git("cat-file", "-e", f"{commit}^{{commit}}").returncode:
        git("fetch", "--quiet", "--depth=1", "origin", commit, timeout=60)
    archive = git("archive", commit)
    if archive.returncode:
        return False
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    return True


def main(reference):
    name = reference.removeprefix("v")
    if not re.fullmatch(r"\d+\.\d+\.\d+", name):
        sys.exit("Name a tag such as v0.2.0.")
    commit = git("rev-parse", f"{reference}^{{commit}}", text=True).stdout.strip()
    if not commit:
        sys.exit(f"There is no tag {reference}.")
    NOTE.write_text(json.dumps({"name": name, "commit": commit, "migrations": migrations_of(commit)}, indent=2) + "\n")


def migrations_of(commit):
    """The last migration of each app."""
    paths = git("ls-tree", "-r", "--name-only", commit, text=True).stdout.split()
    found = {}
    for path in sorted(paths):
        if one := re.fullmatch(r"(\w+)/migrations/(\d{4}_\w+)\.py", path):
            found[one[1]] = one[2]
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
