"""Loads published figures about occupations."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from occupations import loading
from occupations.reading import SHIPPED, BadTable, find_tables


class Command(BaseCommand):
    help = (
        "Loads published figures about occupations: without a folder, the releases that come with the site. A newer release"
        " is loaded beside the current one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED)

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            for tables in find_tables(options["folder"]):
                loaded = loading.load_release(tables=tables, now=now)
                verb = "Loaded" if loaded.is_new else "Already loaded"
                self.stdout.write(f"{verb}: {loaded.release}, {loaded.release.rows_count} rows.")
        except (OSError, BadTable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Updated {loading.assemble(now=now)} occupations.")
