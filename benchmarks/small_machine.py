"""Limits processes to one core and a few gigabytes without swap, by a control group of Linux (version 1 or 2)."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PERIOD = 100_000  # microseconds
PAGE = 4096


class Machine:
    """A group of processes; ``memory`` counts bytes of programs and of the files that they read."""

    def __init__(self, name: str, *, cores: float, memory: int) -> None:
        self.cores, self.memory = cores, memory
        self.is_second = (ROOT / "cgroup.controllers").exists()
        parts = [""] if self.is_second else ["cpu", "memory"]
        self.folders = [ROOT / part / f"jobboard-{name}" for part in parts]

    @contextlib.contextmanager
    def made(self) -> Iterator["Machine"]:
        """Needs root. Processes must have ended when the block does."""
        if self.is_second:
            (ROOT / "cgroup.subtree_control").write_text("+cpu +memory")
        for folder in self.folders:
            folder.mkdir(exist_ok=True)
        quota = int(PERIOD * self.cores)
        if self.is_second:
            self._set("cpu.max", f"{quota} {PERIOD}")
            self._set("memory.max", self.memory)
            self._set("memory.swap.max", 0)
        else:
            self._set("cpu.cfs_period_us", PERIOD)
            self._set("cpu.cfs_quota_us", quota)
            self._set("memory.limit_in_bytes", self.memory)
            self._set("memory.swappiness", 0)
            self._set("memory.memsw.limit_in_bytes", self.memory)
        try:
            yield self
        finally:
            for folder in self.folders:
                _remove(folder)

    def command(self, *command: str) -> list[str]:
        """Returns the command that runs ``command`` as a member of the group."""
        joins = "; ".join(f"echo $$ > {folder}/cgroup.procs" for folder in self.folders)
        return ["/bin/sh", "-c", f'{joins}; exec "$@"', "sh", *command]

    def processes(self) -> list[int]:
        return [int(pid) for pid in (self.folders[-1] / "cgroup.procs").read_text().split()]

    def memory_used(self) -> dict[str, int]:
        """Returns bytes: of programs, of files, the most of both together, swapped, and how often the limit was reached."""
        stat = dict(line.split() for line in (self.folders[-1] / "memory.stat").read_text().splitlines())
        if self.is_second:
            events = dict(line.split() for line in (self.folders[-1] / "memory.events").read_text().splitlines())
            names = {"programs": stat["anon"], "files": stat["file"], "most": self._get("memory.peak")}
            names |= {"swapped": self._get("memory.swap.current"), "killed": events["oom_kill"]}
        else:
            control = dict(line.split() for line in (self.folders[-1] / "memory.oom_control").read_text().splitlines())
            names = {"programs": stat["rss"], "files": stat["cache"], "most": self._get("memory.max_usage_in_bytes")}
            names |= {"swapped": stat.get("swap", "0"), "killed": control.get("oom_kill", "0")}
        return {name: int(value or 0) for name, value in names.items()}

    def _set(self, name: str, value: object) -> None:
        for folder in self.folders:
            with contextlib.suppress(
                FileNotFoundError, PermissionError
            ):  # of the other controller, or swap isn't counted
                (folder / name).write_text(str(value))

    def _get(self, name: str) -> str:
        try:
            return (self.folders[-1] / name).read_text()
        except FileNotFoundError:
            return "0"


def _remove(folder: Path) -> None:
    for _attempt in range(100):
        try:
            folder.rmdir()
        except OSError:
            time.sleep(0.1)
        else:
            return
    print(f"{folder} is still in use", file=sys.stderr)


def memory_of(pid: int) -> int:
    """Returns the bytes of a process; what it shares with others is counted in parts (PSS)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def forget_files(folder: Path) -> None:
    """Takes the files of a folder out of the system's memory, so that the next reader is charged for them."""
    subprocess.run(["sync"], check=True)
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
