"""Reads of postings as chainable verbs. ``visible(now)`` is the single meaning of "open" for page, search, feed and mail."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from jobs.lifecycle import Status

if TYPE_CHECKING:
    from accounts.models import User
    from jobs.models import Application, Job  # noqa: F401 - named in the bases below


class JobQuerySet(models.QuerySet["Job"]):
    def visible(self, now: dt.datetime) -> Self:
        """Postings that anyone may read and apply to at ``now``."""
        return self.filter(status=Status.PUBLISHED, published_at__lte=now, expires_at__gt=now)

    def leading(self) -> Self:
        """One posting for each opening: those that stand for their copies at other sources."""
        return self.filter(lead__isnull=True)

    def was_public(self) -> Self:
        """Postings that have been published at some time: their page is gone (410), not unknown (404), once they close."""
        return self.filter(published_at__isnull=False)

    def for_cards(self) -> Self:
        """Only what a list shows: with company and source, without the description; annotates ``has_logo``."""
        return self.with_origin().defer("description", "company__about", "company__about_html")

    def with_origin(self) -> Self:
        """With company and source; annotates ``has_logo`` instead of reading the picture."""
        with_both = self.select_related("company", "source").defer("company__logo")
        return with_both.annotate(has_logo=Q(company__logo__isnull=False))

    def for_mail(self) -> Self:
        """Only what a line of a mail says, with the name of the company."""
        return self.select_related("company").only(
            "title", "slug", "skills", "regions", "pay_min", "pay_max", "pay_currency", "pay_period", "published_at",
            "company__name",
        )  # fmt: skip

    def waiting(self) -> Self:
        """The moderation queue, longest waiting first."""
        return self.filter(status=Status.PENDING).order_by("first_seen_at", "pk")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of(self, user: "User") -> Self:
        """The member's own; everything about applications is read through this."""
        return self.filter(user=user)
