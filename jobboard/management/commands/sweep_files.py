"""Deletes members' files that no row names."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import ngettext

from toolkit import private_files


class Command(BaseCommand):
    help = "Deletes private files that no row names and that are older than a day. Beat does this every night."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="delete them even if they are most of all files")

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        try:
            deleted = private_files.sweep(now=timezone.now(), force=force)
        except private_files.TooManyOrphans as error:
            raise CommandError(f"{error} Is DATABASE_URL right? --force deletes them.") from error
        self.stdout.write(ngettext("Deleted %d file.", "Deleted %d files.", deleted) % deleted)
