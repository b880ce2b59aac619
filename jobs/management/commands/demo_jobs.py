from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from jobs.demo import loading


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 10_000_000:
        raise ArgumentTypeError("a whole number from 1 to 10,000,000 is needed")
    return int(text)


class Command(BaseCommand):
    help = "Adds invented postings until there are so many of the same seed. They read like real ones, faults included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=_count, default=600, help="how many there shall be (default: %(default)s)")
        parser.add_argument(
            "--seed", type=int, default=1, help="another seed gives other postings (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        added = loading.load(count=options["count"], seed=options["seed"], now=timezone.now(), progress=self._tell)
        self.stdout.write(f"{added} invented postings of seed {options['seed']} added.")

    def _tell(self, done: int, of: int) -> None:
        if of > loading.STEP:
            self.stdout.write(f"{done:,} of {of:,}")
