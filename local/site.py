"""State of a local site: folder, address, and what the running one left for others to read."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from local.console import LocalError
from local.files import FileLock, read_text, write_private

CHECKOUT = Path(__file__).resolve().parents[1]


def files_fingerprint(patterns: Iterable[str]) -> str:
    """Stands for names, sizes and times of the checkout's files: quick, and as good as what `make` itself goes by."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in CHECKOUT.glob(pattern)):
        if path.relative_to(CHECKOUT).parts[0].startswith("."):
            continue  # made, not written, such as `.local/static`
        about = path.stat()
        digest.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Running:
    """What a running `make run` tells other processes: who it is, where it listens, how to know its processes."""

    pid: int
    url: str
    mail_url: str
    smtp_port: int
    stripe_port: int
    model_port: int
    mark: str


@dataclass(frozen=True)
class Site:
    """Where the local site lives (``LOCAL_DIR``) and listens (``PORT``)."""

    folder: Path
    port: int = 8000

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Site":
        """The site that ``LOCAL_DIR`` and ``PORT`` describe; without them, ``.local`` in the checkout and port 8000."""
        port = environ.get("PORT") or "8000"
        if not (port.isascii() and port.isdecimal()) or not 0 < int(port) < 65536:
            raise LocalError(f"PORT must be a number from 1 to 65535, not {port!r}.")
        folder = environ.get("LOCAL_DIR") or str(CHECKOUT / ".local")
        if not folder.isprintable():
            raise LocalError("LOCAL_DIR must be the path of a folder, without control characters.")
        return cls(folder=Path(folder).resolve(), port=int(port))

    def make_folder(self) -> None:
        """Make the site's folder, and see that it can be written to; what is wrong with it is an OSError that names it."""
        self.logs.mkdir(parents=True, exist_ok=True)
        write_private(self.folder / "writable", "yes")
        (self.folder / "writable").unlink()

    @property
    def url(self) -> str:
        """What people open. A name, since passkeys belong to names and never to numeric addresses (WebAuthn, 5.1.2)."""
        return f"http://localhost:{self.port}/"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def _state(self) -> Path:
        return self.folder / "run.json"

    def lock(self) -> FileLock:
        """Held by the one `make run` of this folder for as long as it lives."""
        return FileLock(self.folder / "run.lock")

    def last_run(self) -> Running | None:
        """What the last `make run` recorded, whether or not it still lives."""
        try:
            return Running(**json.loads(read_text(self._state) or "null"))
        except (TypeError, ValueError):
            return None

    def running(self) -> Running | None:
        """The `make run` that is up in this folder now, if any."""
        if not self._state.exists():
            return None
        lock = self.lock()
        if lock.acquire(shared=True):
            lock.release()
            return None
        return self.last_run()

    def record(self, running: Running) -> None:
        write_private(self._state, json.dumps(asdict(running)))

    def forget(self) -> None:
        self._state.unlink(missing_ok=True)
