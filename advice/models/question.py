"""Model of a question to a language model, with the sources it was given and the answer."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careers.models import Guide
from jobs.models import Job
from resumes.models import Letter, Resume

MOST_ATTEMPTS = 2
MAX_WORDS = 1_000  # characters of a question


class Task(models.TextChoices):
    QUESTION = "question", _("Question")
    EXPLAIN = "explain", _("Fit explained")
    REWRITE = "rewrite", _("Bullets rewritten")
    LETTER = "letter", _("Cover letter drafted")


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ANSWERING = "answering", _("Writing")
    DONE = "done", _("Answered")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("No answer")


UNFINISHED = (State.WAITING, State.ANSWERING)


class Reason(models.TextChoices):
    """Why a question was stopped or has no answer; those of the model have the values of `advice.endpoint.Failure`."""

    NOT_CONFIGURED = "not_configured", _("No model was set up")
    DOWN = "down", _("The model's server couldn't be reached")
    SLOW = "slow", _("The model took too long")
    CUT_OFF = "cut_off", _("The answer broke off")
    OVER_QUOTA = "over_quota", _("The model's quota was used up")
    REFUSED = "refused", _("The model's server refused the request")
    NONSENSE = "nonsense", _("The answer couldn't be used")
    LOST = "lost", _("The work was interrupted")
    MEMBER = "member", _("Stopped by the member")
    PLAN = "plan", _("Plus ended")
    CONSENT = "consent", _("Consent was withdrawn")


class Complaint(models.TextChoices):
    """What was wrong with an answer."""

    WRONG = "wrong", _("It's wrong")
    SOURCE = "source", _("A source doesn't say that")
    OFF_TOPIC = "topic", _("It doesn't answer my question")
    GENERAL = "general", _("It's too general")
    OTHER = "other", _("Something else")


class QuestionQuerySet(models.QuerySet["Question"]):
    def of(self, user: User) -> Self:
        """Returns the member's own questions. All reads by members must use this."""
        return self.filter(user=user)

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def answering(self, now: dt.datetime) -> Self:
        """Returns those that a worker is answering."""
        return self.filter(state=State.ANSWERING, lease_until__gte=now)

    def due(self, now: dt.datetime) -> Self:
        """Returns those that no worker is answering."""
        return self.filter(Q(state=State.WAITING) | Q(state=State.ANSWERING, lease_until__lt=now))

    def ratings(self, since: dt.date) -> dict[str, int]:
        """Returns how many answers since that day members found useful, and how many they didn't, by what was wrong."""
        rated = self.filter(was_useful__isnull=False, created_at__date__gte=since).order_by()
        counts = {gettext("Useful"): rated.filter(was_useful=True).count()}
        wrong = rated.filter(was_useful=False).values_list("complaint").annotate(count=Count("pk"))
        return counts | {str(Complaint(complaint).label): count for complaint, count in wrong}

    def for_list(self) -> Self:
        """Only what a list shows."""
        return self.only("id", "user_id", "task", "words", "about", "state", "reason", "created_at")


class Question(models.Model):
    """A member's question to a language model, and its answer.

    ``sources`` is what the model was given, in the order of its numbers: kind, key, label, text, url. ``sent`` is the messages
    exactly as they were sent. ``is_whole``: every line of the résumé is among the sources. ``claims`` is the answer: sentences
    with the numbers of their sources and what they quote. ``dropped`` counts sentences that were left out, by reason.

    A worker that answers holds a lease; ``started_at`` tells its attempt from others. The question holds a place in the budgets
    of ``reserved_at`` until it ends; unless it failed, the place is used up.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="advice_questions")
    task = models.CharField(max_length=10, choices=Task)
    words = models.TextField(max_length=MAX_WORDS, blank=True)
    about = models.CharField(max_length=300, blank=True)  # the title of the job or guide, as it was then
    resume = models.ForeignKey(Resume, models.SET_NULL, null=True, blank=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    guide = models.ForeignKey(Guide, models.SET_NULL, null=True, blank=True, related_name="+")
    letter = models.ForeignKey(
        Letter, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # that the draft became
    place = models.JSONField(default=dict, blank=True)  # of a rewrite: which bullet, and the version of its entry
    sources = models.JSONField(default=list)
    sent = models.JSONField(default=list)
    is_whole = models.BooleanField(default=False)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    claims = models.JSONField(default=list)
    dropped = models.JSONField(default=dict)
    model = models.CharField(max_length=120, blank=True)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    cost = models.PositiveBigIntegerField(default=0)  # in millionths of the currency's minor unit
    currency = models.CharField(max_length=3, blank=True)

    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    reserved_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    was_useful = models.BooleanField(null=True, blank=True)
    complaint = models.CharField(max_length=10, choices=Complaint, blank=True)
    rating_note = models.CharField(max_length=500, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="advice_question_of_member"),
            models.Index(fields=["created_at"], condition=Q(state__in=UNFINISHED), name="advice_question_unfinished"),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("advice:question", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED
