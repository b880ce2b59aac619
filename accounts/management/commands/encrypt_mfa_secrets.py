"""Re-encrypts two-step verification secrets with the first key."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts import mfa_encryption


class Command(BaseCommand):
    help = "Encrypts all two-step verification secrets with the first key in MFA_ENCRYPTION_KEYS. Run it after you add a key."

    def handle(self, *args: Any, **options: Any) -> None:
        count = mfa_encryption.encrypt_rows()
        self.stdout.write(f"Encrypted {count} secrets with the first key.")
