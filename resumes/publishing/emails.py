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
