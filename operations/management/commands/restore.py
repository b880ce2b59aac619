"""Restores a backup."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from operations.backups.errors import BackupError, explained
from operations.backups.postgres import database_at
from operations.backups.restoring import Order, restore_backup
from operations.management.commands.after_restore import add_lost_at, past_moment
from toolkit.environment import SettingError


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # they load all pages first
    help = (
        "Restores a backup into an empty database, brings it up to this release, and puts members' files back. "
        "Stop web, workers and beat first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", help="its name in BACKUP_DIR, or its folder")
        parser.add_argument("--database", required=True, metavar="URL", help="an empty database, as postgresql://…")
        add_lost_at(parser)
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="your secret key, if the backup is encrypted by age"
        )
        parser.add_argument("--replace", default="", metavar="NAME", help="empties the database of this name first")
        parser.add_argument("--no-files", action="store_true", help="leaves members' files as they are")
        parser.add_argument("--jobs", type=int, default=2, metavar="N", help="load with so many processes (default: 2)")

    def handle(
        self, *args: Any, backup: str, database: str, lost_at: str, identity: Path | None, **options: Any
    ) -> None:
        try:
            past_moment(lost_at, now=timezone.now())
            order = Order(
                given=backup,
                target=database_at(database, "--database"),
                lost_at=lost_at,
                identity=identity.absolute() if identity else None,
                replace=options["replace"],
                with_files=not options["no_files"],
                processes=max(options["jobs"], 1),
            )
            with explained("The restore stopped"):
                done = restore_backup(order, options=settings.BACKUPS, progress=self.stdout.write)
        except (BackupError, SettingError) as error:
            raise CommandError(str(error)) from error
        steps = ", ".join(f"{name} {seconds:,.1f} s" for name, seconds in done.seconds.items())
        self.stdout.write(f"Restored in {sum(done.seconds.values()):,.1f} s ({steps}).")
        self.stdout.write(
            "Set DATABASE_URL to this database, empty both databases of Valkey, and start the web server."
        )
