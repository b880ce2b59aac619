"""Builds emails about an account: one function each."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from accounts.localization import reader_of
from accounts.models import DataExport, User
from mail import messages


def export_ready(export: DataExport) -> EmailMultiAlternatives:
    """Says that the export is ready. The link leads to a page that requires reauthentication, so the email alone gives
    nobody the data."""
    context = {
        "name": export.user.name,
        "url": _page("accounts:privacy"),
        "expires_at": export.expires_at,
    }
    return messages.build(
        "accounts/email/export_ready", to=export.user.email, context=context, reader=reader_of(export.user)
    )


def export_failed(export: DataExport) -> EmailMultiAlternatives:
    context = {"name": export.user.name, "url": _page("accounts:privacy")}
    return messages.build("accounts/email/export_failed", to=export.user.email, context=context)


def goodbye(user: User) -> EmailMultiAlternatives:
    return messages.build("accounts/email/goodbye", to=user.email, context={"name": user.name})


def _page(name: str) -> str:
    return f"{settings.SITE_URL}{reverse(name)}"
