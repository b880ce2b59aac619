"""Attaches the PDF of a résumé or a cover letter to an application: the tracker keeps it."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from jobs.tracker import sent_files
from jobs.tracker.models import Application, SentFile
from resumes.exports import FORMATS, Export, file_name
from resumes.exports.letters import LetterDocument
from resumes.models import Letter, MemberDocument
from toolkit.private_files import FileTooLarge


class NotAttached(Exception):
    """The document wasn't attached. The message says why and what to do."""


def attach_document(*, application: Application, document: MemberDocument, export: Export, now: dt.datetime) -> None:
    """Keeps the PDF of a document with an application. Raises ``NotAttached``."""
    source = document.to_export(localdate(now))
    if isinstance(source, LetterDocument) and source.unfilled:
        raise NotAttached(_("Fill in the placeholders of this letter first."))
    try:
        sent_files.attach(
            application=application,
            kind=SentFile.Kind.LETTER if isinstance(document, Letter) else SentFile.Kind.RESUME,
            name=document.name,
            file_name=file_name(source, FORMATS["pdf"]),
            content=export.content,
            now=now,
        )
    except sent_files.TooManyFiles as refused:
        raise NotAttached(str(refused)) from refused
    except FileTooLarge as refused:
        raise NotAttached(_("This PDF is too large to keep. Shorten the document.")) from refused
    except OSError as error:
        raise NotAttached(_("We can't store files right now. Try again later.")) from error
