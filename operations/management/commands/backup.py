"""Makes a backup."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operations.backups.errors import BackupError, explained
from operations.backups.folder import in_words
from operations.backups.making import make_backup
from toolkit.command_line import end_on_sigterm

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # they load all pages first
    help = (
        "Backs up the database and members' files to BACKUP_DIR, encrypts and copies them if set, and removes old backups. "
        "Run it every night."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        end_on_sigterm()
        try:
            with explained("The backup stopped"):
                made = make_backup(options=settings.BACKUPS, now=timezone.now(), progress=self.stdout.write)
        except BackupError as error:
            logger.error("The backup failed: %s", error)
            raise CommandError(str(error)) from error
        self.stdout.write(f"Backup {made.name}: {in_words(made.size)} in {made.seconds:,.0f} s.")
