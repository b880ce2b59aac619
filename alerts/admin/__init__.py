"""Admin of alerts, read-only: delivery health, recipients and their emails, and digests as test emails."""

from alerts.admin.recipients import RecipientAdmin
from alerts.admin.sending import SendingAdmin

__all__ = ["RecipientAdmin", "SendingAdmin"]
