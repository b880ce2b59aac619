"""What the commands that migrate share: options, and what they say while they wait."""

from django.core.management.base import BaseCommand, CommandParser

WAIT_SECONDS, LOCK_SECONDS = 600, 4


class PatientCommand(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        wait, lock = "seconds to wait for another process, and for locks", "seconds that one try may wait for a lock"
        parser.add_argument("--wait", type=float, default=WAIT_SECONDS, help=f"{wait} ({WAIT_SECONDS})")
        parser.add_argument("--lock-timeout", type=float, default=LOCK_SECONDS, help=f"{lock} ({LOCK_SECONDS})")

    def say_waiting(self) -> None:
        self.stdout.write("Another process is migrating this database. Waiting for it.")

    def say_blocked(self, who: str, wait: float) -> None:
        self.stdout.write(
            f"A table is in use by {who}. Trying again in {wait:g} s, so that the site doesn't wait meanwhile."
        )
