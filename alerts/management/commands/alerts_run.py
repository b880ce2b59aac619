import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from alerts import planning, sending, tasks
from alerts.clock import DatabaseClock


class Command(BaseCommand):
    help = "Plans what is due and sends it, here and now instead of in a worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until-empty",
            action="store_true",
            help="go on until nothing is left to send (otherwise a minute at most)",
        )
        parser.add_argument(
            "--at", help="as if it were then (2026-11-30T08:00Z): for trying things out, not on a live site"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        clock = _standing_at(options["at"]) if options["at"] else DatabaseClock()
        planned = planning.plan_due(now=clock())
        tasks.prepare(clock())
        whole = sending.Tally()
        while True:
            tally = sending.send_due(clock=clock, seconds=60)
            whole.add(tally)
            if tally.is_done or tally.is_held_up or not options["until_empty"]:
                break
        self.stdout.write(
            f"{planned} planned, {whole.sent} sent, {whole.empty} with nothing to send, {whole.later} put off,"
            f" {whole.in_doubt} in doubt, {whole.failed} failed"
        )
        if tally.is_held_up:
            raise CommandError("Sending is held up; alerts_due says why.")


def _standing_at(text: str) -> sending.Clock:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{text} is no date and time such as 2026-11-30T08:00Z.")
    at = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return lambda: at
