"""Chooses the system user for PostgreSQL, which refuses to run as root, as containers and CI machines do."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.console import LocalError

NOBODY = 65534


@dataclass(frozen=True)
class Identity:
    """How to start a program as somebody: a command in front, or another user and group. Both empty: as ourselves."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    @property
    def switch(self) -> dict[str, Any]:
        """The arguments that make ``subprocess`` switch user."""
        return {} if self.user is None else {"user": self.user, "group": self.group, "extra_groups": []}

    @property
    def file_owner(self) -> int:
        """The user number that files must carry on disk to belong to this identity."""
        return os.geteuid() if self.user is None else self.user

    def give(self, path: Path) -> None:
        """Make ``path``, with all below it, this identity's own. Only root can, and only root needs to."""
        if os.geteuid() != 0:
            return
        group = -1 if self.group is None else self.group
        for folder, _, names in os.walk(path):
            for name in ["", *names]:
                os.chown(os.path.join(folder, name), self.file_owner, group, follow_symlinks=False)
        if path.is_file():
            os.chown(path, self.file_owner, group)

    def can_use(self, program: Path, folder: Path) -> bool:
        """Whether this identity can run ``program`` and enter ``folder``."""
        return all(
            self._succeeds(command)
            for command in ([str(program), "--version"], ["sh", "-c", 'test -x "$1"', "sh", str(folder)])
        )

    def _succeeds(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(
                [*self.prefix, *command],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                cwd="/",
                timeout=20,
                check=False,
                **self.switch,
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return done.returncode == 0


def unprivileged_identity(program: Path, folder: Path) -> Identity:
    """Ourselves; for root the first identity that can run ``program`` and keep its files in ``folder``."""
    if os.geteuid() != 0:
        return Identity()
    for identity in _candidates():
        if identity.can_use(program, folder):
            return identity
    raise LocalError(
        f"PostgreSQL can't run as root, and no other user has access to {folder} and {program}.\n"
        "Run as a normal user, move the checkout to a folder that other users can open, or set DATABASE_URL."
    )


def _candidates() -> Iterator[Identity]:
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        yield Identity(user=entry.pw_uid, group=entry.pw_gid)
    # A checkout below a folder that only root may enter: stay root outside, be nobody inside a user namespace.
    if shutil.which("unshare"):
        yield Identity(prefix=("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"))
