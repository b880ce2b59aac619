"""Shares of the processors, by cgroup of either version."""

import os
import signal
import time
from pathlib import Path

MOUNT = Path("/sys/fs/cgroup")
PERIOD = 50_000  # microseconds


def is_available():
    """Whether this machine lets us limit processors."""
    top = _top()
    return top is not None and os.access(top, os.W_OK)


def _top():
    if (MOUNT / "cpu" / "cpu.cfs_quota_us").exists():
        return MOUNT / "cpu"
    if "cpu" in _words(MOUNT / "cgroup.controllers"):
        return MOUNT
    return None


def _words(path):
    return path.read_text().split() if path.exists() else []


class Share:
    """The processes of a host, and how much of a core they get together."""

    def __init__(self, lab, name):
        top = _top()
        self.is_first_version = top.name == "cpu"
        self.lab = top / lab
        self.folder = self.lab / name
        self.lab.mkdir(exist_ok=True)
        if not self.is_first_version:
            for folder in (top, self.lab):
                if "cpu" not in _words(folder / "cgroup.subtree_control"):
                    (folder / "cgroup.subtree_control").write_text("+cpu")
        self.folder.mkdir(exist_ok=True)
        self.members = self.folder / "cgroup.procs"

    def limit(self, cores):
        """At most this part of a core; None: no limit."""
        quota = None if cores is None else int(PERIOD * cores)
        if self.is_first_version:
            (self.folder / "cpu.cfs_period_us").write_text(str(PERIOD))
            (self.folder / "cpu.cfs_quota_us").write_text(str(quota or -1))
        else:
            (self.folder / "cpu.max").write_text(f"{quota or 'max'} {PERIOD}")

    def processes(self):
        return [int(word) for word in _words(self.members)]

    def kill(self):
        """Everything at once, and what it started meanwhile."""
        self.signal(signal.SIGKILL)
        deadline = time.monotonic() + 20
        while self.signal(signal.SIGKILL):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.folder.name} doesn't die")
            time.sleep(0.02)

    def signal(self, number):
        """To every process; how many there were."""
        reached = 0
        for pid in self.processes():
            try:
                os.kill(pid, number)
                reached += not _is_zombie(pid)
            except ProcessLookupError:
                continue
        return reached


def _is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def remove(lab, seconds=10):
    """The groups of a lab that is over, once their last processes are gone."""
    folders = [*(_top() / lab).glob("*/"), _top() / lab]
    deadline = time.monotonic() + seconds
    while folders and time.monotonic() < deadline:
        try:
            folders[0].rmdir()
        except FileNotFoundError:
            folders.pop(0)
        except OSError:
            time.sleep(0.05)
        else:
            folders.pop(0)
