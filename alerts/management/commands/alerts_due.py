import dataclasses
import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from alerts.health import health

LABELS = {
    "due": "due, not planned yet",
    "planned": "planned",
    "sending": "being sent",
    "oldest": "oldest waits for",
    "sent": "sent in 24 hours",
    "failed": "failed in 24 hours",
    "a_minute": "sent a minute",
    "beat": "since the clock called",
    "held_up": "held up by",
}


class Command(BaseCommand):
    help = "Says how much is due, planned, sent and failed, how long the oldest waits, and what holds sending up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="for programs: times in seconds, null where there is none"
        )

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
