"""Lifecycle of résumés and cover letters: limits of the plan, rename, delete, restore, purge."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from billing import entitlements
from billing.plans import PLUS
from resumes.models import Letter, MemberDocument, Resume
from resumes.publishing.services import resume_changed

KEPT_DELETED = dt.timedelta(days=30)
MAX_NAME = 80


class TooMany(ValueError):
    """The member's plan covers no more. The message says how many it covers and what to do."""


def most_for(user: User, model: type[MemberDocument], *, now: dt.datetime) -> int:
    """Returns how many documents of this kind the member's plan covers."""
    most: int = getattr(entitlements.for_user(user, now).limits, model.namespace)
    return most


def most_with_plus(model: type[MemberDocument]) -> int:
    most: int = getattr(PLUS.limits, model.namespace)
    return most


def claim_room(user: User, model: type[MemberDocument], *, now: dt.datetime) -> None:
    """Locks the member's row and returns if one more document is within the plan's limit. Raises ``TooMany``. Call it in a
    transaction."""
    User.objects.select_for_update().get(pk=user.pk)
    most = most_for(user, model, now=now)
    if model.objects.of(user).kept().count() < most:
        return
    if model is Letter:
        included = ngettext("Your plan includes %d cover letter.", "Your plan includes %d cover letters.", most) % most
    else:
        included = ngettext("Your plan includes %d résumé.", "Your plan includes %d résumés.", most) % most
    with_plus = most_with_plus(model)
    more = [] if most >= with_plus else [_("Plus includes %d.") % with_plus]
    raise TooMany(" ".join([included, _("Delete one first."), *more]))


def name_of_copy(document: MemberDocument) -> str:
    return (_("Copy of %s") % document.name)[:MAX_NAME]


@transaction.atomic
def rename(*, document: MemberDocument, name: str, language: str, now: dt.datetime) -> None:
    """Changes the name, which only the member sees, and the language. A new name alone isn't a change of the document."""
    own = type(document).objects.filter(pk=document.pk)
    own.exclude(language=language).update(language=language, updated_at=now)
    own.update(name=name)
    _show_change(document, now)


@transaction.atomic
def delete(*, document: MemberDocument, now: dt.datetime) -> None:
    """Deletes a document, which can be restored for ``KEPT_DELETED``. Idempotent."""
    type(document).objects.kept().filter(pk=document.pk).update(deleted_at=now)
    _show_change(document, now)


@transaction.atomic
def restore(*, document: MemberDocument, now: dt.datetime) -> None:
    """Restores a deleted document. Idempotent. Raises ``TooMany``."""
    if document.deleted_at is None:
        return
    claim_room(document.user, type(document), now=now)
    type(document).objects.filter(pk=document.pk).update(deleted_at=None)
    _show_change(document, now)


def purge_deleted(*, now: dt.datetime) -> int:
    """Removes documents deleted long ago, with their versions. Returns their number."""
    return sum(_purge(model, now) for model in (Resume, Letter))


def _purge(model: type[MemberDocument], now: dt.datetime) -> int:
    gone = model.objects.deleted().filter(deleted_at__lte=now - KEPT_DELETED)
    removed: int = gone.delete()[1].get(model._meta.label, 0)
    return removed


def _show_change(document: MemberDocument, now: dt.datetime) -> None:
    if isinstance(document, Resume):
        resume_changed(resume=document, now=now)
