"""Reads emails that people send us, as providers hand them over: sender, addresses, text, files, and whether a person wrote."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from mail.quoted_text import without_quotes
from toolkit import rich_text
from toolkit.text import prose

logger = logging.getLogger(__name__)
LARGEST_TEXT = 100_000  # characters that are looked at
AUTOMATIC: dict[str, Callable[[str], bool]] = {
    "auto-submitted": lambda value: value != "no",
    "precedence": lambda value: value in ("bulk", "junk", "list", "auto_reply"),
    "x-auto-response-suppress": lambda value: value == "all",
    "x-autoreply": lambda value: True,
    "x-autorespond": lambda value: True,
    "list-id": lambda value: True,
    "x-failed-recipients": lambda value: True,
}
ROBOTS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "bounce", "bounces")


@dataclass(frozen=True)
class InboundFile:
    name: str
    content: bytes


@dataclass(frozen=True)
class InboundEmail:
    """An email to our domain for replies. Everything in it is untrusted. ``text``: what the sender wrote, without quotes."""

    sender: str
    recipients: tuple[str, ...]
    text: str
    files: tuple[InboundFile, ...]
    message_id: str
    is_automatic: bool
    is_spam: bool


def read_inbound(message: Any) -> InboundEmail | None:
    """Reads a message of django-anymail, or returns None if it isn't for `INBOUND_MAIL_DOMAIN`."""
    domain = settings.INBOUND_MAIL_DOMAIN.lower()
    recipients = tuple(dict.fromkeys(_recipients(message)))
    if not domain or not any(one.endswith(f"@{domain}") for one in recipients):
        return None
    senders = message.get_address_header("From")
    return InboundEmail(
        sender=senders[0].addr_spec if len(senders) == 1 else "",
        recipients=recipients,
        text=_text(message),
        files=tuple(_files(message)),
        message_id=str(message["Message-ID"] or "").strip(),
        is_automatic=_is_automatic(message, senders),
        is_spam=bool(message.spam_detected),
    )


def _recipients(message: Any) -> Iterator[str]:
    for one in (*message.to, *message.cc):
        yield one.addr_spec.lower()
    if message.envelope_recipient:
        yield str(message.envelope_recipient).lower()


def _text(message: Any) -> str:
    plain = message.text
    if not (plain or "").strip():
        plain = rich_text.words(rich_text.clean(message.html or ""))
    return without_quotes(prose(plain[:LARGEST_TEXT]))


def _files(message: Any) -> Iterator[InboundFile]:
    for part in message.attachments:
        if part.get_content_maintype() == "multipart":
            continue
        yield InboundFile(str(part.get_filename() or ""), part.get_content_bytes() or b"")


def _is_automatic(message: Any, senders: list[Any]) -> bool:
    """Returns whether a machine sent it (RFC 3834, and what programs do instead)."""
    if any(name in message and says(str(message[name]).strip().lower()) for name, says in AUTOMATIC.items()):
        return True
    local = senders[0].username.lower() if senders else ""
    # Reports of failed delivery have no sender to bounce to; a provider that doesn't name one says None.
    return local in ROBOTS or message.envelope_sender in ("", "<>")
