"""Builds the image of `deploy/Containerfile` from a Debian root, and runs its commands as a container would: as the image's user,
without capabilities, on a root that is read-only."""

import ast
import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from .programs import needed

BASE = settings.BASE_DIR
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
SUITE = re.search(r"^ARG BASE=.*-(\w+)$", (BASE / "deploy" / "Containerfile").read_text(), re.MULTILINE)[1]
CA = Path("/etc/ssl/certs/ca-certificates.crt")
# Runs in a mount namespace of its own: $1 is the root, $2 what /tmp and the data folders are made in, $3 the user, $4 its folder.
ENTER = """
set -e
root=$1 data=$2 user=$3 folder=$4
shift 4
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
for one in files beat; do mount --bind "$data/$one" "$root/var/lib/jobboard/$one"; done
mount --bind "$data/backups" "$root/var/backups/jobboard"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
exec chroot "$root" /usr/bin/setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups --no-new-privs --bounding-set=-all \\
    --inh-caps=-all -- /usr/bin/env --chdir="$folder" -i "$@"
"""


class Buildah:
    """buildah with a store of its own in ``folder``. Raises ``CalledProcessError`` with what buildah said."""

    def __init__(self, folder: Path) -> None:
        self.program = needed("buildah")
        needed("mmdebstrap", "unshare")
        self.folder = folder
        (folder / "tmp").mkdir(parents=True, exist_ok=True)
        self.environment = {**os.environ, "BUILDAH_ISOLATION": "chroot", "TMPDIR": str(folder / "tmp")}
        self.driver = "overlay"  # the quickest, where the kernel lets us
        try:
            self("info")
        except subprocess.CalledProcessError:
            self.driver = "vfs"

    def __call__(self, *arguments: str | Path) -> str:
        places = (f"--root={self.folder}/store", f"--runroot={self.folder}/run", f"--storage-driver={self.driver}")
        command = [self.program, *places, *map(str, arguments)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            sys.stderr.write(done.stdout[-5000:] + done.stderr[-5000:])
        done.check_returncode()
        return done.stdout.strip()

    def debian(self, name: str) -> None:
        """Makes an image of Debian with Python: the release of the image's usual base."""
        container = self("from", "scratch")
        root = self("mount", container)
        packages = "--include=apt,ca-certificates,python3-venv"
        path = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin"])
        command = ["mmdebstrap", "--quiet", "--variant=essential", "--components=main", packages, SUITE, root, MIRROR]
        subprocess.run(command, check=True, env={**os.environ, "PATH": path})
        self("commit", "--quiet", "--rm", container, name)

    def build(self, context: Path, *options: str) -> None:
        self("build", "--layers=false", "--network=host", "--format=docker", *options, context)


def pip_options(folder: Path) -> list[str]:
    """Options that let pip inside the build ask the package index that this machine asks, and trust whom it trusts."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    volumes, lines = [], []

    def inside(value: str) -> str:
        """The value with files of this machine at a place of their own. An index in a folder refers to files beside it."""
        for word in value.split():
            path = Path(word.removeprefix("file://"))
            if path.is_absolute() and path.exists():
                given = path.parent if word.startswith("file://") else path
                place = f"/host/{len(volumes)}"
                volumes.append(f"--volume={given.resolve()}:{place}:ro")
                value = value.replace(str(path), place if given == path else f"{place}/{path.name}")
        return " ".join(value.split())

    found = {}
    for section, key, value in re.findall(r"^(\S+)\.([\w-]+)=(.+)$", listed, re.MULTILINE):
        if section in ("global", "install", ":env:"):
            found[key] = ast.literal_eval(value)
    if CA.exists():
        found.setdefault("cert", str(CA))
    known = ("cert", "client-cert", "extra-index-url", "find-links", "index-url", "proxy", "timeout", "trusted-host")
    for key in known:
        if key in found:
            lines.append(f"{key} = {inside(str(found[key]))}")
    configuration = folder / "pip.conf"
    configuration.write_text("[global]\n" + "\n".join(lines) + "\n")
    return [f"--secret=id=pip.conf,src={configuration}", *volumes]


class Image:
    """A built image, mounted. ``data`` stands for its volumes."""

    def __init__(self, folder: Path, root: Path, inspected: dict) -> None:
        self.root = root
        self.config = inspected["Docker"]["config"]
        self.data = folder / "data"
        user, group = map(int, self.config["User"].split(":"))
        for one in ("files", "beat", "backups"):
            (self.data / one).mkdir(parents=True, exist_ok=True)
            os.chown(self.data / one, user, group)

    def command(self, *arguments: str, entrypoint: list[str] | None = None, **environment: str) -> list[str]:
        """What starts the image's command with ``arguments``, or its own."""
        variables = [*self.config["Env"], *(f"{name}={value}" for name, value in environment.items())]
        user, folder = self.config["User"], self.config["WorkingDir"]
        program = self.config["Entrypoint"] if entrypoint is None else entrypoint
        enter = ["unshare", "--mount", "sh", "-c", ENTER, "enter", str(self.root), str(self.data), user, folder]
        return [*enter, *variables, *program, *(arguments or self.config["Cmd"])]

    def run(self, *arguments: str, entrypoint: list[str] | None = None, seconds: int = 120, **environment: str):
        command = self.command(*arguments, entrypoint=entrypoint, **environment)
        return subprocess.run(command, capture_output=True, text=True, timeout=seconds)

    @contextlib.contextmanager
    def running(self, *arguments: str, log: Path, **environment: str):
        """A process of the image, until the end of the block."""
        with log.open("wb") as writes:
            process = subprocess.Popen(
                self.command(*arguments, **environment), stdout=writes, stderr=subprocess.STDOUT, start_new_session=True
            )
            try:
                yield process
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextlib.contextmanager
def built_image(folder: Path):
    """The image, mounted. Processes of a parallel run share one build: the first one makes it, the last one deletes it."""
    folder.mkdir(parents=True, exist_ok=True)
    users = folder / "users"
    with locked(folder):
        users.write_text(str(int(users.read_text()) + 1 if users.exists() else 1))
        buildah = Buildah(folder)
        if not (folder / "built").exists():
            buildah.debian("localhost/debian")
            labels = ("--build-arg=VERSION=1.2.3", "--build-arg=REVISION=abc")
            buildah.build(
                BASE, "--build-arg=BASE=localhost/debian", *labels, *pip_options(folder),
                f"--file={BASE}/deploy/Containerfile", "--tag=localhost/jobboard",
            )  # fmt: skip
            (folder / "built").touch()
        container = buildah("from", "localhost/jobboard")
        root = Path(buildah("mount", container))
        inspected = json.loads(buildah("inspect", container))
    try:
        yield Image(folder / container, root, inspected)
    finally:
        with locked(folder):
            buildah("rm", container)
            users.write_text(str(int(users.read_text()) - 1))
            if users.read_text() == "0":
                buildah("rm", "--all")
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def locked(folder: Path):
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
