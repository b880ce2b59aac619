"""Loads the demo content."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from careers import services
from careers.importing.files import read_guide
from careers.market.recording import record_weeks
from careers.models import Guide
from demo import ads, consulting, members, readers
from demo.people import loading as people
from jobs.models import Job
from occupations.models import Occupation

POSTINGS = 600
CONTENT = settings.BASE_DIR / "careers" / "content"


class Command(BaseCommand):
    help = (
        "Loads the demo content: published figures about occupations and the guides from careers/content. In local mode"
        " also logins, jobs, people in the directory, and a history for the demo members."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not Occupation.objects.exists():
            call_command("load_occupations", stdout=self.stdout)
        self._load_guides()
        if settings.LOCAL:
            known = self._load_logins()
            if not Job.objects.exists():
                call_command("demo_jobs", count=POSTINGS, stdout=self.stdout)
                readers.load(now=timezone.now())
                record_weeks(now=timezone.now())
            members.load(now=timezone.now(), say=self.stdout.write)
            if added := people.load(known=known, now=timezone.now()):
                self.stdout.write(f"Listed {added} invented people in the directory of résumés.")
            if added := consulting.load(now=timezone.now()):
                self.stdout.write(f"Added {added} invented conversations with career consultants.")
            if added := ads.load(now=timezone.now()):
                self.stdout.write(f"Added {added} invented campaigns.")

    def _load_guides(self) -> None:
        """Adds missing guides. A guide that an editor has changed stays unchanged."""
        known = set(Guide.objects.values_list("slug", flat=True))
        for path in sorted(CONTENT.glob("*.md")):
            if path.stem in known:
                continue
            now = timezone.now()
            document = read_guide(path.read_bytes(), name=path.name).document
            if document.slug != path.stem:
                raise CommandError(f"{path.name} contains the guide “{document.slug}”. Rename the file to match.")
            what = "Included with the site"
            guide = services.import_document(document=document, update=False, by=None, now=now, what=what)
            services.publish(guide=guide, by=None, now=now)
            self.stdout.write(f"Published the guide “{document.title}”.")

    def _load_logins(self) -> set[str]:
        """Adds missing logins; returns the addresses of all members who were there."""
        from local.demo_users import LOGINS

        known = set(User.objects.values_list("email", flat=True))
        for login in LOGINS:
            if login.email not in known:
                user = User.objects.create_user(
                    login.email, login.password, name=login.name,
                    is_staff=login.administrator or bool(login.groups), is_superuser=login.administrator,
                )  # fmt: skip
                user.groups.set(Group.objects.filter(name__in=login.groups))
                EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return known
