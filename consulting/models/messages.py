"""Models of what is written in a thread: messages with files, and notes of staff."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consulting.file_kinds import MAX_BYTES
from consulting.models.threads import Thread
from toolkit.private_files import PrivateFileField

MAX_TEXT = 10_000  # characters


class MessageQuerySet(models.QuerySet["Message"]):
    def unread_by(self, side: "Message.Side") -> Self:
        """Returns what the other side wrote and this one hasn't read."""
        return self.exclude(side=side).filter(read_at=None)


class Message(models.Model):
    """A message, rendered when it was written. ``side``: who wrote it; ``read_at``: when the other side did read it.

    ``key`` names one act of writing, so that sending it twice makes one message. ``waited``: how long the member waited
    for it, on the first reply to what they had written.
    """

    class Side(models.TextChoices):
        MEMBER = "member", _("Member")
        CONSULTANT = "consultant", _("Consultant")

    class Via(models.TextChoices):
        PAGE = "page", _("Page")
        EMAIL = "email", _("Email")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=Side)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=150, blank=True)
    text = models.TextField(max_length=MAX_TEXT, blank=True)
    html = models.TextField(blank=True)
    via = models.CharField(max_length=5, choices=Via, default=Via.PAGE)
    key = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    waited = models.DurationField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["thread", "side", "key"], name="consulting_message_once")]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(waited__isnull=False),
                name="consulting_reply_time",
                include=["waited"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}/{self.pk}"


class MessageFile(models.Model):
    """A file that went with a message. Only the two people of the thread can download it."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    file = PrivateFileField(max_bytes=MAX_BYTES)

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class InternalNote(models.Model):
    """What staff note about a thread. Its page never shows it to the member; their copy of all data has it."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=150, blank=True)
    text = models.TextField(max_length=2000)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.thread_id}/{self.pk}"
