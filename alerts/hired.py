"""Whoever has found a job needs no alerts for now."""

import datetime as dt
from typing import Any

from accounts.models import User
from alerts import services


def pause_alerts(sender: Any, user: User, now: dt.datetime, **_words: Any) -> None:
    """A receiver of `billing.cancellation.got_hired`."""
    services.pause_all(user=user, now=now)
