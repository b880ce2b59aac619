"""Files that went with an application, kept as they were: attach, detach, and a link to where members do.

The tracker doesn't know what a résumé is: an app above it makes the file and calls `attach`.
"""

import datetime as dt

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jobs.tracker.models import Application, SentFile

LIMIT = 10  # files of one application


class TooManyFiles(ValueError):
    """The application has no room for another file; the message is written for the member."""

    def __init__(self) -> None:
        words = _("You can keep up to %d files with an application. Remove one, then try again.")
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


def with_link_to_files(told: str, application: Application) -> SafeString:
    """Returns a message with a link to where the files that were sent can be attached."""
    link = format_html('<a href="{}#sent">{}</a>', application.get_absolute_url(), _("Attach the files you sent"))
    return format_html("{} {}", told, link)


def _must_have_room(application: Application) -> None:
    if application.sent_files.count() >= LIMIT:
        raise TooManyFiles
