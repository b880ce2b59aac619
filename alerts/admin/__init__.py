"""Alerts on the staff site: looked at, not edited. What holds sending up, one recipient's mails, and a digest as a test."""

from alerts.admin.recipients import RecipientAdmin
from alerts.admin.sending import SendingAdmin

__all__ = ["RecipientAdmin", "SendingAdmin"]
