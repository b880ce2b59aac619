"""Member data in alerts: export, release, deletion (contract: `accounts.privacy`)."""

import datetime as dt

from accounts.models import User
from accounts.privacy import Tables
from alerts.models import Alert, Digest, Mailed, Mute, PushDelivery, PushDevice, Recipient, Section


def tables(user: User) -> Tables:
    timing = ("cadence", "weekday", "hour", "by_fit", "channel", "state", "paused_until", "next_due_at", "created_at")
    return {
        "alerts": list(Alert.objects.of(user).values("id", "name", "search__querystring", *timing).order_by("pk")),
        "alert_mutes": list(Mute.objects.filter(recipient__user=user).values("kind", "value", "created_at")),
        "alert_digests": list(
            Digest.objects.of(user).values("id", "slot", "channel", "state", "sent_at").order_by("pk")
        ),
        "alert_sections": list(
            Section.objects.filter(alert__recipient__user=user)
            .values("digest_id", "alert_id", "period", "job_ids", "total")
            .order_by("pk")
        ),
        "alert_postings_had": list(
            Mailed.objects.filter(recipient__user=user).values("job_ids", "sent_at").order_by("pk")
        ),
        "alert_recipient": list(Recipient.objects.filter(user=user).values("quiet_from", "quiet_until", "created_at")),
        "alert_devices": list(
            PushDevice.objects.of(user).values("id", "name", "endpoint", "last_success_at", "created_at").order_by("pk")
        ),
        "alert_notifications": list(
            PushDelivery.objects.filter(device__in=PushDevice.objects.of(user))
            .values("digest_id", "device_id", "state", "attempts")
            .order_by("pk")
        ),
    }


def release(*, user: User, now: dt.datetime) -> None:
    """No external obligations to end."""


def forget(*, user: User) -> None:
    """Alerts are deleted with their member; a visitor's alerts at one of their addresses were taken over when they
    signed in."""
