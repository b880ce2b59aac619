"""Changes to a member's page and to what visitors send through it: settings, messages, reports."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from accounts.models import User
from mail import outbox
from resumes.models import Page, PageReport, Resume
from resumes.publishing import emails
from resumes.publishing.directory import indexing
from resumes.publishing.handles import forget_addresses, give_handle
from toolkit.forms import refuse_stale, version_of

SETTINGS = (
    "resume_id", "visibility", "is_indexed", "accepts_messages", "shown_name", "hides_employer", "in_directory", "open_to",
    "is_featured", "is_pinned",
)  # fmt: skip

# Sent for a ``resume`` that was created, changed, deleted or restored, and for the one that a page newly shows.
changed = Signal()


def page_for(*, user: User, now: dt.datetime) -> Page:
    """Returns the member's page; creates a private one, with an address, if they have none."""
    page, is_new = Page.objects.select_related("resume", "user").get_or_create(
        user=user, defaults={"created_at": now, "updated_at": now}
    )
    if is_new:
        give_handle(user=user, now=now)
    return page


@transaction.atomic
def save_settings(*, page: Page, values: dict[str, Any], seen: tuple[str, ...], now: dt.datetime) -> Page:
    """Saves the settings in ``values``. Raises ``Stale`` if they were changed since they were shown."""
    locked = Page.objects.select_for_update(of=("self",)).select_related("resume", "user").get(pk=page.pk)
    refuse_stale(version_of_settings(locked), seen)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.updated_at = now
    locked.save(update_fields=[*values, "updated_at"])
    forget_addresses(locked.user)
    indexing.refresh([locked.pk], now=now)
    if locked.resume:
        changed.send(Resume, resume=locked.resume)
    return locked


def version_of_settings(page: Page) -> str:
    return version_of(*(getattr(page, name) for name in SETTINGS))


def resume_changed(*, resume: Resume, now: dt.datetime) -> None:
    """Makes the page and the directory show the change of a résumé at once. Call it in the transaction of the change."""
    _update_copies(Page.objects.filter(resume=resume), resume.user, now=now)
    changed.send(Resume, resume=resume)


@transaction.atomic
def account_changed(*, user: User, now: dt.datetime) -> None:
    """Makes the page and the directory follow whether the member's account is active."""
    _update_copies(Page.objects.of(user), user, now=now)


def _update_copies(pages: "QuerySet[Page]", owner: User, *, now: dt.datetime) -> None:
    """Brings the page cache and the directory up to date."""
    ids = list(pages.values_list("pk", flat=True))
    if ids:
        forget_addresses(owner)
        indexing.refresh(ids, now=now)


def send_message(*, page: Page, name: str, email: str, text: str, now: dt.datetime) -> None:
    """Emails a visitor's message to the owner of a page. Neither the page nor the sender shows or learns the owner's address."""
    message = emails.message_from_page(page, name=name, email=email, text=text)
    outbox.enqueue(message, now=now, priority=outbox.Priority.MESSAGE)


def report_page(*, page: Page, reason: str, details: str, now: dt.datetime) -> PageReport:
    """Records a visitor's report for staff."""
    return PageReport.objects.create(page=page, reason=reason, details=details, at=now)
