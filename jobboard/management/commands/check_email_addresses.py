"""Lists stored email addresses without a canonical form."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandError
from django.db import models

from accounts.models import User
from alerts.models import Recipient
from careers.models import Correction
from mail.models import Suppression
from toolkit.stored_addresses import left_over

STORED: tuple[tuple[type[models.Model], str], ...] = (
    (User, "email"),
    (EmailAddress, "email"),
    (Suppression, "address"),
    (Recipient, "email"),
    (Correction, "email"),
)


class Command(BaseCommand):
    help = "Lists stored email addresses that are not in canonical form, with the reason. Fails if there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        found = [
            f"{model._meta.label} {pk}: {address!a} ({reason})"
            for model, field in STORED
            for pk, address, reason in left_over(model._default_manager.all(), field)
        ]
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} email addresses are not in canonical form.")
        self.stdout.write("All email addresses are in canonical form.")
