"""Brings the database to this release."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser

from operations.releases.command import PatientCommand
from operations.releases.lock import ReleaseError, one_release
from operations.releases.migrating import migrate


class Command(PatientCommand):
    help = (
        "Migrates the database and loads published figures, before the new code starts. Started on several hosts at once, one "
        "does it and the others wait. Safe to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--no-figures", action="store_true", help="don't load the published figures that come with the site"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        told = {"verbosity": options["verbosity"], "stdout": self.stdout}
        try:
            with one_release(wait=options["wait"], waiting=self.say_waiting) as check:
                migrate(
                    lock_seconds=options["lock_timeout"],
                    patience=options["wait"],
                    blocked=self.say_blocked,
                    interactive=False,
                    **told,
                )
                check()
                if not options["no_figures"]:
                    call_command("load_occupations", **told)
        except ReleaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The database is ready for this release. Restart web servers, workers and beat.")
