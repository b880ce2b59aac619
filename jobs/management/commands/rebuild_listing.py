from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from jobs.search import indexing, spelling


class Command(BaseCommand):
    help = (
        "Makes the listing that search reads anew from the postings, and the words that typing errors are put right by."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        listed = indexing.rebuild(now)
        self.stdout.write(f"{listed:,} openings are listed.")
        self.stdout.write(f"{spelling.refresh(now):,} words are known.")
