"""Makes the key for notifications."""

from typing import Any

from django.core.management.base import BaseCommand

from alerts.push import keys


class Command(BaseCommand):
    help = "Prints a new private key for notifications, as the line to set. The public key follows from it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"VAPID_PRIVATE_KEY={keys.make_private_key()}")
        self.stderr.write(
            "Keep it secret, and keep it: with another key, every member has to turn notifications on again."
        )
