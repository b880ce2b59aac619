"""Checks of files: members' files, static files, disk space."""

import shutil
import stat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from operations.doctor.results import Options, Result, ok, warning, wrong
from operations.doctor.running import described
from toolkit.private_files import newest_names, private_storage, random_name

PROBE = b"A probe of manage.py doctor, which deletes it at once."
SAMPLE = 5  # files of each model
LOW, TOO_LOW = 2 * 1024**3, 300 * 1024**2  # bytes
RELEASE = "Run `manage.py collectstatic --no-input` on this host."


def members_files(options: Options) -> Result:
    """Stores a probe, reads it back and deletes it."""
    storage = private_storage()
    is_folder = isinstance(storage, FileSystemStorage)
    where = str(storage.location) if isinstance(storage, FileSystemStorage) else f"bucket {storage.bucket_name}"  # type: ignore[attr-defined]
    advice = (
        f"Let the site's user own {where}: chown, mode 700. It must exist or be creatable, on a disk with room."
        if is_folder
        else "Check the MEMBER_FILES_… settings: the key needs to get, put, delete and list objects of this bucket."
    )
    try:
        name = storage.save(random_name(), ContentFile(PROBE))
        try:
            with storage.open(name) as found:
                read = found.read()
        finally:
            storage.delete(name)
    except OSError as error:
        return wrong(f"{where}: {described(error)}", advice)
    if read != PROBE:
        return wrong(f"{where} returns other bytes than were stored", "Look at the disk or the server of files.")
    if is_folder and stat.S_IMODE(Path(where).stat().st_mode) & 0o007:
        return warning(f"every user of this machine can look into {where}", f"chmod o-rwx {where}")
    return ok(f"{where}: stored, read, deleted")


def files_of_rows(options: Options) -> Result:
    """Whether files that were stored are still found: a folder may not be mounted, and a bucket be another one."""
    storage = private_storage()
    names = newest_names(SAMPLE)
    try:
        missing = [name for name in names if not storage.exists(name)]
    except OSError as error:
        return wrong(described(error), "See “files: members'”.")
    if len(missing) * 2 > len(names):
        return wrong(
            f"{len(missing)} of the newest {len(names)} files that rows name aren't there",
            "Mount the folder of MEMBER_FILES_DIR, or correct MEMBER_FILES_BUCKET. Put lost files back from a backup.",
        )
    return ok(f"{len(names) - len(missing)} of the newest {len(names)} files are there")


def static_files(options: Options) -> Result:
    """Compares the static files that pages name with those of this code."""
    storage: Any = staticfiles_storage
    if not isinstance(storage, ManifestFilesMixin):
        return ok("served from the sources (DEBUG)")
    known = storage.hashed_files
    if not known:
        return wrong(f"no manifest in {settings.STATIC_ROOT}: every page fails", RELEASE)
    sources = {path for finder in get_finders() for path, _storage in finder.list([])}
    missing = sorted(path for path in sources if path not in known)
    if missing:
        return wrong(f"{len(missing)} files are newer than the manifest, such as {missing[0]}", RELEASE)
    gone = sorted(name for name in known.values() if not staticfiles_storage.exists(name))
    if gone:
        return wrong(f"{len(gone)} files of the manifest are missing, such as {gone[0]}", RELEASE)
    return ok(f"{len(known)} files in {settings.STATIC_ROOT}")


def disk(options: Options) -> Result:
    """Free space where the site writes."""
    places = [Path(settings.STATIC_ROOT), *filter(None, [settings.BACKUPS.folder])]
    if isinstance(storage := private_storage(), FileSystemStorage):
        places.append(Path(storage.location))
    found = [(shutil.disk_usage(_existing(place)).free, place) for place in places]
    free, place = min(found)
    said = f"{free / 1024**3:.1f} GB free at {place}"
    advice = "Delete old backups and logs, or enlarge the disk. PostgreSQL stops when its own disk is full."
    if free < TOO_LOW:
        return wrong(said, advice)
    return warning(said, advice) if free < LOW else ok(said)


def _existing(path: Path) -> Path:
    return next(one for one in (path, *path.parents) if one.exists())
