"""Brings a restored database up to date."""

import datetime as dt
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import ngettext

from alerts.retention import skip_what_was_mailed
from billing import sync
from billing.models import BillingAccount

# Rows created after the backup are lost, but their ids were used: in Message-IDs of sent emails and in Stripe's customers and
# idempotency keys. New rows must not reuse these ids.
NUMBERS_APART = 1_000_000


def add_lost_at(parser: CommandParser) -> None:
    parser.add_argument(
        "--lost-at",
        required=True,
        metavar="TIME",
        help="when the old database was last in use, as 2026-11-29T08:30Z",
    )


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # they load all pages first
    help = (
        "Updates a restored backup: migrations, row numbers, alerts that were sent since, subscriptions and the listing. "
        "Run it once, before you start the workers and beat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_lost_at(parser)
        parser.add_argument(
            "--keep-listing",
            action="store_true",
            help="this very release made the backup: its listing needn't be rebuilt",
        )

    def handle(self, *args: Any, lost_at: str, keep_listing: bool, **options: Any) -> None:
        lost = past_moment(lost_at, now=timezone.now())
        if _must_migrate():
            call_command("migrate", interactive=False, verbosity=0)
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
        if not keep_listing:
            call_command("rebuild_listing", stdout=self.stdout)


def past_moment(text: str, *, now: dt.datetime) -> dt.datetime:
    """Raises ``CommandError`` for anything else."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is not None and not moment.tzinfo:
        moment = moment.replace(tzinfo=dt.UTC)
    if moment is None or moment > now:
        raise CommandError("--lost-at must be a time in the past such as 2026-11-29T08:30Z.")
    return moment


def _must_migrate() -> bool:
    """Looks before `migrate` does, which takes half a minute to find nothing."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _move_numbers_on() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, least(max_value, coalesce(last_value, 0) + %s))"
            " FROM pg_sequences WHERE schemaname = current_schema()",
            [NUMBERS_APART],
        )
        return len(cursor.fetchall())
