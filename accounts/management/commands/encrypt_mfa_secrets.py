from typing import Any

from django.core.management.base import BaseCommand

from accounts import mfa_encryption


class Command(BaseCommand):
    help = "Encrypts the secrets of all second factors with the first of MFA_ENCRYPTION_KEYS, after a key was added."

    def handle(self, *args: Any, **options: Any) -> None:
        count = mfa_encryption.encrypt_rows()
        self.stdout.write(f"{count} second factors are encrypted with the first key.")
