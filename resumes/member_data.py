"""Member data in résumés: documents and letters, the page with its addresses, links and exclusions
(contract: `accounts.privacy`)."""

import datetime as dt
from functools import partial

from django.utils import timezone

from accounts.models import User
from accounts.privacy import Files, Tables
from resumes.exports import Format, Options, file_name
from resumes.exports.content import AnyDocument
from resumes.exports.letters import LetterDocument
from resumes.models import Exclusion, Handle, Letter, Page, Resume, ShareLink, Version
from resumes.publishing import handles

LETTER_COLUMNS = (
    "id", "name", "language", "text", "company", "role", "resume_id", "application_id", "created_at", "updated_at",
    "deleted_at",
)  # fmt: skip
LINK_COLUMNS = (
    "label", "token", "resume_id", "letter_id", "data", "created_at", "expires_at", "revoked_at", "views", "last_viewed_at",
)  # fmt: skip
RESUME_COLUMNS = ("id", "name", "language", "data", "not_placed", "created_at", "updated_at", "deleted_at")
VERSION_COLUMNS = ("resume_id", "number", "data", "origin", "saved_at")


def tables(user: User) -> Tables:
    own = Resume.objects.of(user).order_by("pk")
    versions = Version.objects.filter(resume__in=own).order_by("resume_id", "number")
    addresses = Handle.objects.filter(user=user).order_by("since")
    return {
        "resumes": list(own.values(*RESUME_COLUMNS)),
        "resume_versions": list(versions.values(*VERSION_COLUMNS)),
        "resume_page": list(Page.objects.of(user).values()),
        "resume_addresses": list(addresses.values("name", "is_chosen", "since", "lapsed_at")),
        "resume_links": list(ShareLink.objects.of(user).order_by("pk").values(*LINK_COLUMNS)),
        "resume_exclusions": list(Exclusion.objects.of(user).values("domain", "company__name", "created_at")),
        "letters": list(Letter.objects.of(user).order_by("pk").values(*LETTER_COLUMNS)),
    }


def files(user: User) -> Files:
    """Yields every résumé in every format, and every letter without placeholders to fill in."""
    today = timezone.localdate()
    for model in (Resume, Letter):
        for document in model.objects.of(user).kept().order_by("pk"):
            source = document.to_export(today)
            if isinstance(source, LetterDocument) and source.unfilled:
                continue
            for format in document.formats.values():
                path = f"{model.namespace}/{document.pk}-{file_name(source, format)}"
                yield path, partial(_content, format, source, Options(document.language))


def _content(format: Format, source: AnyDocument, options: Options) -> bytes:
    return format.render(source, options).content


def release(*, user: User, now: dt.datetime) -> None:
    """Does nothing: no obligations block the deletion."""


def forget(*, user: User) -> None:
    """Releases the addresses, so that nobody gets them for a while. Everything else is deleted by cascade."""
    handles.release(Handle.objects.filter(user=user), now=timezone.now())
