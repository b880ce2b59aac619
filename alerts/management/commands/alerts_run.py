"""Queues and sends due alerts now, without a worker."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from alerts import planning, sending, tasks
from alerts.push import planning as pushes
from alerts.push import sending as push_sending
from alerts.sending import DatabaseClock


class Command(BaseCommand):
    help = "Queues and sends due alerts now, without a worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until-empty",
            action="store_true",
            help="keep going until nothing is left to send (otherwise stop after a minute)",
        )
        parser.add_argument(
            "--at", help="pretend it is this time, such as 2026-11-30T08:00Z (for testing, never on a live site)"
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
        pushes.announce(now=clock())
        notified = push_sending.send_due(clock=clock, seconds=60).sent if pushes.is_any_due(clock()) else 0
        self.stdout.write(
            f"{planned} queued, {whole.sent} sent, {whole.empty} empty, {whole.later} postponed,"
            f" {whole.in_doubt} unconfirmed, {whole.failed} failed"
            + (f", {notified} notifications" if notified else "")
        )
        if tally.is_held_up:
            raise CommandError("Delivery is blocked. Run alerts_due to see why.")


def _standing_at(text: str) -> sending.Clock:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"“{text}” isn't a date and time such as 2026-11-30T08:00Z.")
    at = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return lambda: at
