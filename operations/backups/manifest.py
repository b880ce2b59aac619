"""Describes a backup in a file beside its parts, and checks these parts against it."""

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from operations.backups.errors import BrokenBackup

FORMAT = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"  # the second one is for `sha256sum --check`
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """A file of a backup: its name, bytes and digest."""

    file: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``counts``: rows of each table; ``migrations``: those that were applied, as ``app.name``; both in the moment of the dump.
    ``files`` is None if members' files were left out; ``missing_files`` counts those that rows named and the storage lacked."""

    name: str
    taken_at: dt.datetime
    code: str
    postgresql: int
    encryption: str
    migrations: list[str]
    counts: dict[str, int]
    database: Part
    files: Part | None
    file_count: int
    missing_files: int
    seconds: float

    @property
    def parts(self) -> list[Part]:
        return [self.database, *([self.files] if self.files else [])]

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.size for part in self.parts)


def part_of(path: Path) -> Part:
    """Returns the size and digest of a written file, read back from the disk."""
    return Part(path.name, path.stat().st_size, digest(path))


def digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest, and the digests of all files in the form of `sha256sum`."""
    path = folder / MANIFEST
    content = {"format": FORMAT, **asdict(manifest), "taken_at": manifest.taken_at.isoformat()}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    lines = [f"{part.sha256}  {part.file}\n" for part in (*manifest.parts, part_of(path))]
    (folder / SUMS).write_text("".join(lines), encoding="ascii")


def read_manifest(folder: Path) -> Manifest:
    """Raises ``BrokenBackup`` for a manifest that is missing, damaged, or of a newer form."""
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        form = found.pop("format")
        if form != FORMAT:
            raise BrokenBackup(f"{folder / MANIFEST} has form {form}, which this release doesn't know.")
        parts = {key: Part(**found[key]) if found[key] else None for key in ("database", "files")}
        return Manifest(**found | parts | {"taken_at": dt.datetime.fromisoformat(found["taken_at"])})
    except FileNotFoundError as error:
        raise BrokenBackup(f"{folder} isn't a backup: it has no {MANIFEST}.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BrokenBackup(f"{folder / MANIFEST} is damaged.") from error


def check_digests(folder: Path) -> None:
    """Raises ``BrokenBackup`` that names the first file whose bytes aren't those that were written."""
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
        expected = {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}
    except (FileNotFoundError, ValueError) as error:
        raise BrokenBackup(f"{folder / SUMS} is missing or damaged.") from error
    named = {MANIFEST, *(part.file for part in read_manifest(folder).parts)} if MANIFEST in expected else set()
    if not named or named - expected.keys():
        raise BrokenBackup(f"{folder / SUMS} doesn't name all files of the backup.")
    for name in sorted(named):
        path = folder / name
        if not path.is_file():
            raise BrokenBackup(f"{path} is missing.")
        if digest(path) != expected[name]:
            raise BrokenBackup(f"{path} isn't as it was written: its SHA-256 differs. Take another backup.")
