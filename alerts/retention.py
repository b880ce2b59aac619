"""Deletes old digests, matches and alerts after their retention period."""

import datetime as dt

from django.db import connection
from django.db.models import Exists, OuterRef

from alerts.matching import TRAIL
from alerts.models import Alert, Digest, Mailed, Match, Recipient, Search

UNCONFIRMED = dt.timedelta(days=7)  # how long an unconfirmed address is kept
ENDED = dt.timedelta(
    days=30
)  # how long a visitor can undo ending an alert; then the address is deleted with its last alert
HAD = dt.timedelta(days=400)  # how long emailed jobs are remembered: longer than any job stays listed
READABLE = dt.timedelta(days=180)  # how long a digest can be read again


def delete_expired(now: dt.datetime) -> None:
    Alert.objects.filter(state=Alert.State.UNCONFIRMED, created_at__lt=now - UNCONFIRMED).delete()
    Alert.objects.filter(recipient__user=None, ended_at__lt=now - ENDED).delete()
    Recipient.objects.filter(~Exists(Alert.objects.filter(recipient=OuterRef("pk"))), user=None).delete()
    Digest.objects.filter(created_at__lt=now - READABLE).exclude(state__in=["planned", "sending"]).delete()
    Mailed.objects.filter(sent_at__lt=now - HAD).delete()
    idle = ~Exists(Alert.objects.filter(search=OuterRef("pk")))
    Match.objects.filter(search__in=Search.objects.filter(idle)).delete()
    Search.objects.filter(idle, created_at__lt=now - UNCONFIRMED).delete()


def skip_what_was_mailed(*, lost_at: dt.datetime) -> int:
    """Run after a backup was restored: advances running alerts to the last digest due before ``lost_at``, which was
    sent although the restored rows don't record it. Returns the number of alerts. Digests planned in the backup are
    sent under their old ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE alerts_alert SET watermark = greatest(watermark, had.last_due - make_interval(secs => %(trail)s))
            FROM (
                SELECT id, next_due_at + every * floor(extract(epoch FROM %(lost)s - next_due_at)
                    / extract(epoch FROM every)) AS last_due
                FROM alerts_alert, LATERAL (
                    SELECT CASE cadence WHEN 'daily' THEN interval '1 day' ELSE interval '7 days' END AS every
                ) AS rhythm
                WHERE state IN ('active', 'paused') AND next_due_at <= %(lost)s
            ) AS had
            WHERE alerts_alert.id = had.id
            """,
            {"trail": TRAIL.total_seconds(), "lost": lost_at},
        )
        return int(cursor.rowcount)
