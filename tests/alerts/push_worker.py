"""A worker of its own: sends notifications with the real task code. Run by a test that kills it."""

import django

django.setup()

from alerts.push import sending  # noqa: E402 - settings come first
from alerts.sending import DatabaseClock  # noqa: E402

if __name__ == "__main__":
    sending.send_due(clock=DatabaseClock(), seconds=60)
