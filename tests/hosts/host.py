"""One host: its processes, and what can happen to it."""

import contextlib
import os
import subprocess
import time
from pathlib import Path

from tests.hosts.network import SOCKETS
from tests.hosts.shares import Share
from tests.hosts.users import ROOT

# Joins the group before the program starts, and so do its children. Every host has its own folder of sockets.
ENTER = 'echo 0 > "$0" && exec "$@"'
OWN_SOCKETS = f'mount --bind "$0" {SOCKETS} && exec "$@"'


class Failed(AssertionError):
    """A promise was broken, or the time was over."""


def until(condition, what, seconds=60, pause=0.1):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise Failed(f"not within {seconds} s: {what}")
        time.sleep(pause)
    return value


class Host:
    def __init__(self, name, address, *, lab, network, folder):
        self.name, self.address = name, address
        self.network = network
        self.folder = folder / name
        self.folder.mkdir()
        self.folder.chmod(0o755)
        self.sockets = self.folder / "sockets"
        self.sockets.mkdir()
        self.sockets.chmod(0o777)
        self.share = Share(lab, name)
        self.processes = {}
        self.recipes = {}  # how each program was started, for starting it again

    # --- Programs -------------------------------------------------------------------------------------------------------------

    def command(self, words, user=ROOT):
        """The command that runs ``words`` on this host as a user."""
        inside = [
            "ip",
            "netns",
            "exec",
            self.name,
            "sh",
            "-c",
            OWN_SOCKETS,
            str(self.sockets),
            *user.prefix,
            *map(str, words),
        ]
        return ["sh", "-c", ENTER, str(self.share.members), *inside]

    def start(self, program, words, *, user=ROOT, environ=None, folder=None):
        """A program that goes on; its words are in ``log(program)``."""
        self.recipes[program] = (words, user, environ, folder)
        with self.log(program).open("ab") as log:
            self.processes[program] = subprocess.Popen(
                self.command(words, user), env=environ, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        return self.processes[program]

    def again(self, program):
        """Starts it as it was started the last time."""
        words, user, environ, folder = self.recipes[program]
        return self.start(program, words, user=user, environ=environ, folder=folder)

    def run(self, words, *, user=ROOT, environ=None, folder=None, seconds=300):
        """A program that ends; what it printed. Raises ``Failed`` with its last words."""
        done = subprocess.run(
            self.command(words, user), env=environ, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=seconds, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Failed(
                f"{' '.join(map(str, words))} on {self.name}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
            )
        return done.stdout

    def stop(self, program, seconds=30):
        """SIGTERM, and its exit code. Raises ``Failed`` if it goes on."""
        process = self.processes.pop(program)
        process.terminate()
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Failed(f"{program} on {self.name} didn't stop within {seconds} s\n{self.said(program)}") from None

    def log(self, program):
        return self.folder / f"{program}.log"

    def said(self, program, letters=4_000):
        with contextlib.suppress(FileNotFoundError):
            return f"--- {program} on {self.name}\n{self.log(program).read_text(errors='replace')[-letters:]}"
        return ""

    def gone(self):
        """Programs that ended by themselves."""
        return [program for program, process in self.processes.items() if process.poll() is not None]

    # --- Files ----------------------------------------------------------------------------------------------------------------

    def file(self, name, text, *, owner=ROOT, mode=0o644):
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)
        os.chown(path, *owner.owner)
        return path

    def place(self, name, *, owner=ROOT):
        """A folder of a program's own."""
        path = Path(self.folder / name)
        path.mkdir(mode=0o700, exist_ok=True)
        os.chown(path, *owner.owner)
        return path

    # --- What happens to it ---------------------------------------------------------------------------------------------------

    def die(self):
        """As if the machine lost its power: nobody says goodbye to its connections."""
        self.network.cut(self.name)
        self.end()

    def end(self):
        """Kills everything, also what was just being started and isn't in the group yet."""
        until(self._is_killed, f"the end of {self.name}", 20)
        self.processes.clear()

    def _is_killed(self):
        self.share.kill()
        return not any(process.poll() is None for process in self.processes.values())

    def boot(self, *programs):
        """The machine is back, and starts what it ran (or these) as its init system would."""
        self.network.mend(self.name)
        for program in programs or tuple(self.recipes):
            self.again(program)
