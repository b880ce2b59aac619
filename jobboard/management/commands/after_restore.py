"""Brings a restored database up to date."""

import datetime as dt
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import ngettext

from alerts.retention import skip_what_was_mailed
from billing import sync
from billing.models import BillingAccount

# Rows created after the backup are lost, but their ids were used: in Message-IDs of sent emails and in Stripe's customers and
# idempotency keys. New rows must not reuse these ids.
NUMBERS_APART = 1_000_000


class Command(BaseCommand):
    help = (
        "Updates a restored backup: row numbers, alerts that were sent since, subscriptions and the listing. "
        "Run it once, before you start the workers and beat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--lost-at",
            required=True,
            metavar="TIME",
            help="when the old database was last in use, as 2026-11-29T08:30Z",
        )

    def handle(self, *args: Any, lost_at: str, **options: Any) -> None:
        now = timezone.now()
        lost = _moment(lost_at)
        if lost is None or lost > now:
            raise CommandError("--lost-at must be a time in the past such as 2026-11-29T08:30Z.")
        with transaction.atomic():
            moved = _move_numbers_on()
            skipped = skip_what_was_mailed(lost_at=lost)
            accounts = list(BillingAccount.objects.values_list("pk", flat=True))
            sync.request_sync(accounts)
        self.stdout.write(f"Moved {moved} row number sequences forward by {NUMBERS_APART:,}.")
        alerts = ngettext("%s alert continues after its", "%s alerts continue after their", skipped) % f"{skipped:,}"
        self.stdout.write(f"{alerts} last digest before {lost:%Y-%m-%d %H:%M} UTC.")
        number = ngettext("%s billing account", "%s billing accounts", len(accounts)) % f"{len(accounts):,}"
        self.stdout.write(f"The worker will sync {number} with Stripe.")
        call_command("rebuild_listing", stdout=self.stdout)


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _move_numbers_on() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, least(max_value, coalesce(last_value, 0) + %s))"
            " FROM pg_sequences WHERE schemaname = current_schema()",
            [NUMBERS_APART],
        )
        return len(cursor.fetchall())
