"""Moderation of résumé pages by staff: hide, show again, settle reports, release addresses; and the owner's answer."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.models import User
from mail import outbox
from resumes.models import Handle, Page, PageReport
from resumes.publishing import emails, handles
from resumes.publishing.directory import indexing


class AnswerRefused(ValueError):
    """The page isn't hidden, or its owner has answered already."""


@transaction.atomic
def hide_page(*, page: Page, reason: str, by: User, now: dt.datetime) -> bool:
    """Hides a page from everybody but its owner, who is emailed the ``reason``, stops the owner's share links meanwhile, and
    settles the page's reports. Returns whether it was visible before."""
    hidden = Page.objects.filter(pk=page.pk, hidden_at=None).update(hidden_at=now, hidden_reason=reason)
    if not hidden:
        return False
    settle_reports(reports=PageReport.objects.filter(page=page), by=by, now=now)
    page.refresh_from_db()
    _update_copies(page, now=now)
    outbox.enqueue(emails.page_hidden(page), now=now, priority=outbox.Priority.MESSAGE)
    audit.record("staff.resume_hidden", actor=by, member=page.user, now=now, reason=reason)
    return True


@transaction.atomic
def show_page(*, page: Page, by: User, now: dt.datetime) -> bool:
    """Shows a hidden page as its owner set it. Returns whether it was hidden."""
    shown = Page.objects.filter(pk=page.pk, hidden_at__isnull=False).update(
        hidden_at=None, hidden_reason="", appeal="", appealed_at=None, appeal_read_at=None
    )
    if not shown:
        return False
    _update_copies(page, now=now)
    outbox.enqueue(emails.page_shown_again(page), now=now, priority=outbox.Priority.MESSAGE)
    audit.record("staff.resume_shown", actor=by, member=page.user, now=now)
    return True


@transaction.atomic
def keep_page_hidden(*, page: Page, by: User, now: dt.datetime) -> bool:
    """Records that staff read the owner's answer and keep the page hidden. Returns whether an answer was waiting."""
    waiting = Page.objects.appealed().filter(pk=page.pk).update(appeal_read_at=now)
    if not waiting:
        return False
    outbox.enqueue(emails.page_kept_hidden(page), now=now, priority=outbox.Priority.MESSAGE)
    audit.record("staff.resume_kept_hidden", actor=by, member=page.user, now=now)
    return True


def answer_staff(*, page: Page, text: str, now: dt.datetime) -> None:
    """Records the owner's answer to staff, who hid the page. It can be given once. Raises ``AnswerRefused``."""
    if not Page.objects.filter(pk=page.pk, hidden_at__isnull=False, appealed_at=None).update(
        appeal=text, appealed_at=now
    ):
        raise AnswerRefused


def settle_reports(*, reports: "QuerySet[PageReport]", by: User, now: dt.datetime) -> int:
    """Marks reports as settled. Returns how many were open."""
    return reports.filter(settled_at=None).update(settled_at=now, settled_by=by)


@transaction.atomic
def release_handle(*, handle: Handle, by: User, now: dt.datetime) -> bool:
    """Takes an address from its owner. Nobody can choose it for a while. Returns whether somebody had it."""
    locked = Handle.objects.select_for_update(of=("self",)).select_related("user").get(pk=handle.pk)
    if locked.user is None:
        return False
    handles.release(Handle.objects.filter(pk=locked.pk), now=now)
    audit.record("staff.resume_address_released", actor=by, member=locked.user, now=now, address=locked.name)
    return True


def _update_copies(page: Page, *, now: dt.datetime) -> None:
    """Brings the page cache and the directory up to date."""
    handles.forget_addresses(page.user)
    indexing.refresh([page.pk], now=now)
