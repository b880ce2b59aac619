"""Revisions of a working copy: recorded with django-reversion, read back as documents.

A revision is recorded in the transaction of the change; ``record`` is the only writer.
"""

import datetime as dt
from collections import defaultdict
from typing import Any

import reversion
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import ValidationError
from reversion.errors import RevertError
from reversion.models import Version

from accounts.models import User
from careers.document import GuideDocument
from careers.editing.working_copy import document_of
from careers.history import changed_sections
from careers.models import PARTS, CareerField, Growth, Guide

for _model in (Growth, *PARTS.values()):
    reversion.register(_model)
reversion.register(Guide, follow=("growth", *PARTS))


class Unreadable(Exception):
    """A revision from an older shape of the guide that today's rules refuse."""


def revisions_of(guide: Guide) -> "QuerySet[Version]":
    """The saved states of ``guide``, newest first, with the user who saved each."""
    kept: QuerySet[Version] = Version.objects.get_for_object(guide)
    return kept.select_related("revision__user").order_by("-revision__date_created", "-pk")


@transaction.atomic
def record(*, guide: Guide, what: str, by: User | None, now: dt.datetime) -> None:
    """Records the current working copy of ``guide``. ``what`` says in words what was done.

    The comment of the revision is ``what`` and, on a second line, the sections that differ from the revision before.
    """
    fresh = Guide.objects.get(pk=guide.pk)
    changed: list[str] = []
    if last := revisions_of(fresh).first():
        try:
            changed = changed_sections(document_at(last), document_of(fresh))
        except Unreadable:
            changed = []
    with reversion.create_revision(manage_manually=True):
        reversion.set_user(by)
        reversion.set_date_created(now)
        reversion.set_comment("\n".join(filter(None, (what, ", ".join(changed)))))
        reversion.add_to_revision(fresh)


def comment_in_words(version: Version) -> tuple[str, str]:
    """What was done, and the sections it changed."""
    what, _newline, changed = version.revision.comment.partition("\n")
    return what, changed


def document_at(version: Version) -> GuideDocument:
    """The working copy as ``version`` recorded it. Raises ``Unreadable``."""
    try:
        return _document_at(version)
    except _OLDER_SHAPE as error:
        raise Unreadable(_("This revision has an old format that we can't read.")) from error


# What reading a row raises if it was stored when models had other fields, values or names, or if its text is broken.
_OLDER_SHAPE = (ValidationError, RevertError, TypeError, ValueError, LookupError, AttributeError)


def _document_at(version: Version) -> GuideDocument:
    rows: dict[type[models.Model], list[Any]] = defaultdict(list)
    for kept in version.revision.version_set.select_related("content_type").order_by("pk"):
        model = kept.content_type.model_class()
        rows[model].append(model(**kept.field_dict))
    guide: Guide = rows[Guide][0]
    if guide.field_id and not CareerField.objects.filter(pk=guide.field_id).exists():
        guide.field = None
    # The stored rows replace the relations, so that the guide converts like any other.
    Guide._meta.get_field("growth").set_cached_value(guide, next(iter(rows[Growth]), None))
    parts = {name: sorted(rows[model], key=lambda row: (row.position, row.pk)) for name, model in PARTS.items()}
    guide._prefetched_objects_cache = parts  # type: ignore[attr-defined]
    return document_of(guide)


def version_number(version: Version) -> int:
    """The guide's own version number that a revision recorded. Raises ``Unreadable``."""
    try:
        return int(version.field_dict["version"])
    except _OLDER_SHAPE as error:
        raise Unreadable(_("This revision has an old format that we can't read.")) from error
