"""Who runs a program: the commands in front of it, and who owns its files."""

import functools
import os
import pwd
import subprocess
import sys
from typing import NamedTuple


class User(NamedTuple):
    prefix: tuple = ()
    owner: tuple = (0, 0)


def _of_numbers(user, group):
    return User(("setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--"), (user, group))


ROOT = User()
NOBODY = _of_numbers(65534, 65534)
# Root outside, without any of its rights inside: for an interpreter in a folder that only root may enter.
POWERLESS = User(("unshare", "--user", "--map-user=65534", "--map-group=65534", "--"))


@functools.cache
def site_user():
    """Whoever runs the site's processes: not root."""
    words = [sys.executable, "-c", "import sys; print(sys.base_prefix)"]
    done = subprocess.run([*NOBODY.prefix, *words], capture_output=True, text=True, cwd="/", check=False)
    return NOBODY if done.stdout.strip() == sys.base_prefix else POWERLESS


@functools.cache
def postgres_user():
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        return NOBODY
    return _of_numbers(entry.pw_uid, entry.pw_gid)


def plain_environ():
    """What programs need that aren't the site."""
    return {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin", "LC_ALL": "C"}
