"""Imports guides from files as drafts."""

import json
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from careers import services
from careers.importing.files import NotAGuide, read_guide_at
from careers.importing.report import ImportReport
from toolkit.text import one_line


@dataclass
class Outcome:
    """The result for one file: a report if it could be read, then a draft, then an edition; or an error at any step."""

    file: str
    report: ImportReport | None = None
    draft: str = ""
    moved: str = ""
    published: str = ""
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        report = self.report.as_json() if self.report else {}
        return {
            "file": self.file,
            **report,
            "draft": self.draft,
            "moved": self.moved,
            "published": self.published,
            "error": self.error,
        }

    def as_text(self) -> str:
        report = self.report.as_text() if self.report else ""
        draft = f"Draft created: {self.report.title} ({self.draft})" if self.report and self.draft else ""
        moved = f"{self.moved} To replace the published guide's working copy, use --update." if self.moved else ""
        published = f"Published: {self.published}" if self.published else ""
        return "\n".join(filter(None, (report, draft, moved, published)))


class Command(BaseCommand):
    help = "Creates a draft from each guide file or plain-text file and reports what was read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--publish", action="store_true", help="publish each guide right away")
        parser.add_argument("--update", action="store_true", help="replace the working copy of a published guide")
        parser.add_argument(
            "--field", default="", metavar="SLUG", help="career field for guides whose file doesn't name one"
        )
        parser.add_argument(
            "--json", action="store_true", help="print the report as JSON, one object per line and file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = []
        for path in options["files"]:
            outcome = Outcome(one_line(str(path)))
            try:
                self._import(path, outcome, options)
            except (NotAGuide, services.UnknownField) as error:
                outcome.error = str(error)
            except OSError as error:
                outcome.error = f"{outcome.file}: {error.strerror}"
            except services.NotReady as error:
                outcome.error = f"{outcome.file}: the draft wasn't published. {error}"
            outcomes.append(outcome)
            if said := json.dumps(outcome.as_json(), ensure_ascii=False) if options["json"] else outcome.as_text():
                self.stdout.write(said)
        if errors := [outcome.error for outcome in outcomes if outcome.error]:
            raise CommandError("\n".join(errors))

    def _import(self, path: Path, outcome: Outcome, options: dict[str, Any]) -> None:
        """Fills ``outcome`` until a step fails."""
        now = timezone.now()
        reading = read_guide_at(path)
        outcome.report = reading.report
        document = reading.document
        if options["field"] and not document.field:
            document = document.model_copy(update={"field": options["field"]})
        what = f"Imported from {one_line(path.name)}"
        guide = services.import_document(document=document, update=options["update"], by=None, now=now, what=what)
        if guide.slug != document.slug:
            outcome.moved = (
                f"A guide is already published at “{document.slug}”, so the draft's address is “{guide.slug}”."
            )
        outcome.draft = settings.SITE_URL + reverse("admin:careers_guide_change", args=[guide.pk])
        if options["publish"]:
            services.publish(guide=guide, by=None, now=now)
            outcome.published = settings.SITE_URL + guide.get_absolute_url()
