"""Classifies delivery errors: what a mail server's reply means, and at which stage it came.

The classes follow RFC 5321 (reply codes), RFC 3463 and the IANA registry of enhanced status codes: 5.1.x is about the recipient's
address, except 5.1.7 and 5.1.8, which are about ours; x.7.x is about policy and credentials; 5.4.5 is a sender's quota; 5.3.4
and 5.6.x are about this one email, its size and its content.
"""

import re
from enum import StrEnum

from toolkit.redaction import origin, redacted


class Stage(StrEnum):
    """How far delivery had come. ``COMPOSE``: the email wasn't built yet; ``SENDER``: our own address was being
    announced. After ``TEXT`` the server has everything, and may have accepted the email whatever its reply."""

    COMPOSE = "compose"
    CONNECT = "connect"
    SENDER = "sender"
    ENVELOPE = "envelope"
    TEXT = "text"


class Kind(StrEnum):
    """``LATER``: try again; ``ADDRESS``: the recipient doesn't exist, so never write to it again; ``SENDER_REJECTED``:
    the server rejects us, so nothing may be sent until that is fixed; ``REFUSED``: this email won't be accepted;
    ``DOUBT``: it may have been accepted; ``BROKEN``: it couldn't be built, because of a bug or its data."""

    LATER = "later"
    ADDRESS = "address"
    SENDER_REJECTED = "sender_rejected"
    REFUSED = "refused"
    DOUBT = "doubt"
    BROKEN = "broken"


class DeliveryError(Exception):
    """An email whose acceptance wasn't confirmed. ``code`` is 0 when there was no reply, or none anymore.

    Its text may be logged and stored: addresses, links and tokens are removed from it.
    """

    def __init__(self, stage: Stage, code: int = 0, text: str = "") -> None:
        super().__init__(stage, code)
        self.stage = stage
        self.code = code
        self.text = text

    def __str__(self) -> str:
        words = filter(None, [str(self.code or ""), redacted(self.text) or "no answer", f"({self.stage})"])
        return " ".join(words)[:300]

    @property
    def kind(self) -> Kind:
        return classify(self)

    @property
    def is_connection_lost(self) -> bool:
        """Whether the connection is useless for other emails: no reply, or 421, with which a server closes it."""
        return self.code in (0, 421) or self.stage == Stage.CONNECT

    @property
    def is_server_away(self) -> bool:
        """Whether no connection was made and none was refused."""
        return self.stage == Stage.CONNECT and self.kind == Kind.LATER


def broken(error: Exception) -> DeliveryError:
    """Wraps an exception raised while an email was built: its type and where it was raised, since its message may
    contain private data."""
    return DeliveryError(Stage.COMPOSE, 0, f"cannot be composed: {origin(error)}")


_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_OF_LOGIN = {530, 534, 535, 538}
_OF_SENDER = {(1, 7), (1, 8), (4, 5)}
_QUOTA = re.compile(r"\b(?:sending|sender|daily|hourly|account|rate|message)\b.{0,40}\b(?:quota|limit)", re.IGNORECASE)

_SIZE = re.compile(r"\bsize\b|\btoo (?:big|large)\b", re.IGNORECASE)


def classify(error: DeliveryError) -> Kind:
    if error.stage == Stage.COMPOSE:
        return Kind.BROKEN
    if error.code < 200:  # no reply, or an invalid one
        return Kind.DOUBT if error.stage == Stage.TEXT else Kind.LATER
    if error.code < 500:
        return Kind.LATER
    found = _ENHANCED.search(error.text)
    subject, detail = (int(found[2]), int(found[3])) if found else (0, 0)
    if (subject, detail) == (3, 4) or subject == 6 or (subject == 0 and _SIZE.search(error.text)):
        return Kind.REFUSED
    if error.code in _OF_LOGIN or subject == 7 or (subject, detail) in _OF_SENDER or _QUOTA.search(error.text):
        return Kind.SENDER_REJECTED
    if subject == 1:
        return Kind.ADDRESS
    return Kind.SENDER_REJECTED if error.stage in (Stage.CONNECT, Stage.SENDER) else Kind.REFUSED
