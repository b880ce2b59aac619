"""Loads published figures about occupations, or checks the tables without loading them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from occupations import loading, switching
from occupations.assembly import Rows
from occupations.gaps import Tally
from occupations.reading import SHIPPED, BadTable, OnetRow, Row, Tables, find_tables
from occupations.sources import SOURCES, Key


class Command(BaseCommand):
    help = (
        "Loads published figures about occupations: without a folder, the releases that come with the site. A newer release"
        " waits beside the current one until it's switched, here with --switch or on the staff site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED)
        parser.add_argument("--check", action="store_true", help="print counts and gaps, write nothing")
        parser.add_argument("--switch", action="store_true", help="make the loaded releases current")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                self._check(find_tables(options["folder"]))
            else:
                self._load(find_tables(options["folder"]), switch=options["switch"])
        except (OSError, BadTable) as error:
            raise CommandError(str(error)) from error

    def _load(self, found: list[Tables], *, switch: bool) -> None:
        now = timezone.now()
        for tables in found:
            loaded = loading.load_release(tables=tables, now=now)
            release = loaded.release
            verb = "Loaded" if loaded.is_new else "Already loaded"
            self.stdout.write(f"{verb}: {release}, {release.rows_count} rows.")
            if not release.is_current and switch:
                switching.make_current(release=release)
                self.stdout.write(f"Now current: {release}.")
            elif not release.is_current:
                self.stdout.write(f"Not current: {release}. Switch to it on the staff site, or here with --switch.")
        self.stdout.write(f"Updated {loading.assemble(now=now)} occupations.")

    def _check(self, found: list[Tables]) -> None:
        """Joins the tables in memory; sources that aren't in the folder come from the site's own."""
        given = {tables.key: tables for tables in (*find_tables(SHIPPED), *found)}
        rows: dict[Key, dict[str, Row]] = {}
        for key, tables in given.items():
            if key != Key.ONET:
                rows[key] = dict(tables.rows())
                self.stdout.write(f"{SOURCES[key].title}, {tables.name}: {len(rows[key])} rows.")
        joined, tally, lines = Rows.of(lambda key: rows.get(key, {})), Tally(), set()
        for code, row in given[Key.ONET].rows():
            assert isinstance(row, OnetRow)  # noqa: S101 - the type of READERS[Key.ONET]
            facts = joined.facts_of(code, row)
            tally.add(facts)
            if facts.outlook:
                lines.add(facts.outlook.code)
        self.stdout.write(f"{SOURCES[Key.ONET].title}, {given[Key.ONET].name}: {tally.listed} occupations with tasks.")
        self.stdout.write(f"Projections used: {len(lines)}.")
        for key, gaps in tally.gaps().items():
            for gap in gaps:
                self.stdout.write(
                    f"{SOURCES[key].title}: {gap} ({', '.join(gap.codes[:8])}{', …' * (len(gap.codes) > 8)})"
                )
