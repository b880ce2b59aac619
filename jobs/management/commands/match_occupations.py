"""Matches all jobs with occupations again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from jobs.occupation_matching import match_again
from occupations.titles.rebuilding import rebuild_titles


class Command(BaseCommand):
    help = "Finds the occupation of every job again, after a new release of O*NET or new titles of our own. What staff set stays."

    def handle(self, *args: Any, **options: Any) -> None:
        names = rebuild_titles()
        self.stdout.write(f"Titles are looked up by {names:,} names.")
        total, changed = match_again(now=timezone.now())
        self.stdout.write(f"Looked at {total:,} jobs; {changed:,} have another occupation now.")
