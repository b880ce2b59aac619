"""How allauth sends mail and keeps quiet about who has an account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from accounts import outbox
from jobboard.lib.throttle import client_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth says nothing of types
    """Mail goes through the outbox, so that an answer takes as long for an address that has an account as for one that has
    none."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        outbox.put(message, now=timezone.now())

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMultiAlternatives:
        """Text from allauth's template of that name, and the same paragraphs as HTML."""
        whole = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "contact_email": settings.CONTACT_EMAIL,
            "email": email,
            **context,
        }
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", whole).split())
        text = render_to_string(f"{template_prefix}_message.txt", whole).strip()
        paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()][
            :-1
        ]  # the last is who we are
        shown = {**whole, "subject": subject, "paragraphs": paragraphs}
        message = EmailMultiAlternatives(subject, text + "\n", to=[email], headers=headers)
        message.attach_alternative(render_to_string("account/email/message.html", shown), "text/html")
        return message

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that all limits of the site are counted by."""
        return client_address(request)
