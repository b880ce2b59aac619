"""Takes files of messages: checks and scans them, and stores them in the private storage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from consulting.file_kinds import MAX_BYTES, MOST_FILES, FileRefused, kind_of, shown_name
from consulting.models import MessageFile
from toolkit import virus_scan


@dataclass(frozen=True)
class Upload:
    """A file that was checked. ``name`` is safe to show."""

    name: str
    media_type: str
    content: bytes


class Uploaded(Protocol):
    """A file of a form."""

    name: str
    size: int

    def read(self) -> bytes: ...


def take_files(files: Sequence[Uploaded]) -> list[Upload]:
    """Checks the files of a message. Raises ``FileRefused`` for the first that isn't taken."""
    if len(files) > MOST_FILES:
        raise FileRefused(_("Attach up to 5 files to a message."), "")
    if sum(file.size for file in files) > MAX_BYTES:
        raise FileRefused(
            _("Together, the files of a message can have up to 2.5 MB. Attach fewer or smaller files."), ""
        )
    return [take_file(file.name, file.read()) for file in files]


def take_file(name: str, content: bytes) -> Upload:
    """Checks one file. Raises ``FileRefused``."""
    shown = shown_name(name)
    kind = kind_of(shown, content)
    try:
        virus_scan.scan(content)
    except virus_scan.VirusFound as error:
        raise FileRefused(_("The virus scanner found something in “{name}”. We didn't take it."), shown) from error
    except virus_scan.ScannerUnavailable as error:
        raise FileRefused(
            _("We can't check “{name}” for viruses right now. Try again in a few minutes."), shown
        ) from error
    return Upload(shown, kind.media_type, content)


def store_files(uploads: Iterable[Upload]) -> list[MessageFile]:
    """Stores the content of files whose rows are saved later. Raises ``OSError``."""
    stored: list[MessageFile] = []
    try:
        for one in uploads:
            file = MessageFile(name=one.name, media_type=one.media_type, size=len(one.content))
            file.file.save("", ContentFile(one.content), save=False)
            stored.append(file)
    except BaseException:
        delete_files(stored)
        raise
    return stored


def delete_files(files: Iterable[MessageFile]) -> None:
    """Deletes contents that no row will name. The nightly sweep gets what this can't."""
    for file in files:
        try:
            file.file.storage.delete(str(file.file.name))
        except OSError:
            continue
