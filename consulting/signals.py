"""Receivers of signals: replies by email."""

import datetime as dt
from typing import Any

from consulting import replies
from mail.inbound import InboundEmail


def take_reply_by_email(sender: Any, email: InboundEmail | None, now: dt.datetime, **kwargs: Any) -> None:
    """Receiver of `mail.signals.received`."""
    if email is not None:
        replies.take_reply(email=email, now=now)
