import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from alerts.health import health


class Command(BaseCommand):
    help = "Says how much is due, planned, sent and failed, and how old the oldest is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines: times in seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        found = dataclasses.asdict(health(timezone.now()))
        if options["json"]:
            for name in ("oldest", "beat"):
                found[name] = found[name].total_seconds() if found[name] is not None else None
            self.stdout.write(json.dumps(found))
            return
        for name, value in found.items():
            self.stdout.write(f"{name}: {'-' if value in (None, '') else value}")
