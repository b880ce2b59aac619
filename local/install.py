"""Installs ``requirements.lock`` into ``.venv``. Runs as a script with any Python.

Needs the standard library only, and is quick when there is nothing to do. The installer, uv, is itself taken from the
lock with its hashes; where it has no build for the machine, pip does the same more slowly.
"""

import contextlib
import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
LOCK = CHECKOUT / "requirements.lock"
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed-from"


def main() -> int:
    """Install if the lock or the interpreter has changed; the exit code."""
    with LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one at a time; freed when this process ends
        wanted = hashlib.sha256(lock.read()).hexdigest()
        if works(PYTHON, "-c", "import sys") and STAMP.exists() and STAMP.read_text() == wanted:
            return 0
        print("Installing packages from requirements.lock into .venv …", flush=True)
        STAMP.unlink(missing_ok=True)
        try:
            make_venv()
            install()
        except subprocess.CalledProcessError as error:
            command = " ".join(map(str, error.cmd[:6]))
            print(f"Installation failed: {command} … ended with exit code {error.returncode}", file=sys.stderr)
            return 1
        STAMP.write_text(wanted)
    return 0


def make_venv() -> None:
    """A virtual environment with pip in it, made again if the existing one is broken."""
    if works(PYTHON, "-m", "pip", "--version"):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    except subprocess.CalledProcessError:
        print("Python can't create virtual environments here. On Debian: apt-get install python3-venv", file=sys.stderr)
        raise


def install() -> None:
    """Every package of the lock, each checked against its hashes, and no other."""
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--require-hashes")
    sync = (PYTHON, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON)
    bootstrap = VENV / "uv-from-lock.txt"
    bootstrap.write_text(entry("uv"))
    with contextlib.suppress(subprocess.CalledProcessError):
        subprocess.run((*pip, "--no-deps", "--requirement", bootstrap), check=True)
        subprocess.run((*sync, LOCK), check=True)
        return
    print("Trying again with pip. This takes about a minute.", flush=True)
    subprocess.run((*pip, "--requirement", LOCK), check=True)


def entry(package: str) -> str:
    """The lines of the lock that pin one package and its hashes."""
    lines, inside = [], False
    for line in LOCK.read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            inside = line.startswith(f"{package}==")
        if inside:
            lines.append(line)
    return "".join(lines)


def works(*command: str | Path) -> bool:
    """Whether the command runs and succeeds."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
