"""Receiver of a signal: accounts that are deactivated or active again."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import User
from resumes.publishing import services


def follow_account(
    sender: Any, instance: User, *, created: bool, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    """Receiver of `post_save`: a deactivated account's page is gone at once, and back with the account."""
    if not created and (update_fields is None or "is_active" in update_fields):
        services.account_changed(user=instance, now=timezone.now())
