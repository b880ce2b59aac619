"""Django's ``migrate``, by one process at a time and without stopping the site."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS

from operations.releases.command import PatientCommand
from operations.releases.lock import ReleaseError, one_release
from operations.releases.migrating import migrate

READS = ("check_unapplied", "plan")  # options with which it changes nothing


class Command(PatientCommand, Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        wait, lock_seconds = options.pop("wait"), options.pop("lock_timeout")
        if options["database"] != DEFAULT_DB_ALIAS or any(options[name] for name in READS):
            super().handle(*args, **options)
            return
        labels = filter(None, [options.pop(name) for name in ("app_label", "migration_name")])
        try:
            with one_release(wait=wait, waiting=self.say_waiting) as check:
                migrate(*labels, lock_seconds=lock_seconds, patience=wait, blocked=self.say_blocked, **options)
                check()
        except ReleaseError as error:
            raise CommandError(str(error)) from error
