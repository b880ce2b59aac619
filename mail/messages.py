"""Builds emails with text and HTML parts from templates: ``<name>.subject.txt``, ``<name>.txt`` and ``<name>.html``."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation

from toolkit.email_addresses import comparable
from toolkit.localization import ANYBODY, Reader, read_by


def build(
    name: str,
    *,
    to: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    language: str = "",
    reader: Reader = ANYBODY,
) -> EmailMultiAlternatives:
    """Builds the message from the templates ``<app>/email/<name>.…``, given as ``app/email/name``. Subject and text
    aren't escaped. Dates are formatted for ``reader``."""
    whole = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        **context,
    }
    with translation.override(language or settings.LANGUAGE_CODE), read_by(reader):
        subject = " ".join(_render_text(f"{name}.subject.txt", whole).split())
        message = EmailMultiAlternatives(
            subject,
            _render_text(f"{name}.txt", whole).strip() + "\n",
            to=[comparable(to)],
            headers=dict(headers or {}),
        )
        message.attach_alternative(render_to_string(f"{name}.html", whole), "text/html")
    return message


def _render_text(template: str, context: dict[str, Any]) -> str:
    """Renders a template whose text isn't HTML, so nothing in it is escaped."""
    return str(Engine.get_default().get_template(template).render(Context(context, autoescape=False)))
