"""Builds emails about access tokens."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.urls import reverse

from accounts.localization import reader_of
from api.access.scopes import words_of
from api.models import AccessToken
from mail import messages
from toolkit.client import client_address, device


def token_created(token: AccessToken, *, request: HttpRequest | None) -> EmailMultiAlternatives:
    """Says that a token was created, what it allows, and from which device. The secret isn't in it."""
    context = {
        "token": token,
        "allows": words_of(token.scopes),
        "device": device(request.headers.get("User-Agent", "")) if request else "",
        "address": client_address(request) if request else "",
        "url": f"{settings.SITE_URL}{reverse('tokens:list')}",
    }
    return messages.build(
        "api/tokens/email/token_created", to=token.user.email, context=context, reader=reader_of(token.user)
    )
