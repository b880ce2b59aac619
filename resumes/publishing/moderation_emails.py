"""Builds emails about moderated résumé pages: one function each."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from mail import messages
from resumes.models import Page


def page_hidden(page: Page) -> EmailMultiAlternatives:
    return _about(page, "hidden", reason=page.hidden_reason, url=f"{settings.SITE_URL}{reverse('resumes:answer')}")


def page_shown_again(page: Page) -> EmailMultiAlternatives:
    return _about(page, "shown")


def page_kept_hidden(page: Page) -> EmailMultiAlternatives:
    return _about(page, "kept_hidden", reason=page.hidden_reason)


def _about(page: Page, event: str, **context: str) -> EmailMultiAlternatives:
    return messages.build(
        f"resumes/email/page_{event}", to=page.user.email, context={"name": page.user.name, **context}
    )
