"""A PDF that a worker makes: what goes in, how far it is, and the file, for an hour."""

import datetime as dt
from enum import Enum, auto
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from toolkit.private_files import PrivateFileField

LEASE = dt.timedelta(seconds=60)  # a worker that hasn't finished by then is taken for dead
PATIENCE = dt.timedelta(minutes=2)  # then readers are told that the task was lost
MOST_ATTEMPTS = 2


class State(Enum):
    WAITING = auto()
    MADE = auto()
    FAILED = auto()


class RenderedPdfQuerySet(models.QuerySet["RenderedPdf"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def unfinished(self) -> Self:
        return self.filter(made_at__isnull=True, failed_at__isnull=True)

    def due(self, now: dt.datetime) -> Self:
        """Returns those that no worker is making."""
        return self.unfinished().filter(Q(started_at__isnull=True) | Q(started_at__lt=now - LEASE))


class RenderedPdf(models.Model):
    """The PDF of what ``inputs`` say, which ``key`` identifies. It belongs to the owner of the document."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rendered_pdfs")
    key = models.CharField(max_length=64)
    inputs = models.TextField()
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    file = PrivateFileField(max_bytes=20_000_000, blank=True)
    missing_characters = models.TextField(blank=True)
    is_accessible = models.BooleanField(default=False)

    objects = RenderedPdfQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="rendered_pdf_key")]
        indexes = [models.Index(fields=["asked_at"], name="rendered_pdf_asked_at")]

    def __str__(self) -> str:
        return f"PDF {self.pk}"

    def state(self, now: dt.datetime) -> State:
        if self.made_at:
            return State.MADE
        return State.FAILED if self.failed_at or self.asked_at < now - PATIENCE else State.WAITING
