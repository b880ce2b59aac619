"""Imports a source, or previews a feed from an address or a file."""

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feeds.importing import pipeline
from feeds.importing.report import Report
from feeds.importing.schedule import AlreadyRunning
from feeds.sources.csv_table import FIELDS
from feeds.sources.documents import MOST_BYTES
from feeds.sources.formats import FORMATS
from jobs.models import Source

NOTHING_USABLE, RUNNING = 1, 2  # exit codes

# Parts of feeds' addresses that name no employer.
_COMMON = {
    "api",
    "boards",
    "jobs",
    "postings",
    "posting-api",
    "job-board",
    "widget",
    "accounts",
    "companies",
    "remote-jobs",
    "platform",
    "ats",
    "board",
    "wday",
    "cxs",
    "careers",
    "list",
}


class Command(BaseCommand):
    help = (
        "Imports a job feed and reports what it did. "
        "Exit codes: 0 imported, 1 nothing usable, 2 another import of this source is running."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("feed", metavar="FILE_OR_URL", help="a file, a URL or the name of an existing source")
        parser.add_argument("--source", choices=sorted(FORMATS), metavar="FORMAT", help=", ".join(sorted(FORMATS)))
        parser.add_argument("--name", default="", help="the name of the source (default: taken from the file or URL)")
        parser.add_argument(
            "--column", action="append", default=[], metavar="FIELD=NAME",
            help=f"for CSV: the name of a field's column; fields: {', '.join(FIELDS)}",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="report what would change, and change nothing")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source, body = self._source(options["feed"], options["source"] or "", options["name"])
            source.columns = {**source.columns, **_columns(options["column"])}
        except OSError as error:
            raise CommandError(f"{options['feed']}: {error.strerror}", returncode=NOTHING_USABLE) from error
        try:
            report = (self._preview if options["dry_run"] else self._run)(source, body)
        except AlreadyRunning as running:
            raise CommandError(str(running), returncode=RUNNING) from running
        self.stdout.write(_told(report, as_json=options["json"], dry_run=options["dry_run"]))
        if not report.is_usable:
            raise CommandError(report.run.error or "The feed is empty.", returncode=NOTHING_USABLE)

    def _preview(self, source: Source, body: bytes | None) -> Report:
        return pipeline.preview(source=source, body=body, now=timezone.now(), progress=self._progress)

    def _run(self, source: Source, body: bytes | None) -> Report:
        """Imports the source. A new source is kept only if its first feed can be used."""
        is_new = source.pk is None
        if is_new:
            source.save()
        report = pipeline.run(source=source, body=body, now=timezone.now(), progress=self._progress)
        if is_new and not report.is_usable and not source.jobs.exists():
            source.delete()
        return report

    def _progress(self, done: int, total: int) -> None:
        if 0 < done < total:
            self.stderr.write(f"{done} of {total} items")

    def _source(self, feed: str, format: str, name: str) -> tuple[Source, bytes | None]:
        """The source to import (unsaved if it is new), and its feed if that is a file."""
        if re.match(r"https?://", feed):
            return _of_address(feed, format, name), None
        path = Path(feed)
        if not path.exists() and (known := Source.objects.select_related("company").filter(name=feed).first()):
            return _checked(known, format), None
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)  # a byte more than the parser's limit, so that it reports a larger file
        name = name or path.stem
        known = Source.objects.select_related("company").filter(name=name).first()
        return (_checked(known, format) if known else _new(name, format)), body


def _of_address(url: str, format: str, name: str) -> Source:
    wanted = {"name": name} if name else {"url": url}
    known = Source.objects.select_related("company").filter(**wanted).first()
    if known is None:
        return _new(name or _name_in(url), format, url)
    if known.url != url:
        _refuse(f"The source “{known}” has another URL: {known.url or 'none'}.")
    return _checked(known, format)


def _checked(source: Source, format: str) -> Source:
    if format and source.format != format:
        _refuse(f"The source “{source}” has the format {source.format}.")
    return source


def _new(name: str, format: str, url: str = "") -> Source:
    if not format:
        _refuse(f"This is a new source. Add its format: --source {'|'.join(sorted(FORMATS))}")
    if Source.objects.filter(name=name).exists():
        _refuse(f"A source named “{name}” already exists. Choose another --name.")
    host = urlsplit(url).hostname
    return Source(name=name[:120], format=format, url=url, hosts=[host] if host else [])


def _columns(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    for field, mark, name in pairs:
        if not mark or not name or field not in FIELDS:
            _refuse(f"--column {field}{mark}{name}: write FIELD=NAME, with one of these fields: {', '.join(FIELDS)}")
    return {field: name for field, _mark, name in pairs}


def _name_in(url: str) -> str:
    """A name for a source that has none: the part of the address that names the employer, or else the host."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if not any(parts.hostname in format.hosts for format in FORMATS.values()):
        return host
    named = (part for part in parts.path.split("/") if part and part not in _COMMON and not re.fullmatch(r"v\d+", part))
    return next(named, host)


def _told(report: Report, *, as_json: bool, dry_run: bool) -> str:
    if as_json:
        return json.dumps({**report.as_json(), "dry_run": dry_run}, ensure_ascii=False, indent=2)
    return report.as_text() + ("\nThis was a dry run. Nothing changed." if dry_run else "")


def _refuse(why: str) -> NoReturn:
    raise CommandError(why, returncode=NOTHING_USABLE)
