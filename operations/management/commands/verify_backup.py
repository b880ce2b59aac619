"""Verifies a backup by restoring it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from operations.backups.errors import BackupError
from operations.backups.postgres import database_at
from operations.backups.verifying import verify_backup
from toolkit.command_line import end_on_sigterm
from toolkit.environment import SettingError


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # they load all pages first
    help = (
        "Restores the newest backup into a database that is made for this, compares row counts and files, and drops that "
        "database. Run it every night, after the backup."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", nargs="?", default="", help="its name or folder; the newest one by default")
        parser.add_argument(
            "--server", metavar="URL", help="where the other one is made; beside the site's own by default"
        )
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="your secret key of age: also proves that it fits"
        )

    def handle(self, *args: Any, backup: str, server: str | None, identity: Path | None, **options: Any) -> None:
        end_on_sigterm()
        try:
            verified = verify_backup(
                given=backup,
                options=settings.BACKUPS,
                server=database_at(server, "--server") if server else None,
                identity=identity.absolute() if identity else None,
                now=timezone.now(),
            )
        except (BackupError, SettingError) as error:
            raise CommandError(str(error)) from error
        rows = f"{sum(verified.counts.values()):,} rows of {len(verified.counts)} tables"
        self.stdout.write(f"Backup {verified.name} restores: {rows}, {verified.file_count:,} files.")
