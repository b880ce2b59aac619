"""Says how old the last backup is, and the last one that was proved to restore."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from operations.models import Backup


@dataclass(frozen=True)
class BackupStatus:
    """``age`` is what would be lost now, without the write-ahead log; ``verified_age`` that of the newest backup that was
    restored and compared. None: there's none. ``problem``: why the newest one couldn't be verified."""

    is_set_up: bool
    age: dt.timedelta | None
    verified_age: dt.timedelta | None
    size: int | None
    problem: str


def backup_status(now: dt.datetime) -> BackupStatus:
    """Two queries; works on every host, with or without the folder of backups."""
    newest = Backup.objects.first()
    verified = Backup.objects.exclude(verified_at=None).filter(problem="").first()
    return BackupStatus(
        is_set_up=settings.BACKUPS.folder is not None,
        age=now - newest.taken_at if newest else None,
        verified_age=now - verified.taken_at if verified else None,
        size=newest.size if newest else None,
        problem=newest.problem if newest else "",
    )
