"""Checks of backups."""

import datetime as dt

from django.conf import settings

from operations.backups.status import backup_status
from operations.doctor.results import Options, Result, ok, warning, wrong
from operations.models import Backup

LATE = dt.timedelta(hours=26)  # one is made each night
VERIFIED_LATE = dt.timedelta(days=3)
DOCS = "docs/operations/backups.md"


def age(options: Options) -> Result:
    """How much would be lost now."""
    found = backup_status(options.now)
    if found.age is None and settings.LOCAL:
        return ok("none so far, which is fine in local mode")
    if found.age is None:
        return wrong(
            "none was ever made", f"Set BACKUP_DIR and let a timer run `manage.py backup` each night ({DOCS})."
        )
    hours = found.age.total_seconds() / 3600
    if found.age > LATE:
        return wrong(
            f"the newest is {hours:.0f} hours old", f"See the log of the timer that runs `manage.py backup` ({DOCS})."
        )
    return ok(f"the newest is {hours:.0f} hours old, {(found.size or 0) / 1_048_576:.0f} MB")


def proof(options: Options) -> Result:
    """Whether a backup was restored and compared lately."""
    found = backup_status(options.now)
    if found.age is None:
        return ok("none to verify; see “backups: age”")
    if found.problem:
        return wrong(
            f"the newest can't be restored: {found.problem}",
            "Run `manage.py backup`, and `manage.py verify_backup` again.",
        )
    if found.verified_age is None or found.verified_age > VERIFIED_LATE:
        advice = f"Let a timer run `manage.py verify_backup` each night ({DOCS})."
        return warning("none of the last days was restored and compared", advice)
    return ok(f"one of {found.verified_age.total_seconds() / 3600:.0f} hours ago was restored and compared")


def copy(options: Options) -> Result:
    """Whether the bucket has a backup of the last day: one that is on this server only is lost with it."""
    bucket = settings.BACKUPS.bucket
    if bucket is None:
        return ok("no bucket is set; copy them elsewhere yourself")
    if backup_status(options.now).age is None:
        return ok("none to copy; see “backups: age”")
    copied = Backup.objects.exclude(copied_at=None).first()
    if copied and options.now - copied.taken_at <= LATE:
        return ok(f"the bucket {bucket.name} has {copied.name}")
    last = f"the last one is {copied.name}" if copied else "there was never one"
    return wrong(
        f"the bucket {bucket.name} has none of the last day; {last}",
        f"See the log of the timer that runs `manage.py backup`: it has what the bucket's server answered ({DOCS}).",
    )
