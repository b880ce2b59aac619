"""Rebuilds the listing from all jobs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from jobs.search import indexing, spelling


class Command(BaseCommand):
    help = "Rebuilds the search listing from the jobs, and the words that correct typing errors."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        listed = indexing.rebuild(now)
        self.stdout.write(f"Listed {listed:,} openings.")
        self.stdout.write(f"Stored {spelling.refresh(now):,} words.")
