"""Shows delivery figures: due, queued, sent and failed alerts, and what blocks delivery."""

import dataclasses
import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from alerts.health import health

LABELS = {
    "due": "due, not queued yet",
    "planned": "queued",
    "sending": "sending",
    "oldest": "longest wait",
    "sent": "sent in the last 24 hours",
    "failed": "failed in the last 24 hours",
    "a_minute": "sent per minute",
    "beat": "since the last scheduler run",
    "held_up": "blocked by",
}


class Command(BaseCommand):
    help = "Shows how many alerts are due, queued, sent and failed, the longest wait, and what blocks delivery."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON, with times in seconds and null for none")

    def handle(self, *args: Any, **options: Any) -> None:
        found = dataclasses.asdict(health(timezone.now()))
        if options["json"]:
            for name in ("oldest", "beat"):
                found[name] = found[name].total_seconds() if found[name] is not None else None
            self.stdout.write(json.dumps(found))
            return
        for name, label in LABELS.items():
            value = found[name]
            spoken = str(value).partition(".")[0] if isinstance(value, dt.timedelta) else value
            self.stdout.write(f"{label}: {'-' if spoken in (None, '') else spoken}")
