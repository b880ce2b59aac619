"""Checks of backups."""

import datetime as dt

from django.conf import settings

from operations.backups.status import backup_status
from operations.doctor.results import Options, Result, ok, warning, wrong

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
