"""Files that went with an application, kept as they were: attach, detach.

The tracker doesn't know what a résumé is: an app above it makes the file and calls `attach`.
"""

import datetime as dt

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext

from jobs.tracker.models import Application, SentFile

LIMIT = 10  # files of one application


class TooManyFiles(ValueError):
    """The application has no room for another file; the message is written for the member."""

    def __init__(self) -> None:
        words = gettext("You can keep up to %d files with an application. Remove one, then try again.")
        super().__init__(words % LIMIT)


def attach(
    *, application: Application, kind: str, name: str, file_name: str, content: bytes, now: dt.datetime
) -> SentFile:
    """Keeps a PDF with an application. Raises ``TooManyFiles``, ``FileTooLarge``, and ``OSError`` if the storage fails."""
    sent = SentFile(application=application, kind=kind, name=name, file_name=file_name, attached_at=now)
    _must_have_room(application)
    sent.file.save("", ContentFile(content), save=False)
    with transaction.atomic():
        Application.objects.select_for_update().get(pk=application.pk)
        _must_have_room(application)
        sent.save()
    return sent


def detach(*, sent: SentFile) -> None:
    """Deletes a file that was kept."""
    sent.delete()


def _must_have_room(application: Application) -> None:
    if application.sent_files.count() >= LIMIT:
        raise TooManyFiles
