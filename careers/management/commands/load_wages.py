"""Loads published wages by occupation."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from careers import wages

SHIPPED = settings.BASE_DIR / "careers" / "data" / "oews_may2025_national.csv"


class Command(BaseCommand):
    help = "Loads published wages (OEWS national CSV). Without a file, loads the release shipped with the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED)
        parser.add_argument(
            "--release", default="May 2025", help="month and year of the release (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = dt.datetime.strptime(options["release"], "%B %Y").replace(tzinfo=dt.UTC).date()
            release = wages.Release(options["release"], month)
            with options["file"].open(encoding="utf-8-sig", newline="") as lines:
                count = wages.load_wages(wages.read_wages(lines, release), release)
        except ValueError as error:
            raise CommandError(f"{options['file']}: {error}") from error
        except (OSError, wages.BadWageFile) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        self.stdout.write(f"Loaded {count} occupations from {release.name}.")
