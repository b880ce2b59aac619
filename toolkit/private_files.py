"""Stores members' private files: a model field, random names, downloads, and a sweep of files without a row.

A model declares a file with the most bytes it can have::

    resume_pdf = PrivateFileField(_("résumé as sent"), max_bytes=5_000_000, blank=True)

and stores one with ``row.resume_pdf.save("", ContentFile(content), save=False)``, before the transaction that saves the row: the
storage may be a server (``STORAGES["private"]``). Storing and reading raise ``OSError`` if the storage fails, and storing raises
``FileTooLarge``. ``serve_attachment(row.resume_pdf, "ana-moreira.pdf", "application/pdf")`` answers a download; the view checks
whose it is. If a row is deleted, alone or with its member's account, its file is deleted when that commits. The sweep finds files
that a rollback, a new file in the same row or an outage left behind.
"""

import datetime as dt
import logging
import re
import secrets
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

logger = logging.getLogger(__name__)
KEPT = dt.timedelta(days=1)  # how long the sweep leaves a file without a row: its transaction may be under way
# The sweep deletes more than this only if most files have a row. Otherwise it may be looking at another site's database.
MOST_ORPHANS = 100
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{30}")


class FilesUnavailable(OSError):
    """The server that stores private files doesn't answer, or refuses."""


class FileTooLarge(ValueError):
    """The file has more bytes than its field takes."""


class TooManyOrphans(Exception):
    """Most files have no row, so none was deleted."""


def private_storage() -> Storage:
    return storages["private"]


def random_name(_row: object = None, _name: str = "") -> str:
    """Returns the name of a new file. It says nothing about the file or its member, and can't be guessed."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:]}"


class PrivateFile(FieldFile):
    """The file of a row: checks its size when it is stored, and has no address."""

    field: "PrivateFileField"

    def __init__(self, instance: models.Model, field: "PrivateFileField", name: str | None) -> None:
        super().__init__(instance, field, name)
        self.storage = private_storage()  # the present one, where a field keeps the first

    def save(self, name: str, content: File, save: bool = True) -> None:  # type: ignore[type-arg]
        if content.size > self.field.max_bytes:
            raise FileTooLarge(f"{content.size} bytes are more than {self.field.max_bytes}.")
        super().save(name or "file", content, save)

    @property
    def url(self) -> str:
        raise ValueError("A private file has no address; a view serves it.")


class PrivateFileField(models.FileField):
    """A file in the private storage, of at most ``max_bytes``. It is deleted with its row."""

    attr_class = PrivateFile

    def __init__(self, *args: Any, max_bytes: int = 0, **options: Any) -> None:
        super().__init__(*args, **options | {"storage": private_storage, "upload_to": random_name, "max_length": 40})
        self.max_bytes = max_bytes

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Returns what a migration needs. Where files are and how large they can be isn't part of the database."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {key: options[key] for key in options.keys() - {"storage", "upload_to", "max_length"}}

    def contribute_to_class(self, cls: type[models.Model], name: str, **options: Any) -> None:  # type: ignore[override]
        super().contribute_to_class(cls, name, **options)
        if not cls._meta.abstract:
            models.signals.pre_delete.connect(self._delete_file, sender=cls)

    def _delete_file(self, instance: models.Model, using: str, **_more: Any) -> None:
        if name := getattr(instance, self.attname).name:
            transaction.on_commit(partial(_delete, name), using=using, robust=True)


def serve_attachment(file: File, name: str, media_type: str) -> HttpResponse:  # type: ignore[type-arg]
    """Returns a download of a private file, which no browser shows, runs or stores. Raises ``Http404`` if it's gone, and
    ``OSError`` if the storage fails."""
    try:
        with file.open("rb") as opened:
            content = opened.read()
    except FileNotFoundError:
        raise Http404 from None
    return attachment(content, name, media_type)


def attachment(content: bytes, name: str, media_type: str, *, is_private: bool = True) -> HttpResponse:
    """Returns a download that no browser shows or runs, and that none stores if it's private."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["Content-Length"] = str(len(content))
    response["X-Content-Type-Options"] = "nosniff"
    if is_private:
        response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def sweep(*, now: dt.datetime, force: bool = False) -> int:
    """Deletes files that no row names and that are older than ``KEPT``. Returns their number.

    Raises ``TooManyOrphans`` if it would delete many files and most of all, unless forced."""
    storage = private_storage()
    total, orphans = 0, []
    for names in _stored_names(storage):
        total += len(names)
        orphans += [name for name in names - _names_in_rows(names) if _is_older(storage, name, now - KEPT)]
    if len(orphans) > max(MOST_ORPHANS, total / 2) and not force:
        raise TooManyOrphans(f"{len(orphans):,} of {total:,} private files have no row. None was deleted.")
    for name in orphans:
        storage.delete(name)
    return len(orphans)


def newest_names(each: int) -> list[str]:
    """Returns the names of some files that should be there: of each model with files, those of its newest rows."""
    found: list[str] = []
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, PrivateFileField):
                rows = model._base_manager.filter(**{f"{field.name}__gt": ""}).order_by("-pk")
                found += rows.values_list(field.name, flat=True)[:each]
    return found


def _delete(name: str) -> None:
    try:
        private_storage().delete(name)
    except OSError as error:
        logger.warning("A private file could not be deleted; the sweep will try again: %s", type(error).__name__)


def _stored_names(storage: Storage) -> Iterator[set[str]]:
    """Yields the names of stored files, a folder at a time. Files that aren't ours are left out."""
    for folder in storage.listdir("")[0]:
        names = (f"{folder}/{name}" for name in storage.listdir(folder)[1])
        if found := {name for name in names if _NAME.fullmatch(name)}:
            yield found


def _names_in_rows(names: set[str]) -> set[str]:
    """Returns those of the names that a row has, in whatever model."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, PrivateFileField):
                rows = model._base_manager.filter(**{f"{field.name}__in": names})
                found.update(rows.values_list(field.name, flat=True))
    return found


def _is_older(storage: Storage, name: str, moment: dt.datetime) -> bool:
    try:
        return storage.get_modified_time(name) < moment
    except FileNotFoundError:  # deleted in the meantime
        return False
