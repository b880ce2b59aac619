"""Explains what an alert sends and why."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from alerts.explain import explain
from alerts.models import Alert


class Command(BaseCommand):
    help = "Explains when an alert is due and which jobs it would send."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("alert_id", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        known = Alert.objects.select_related("recipient__user__billing_account__current", "search")
        alert = known.filter(pk=options["alert_id"]).first()
        if alert is None:
            raise CommandError(f"Alert {options['alert_id']} doesn't exist.")
        for sentence in explain(alert, now=timezone.now()):
            self.stdout.write(sentence)
