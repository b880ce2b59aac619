"""Loads invented jobs."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from demo.jobs import loading


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 10_000_000:
        raise ArgumentTypeError("enter a whole number from 1 to 10,000,000")
    return int(text)


class Command(BaseCommand):
    help = "Adds invented jobs until there are COUNT of this seed. They read like real jobs, flaws included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--count",
            type=_count,
            default=600,
            help="how many jobs of this seed there should be (default: %(default)s)",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="a different seed gives different jobs (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        added = loading.load(count=options["count"], seed=options["seed"], now=timezone.now(), progress=self._tell)
        self.stdout.write(f"Added {added} invented {ngettext('job', 'jobs', added)} of seed {options['seed']}.")

    def _tell(self, done: int, of: int) -> None:
        if of > loading.STEP:
            self.stdout.write(f"{done:,} of {of:,}")
