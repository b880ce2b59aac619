"""Builds emails about résumé pages: one function each."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from accounts.localization import reader_of
from mail import messages
from resumes.models import Page


def message_from_page(page: Page, *, name: str, email: str, text: str) -> EmailMultiAlternatives:
    """A visitor's message to the owner of a page. A reply goes to the sender."""
    owner = page.user
    context = {
        "name": owner.name,
        "sender": name,
        "email": email,
        "text": text,
        "settings_url": settings.SITE_URL + reverse("resumes:page-settings"),
    }
    message = messages.build("resumes/email/message", to=owner.email, context=context, reader=reader_of(owner))
    message.reply_to = [email]
    return message


def page_hidden(page: Page) -> EmailMultiAlternatives:
    return _about(page, "hidden", reason=page.hidden_reason, url=settings.SITE_URL + reverse("resumes:answer"))


def page_shown_again(page: Page) -> EmailMultiAlternatives:
    return _about(page, "shown")


def page_kept_hidden(page: Page) -> EmailMultiAlternatives:
    return _about(page, "kept_hidden", reason=page.hidden_reason)


def _about(page: Page, event: str, **context: str) -> EmailMultiAlternatives:
    return messages.build(
        f"resumes/email/page_{event}", to=page.user.email, context={"name": page.user.name, **context}
    )
