"""Writes guides as guide files."""

import io
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers.editing.working_copy import document_of
from careers.importing import guidefile
from careers.models import Guide


class Command(BaseCommand):
    help = "Exports a guide's working copy as a guide file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--output", type=Path, metavar="FILE", help="write to this file instead of the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        guide = Guide.objects.filter(slug=options["slug"]).first()
        if guide is None:
            raise CommandError(f"Guide “{options['slug']}” doesn't exist.")
        text = guidefile.dumps(document_of(guide))
        if options["output"]:
            try:
                options["output"].write_bytes(text.encode())
            except OSError as error:
                raise CommandError(f"{options['output']}: {error.strerror}") from error
            return
        if isinstance(sys.stdout, io.TextIOWrapper):  # whatever the terminal's encoding is, the file is UTF-8
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        self.stdout.write(text, ending="")
