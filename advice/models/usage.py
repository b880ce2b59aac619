"""Models of what answers cost and how they ended, by day and task. They name no member and outlive deleted questions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from advice.models.question import Task


class DailyUsage(models.Model):
    """Calls of a day, for one task and model. ``cost`` is in millionths of the currency's minor unit, as one call often costs
    less than one cent."""

    day = models.DateField(_("day"))
    task = models.CharField(_("task"), max_length=10, choices=Task)
    model = models.CharField(_("model"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3)
    calls = models.PositiveIntegerField(_("calls"), default=0)
    shown = models.PositiveIntegerField(_("sentences shown"), default=0)
    tokens_in = models.PositiveBigIntegerField(_("tokens in"), default=0)
    tokens_out = models.PositiveBigIntegerField(_("tokens out"), default=0)
    cost = models.PositiveBigIntegerField(_("cost"), default=0)

    class Meta:
        verbose_name = _("day of advice")
        verbose_name_plural = _("advice: costs and drops")
        ordering = ["-day", "task", "model"]
        constraints = [
            models.UniqueConstraint(fields=["day", "task", "model", "currency"], name="advice_usage_of_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.task}"


class DailyCount(models.Model):
    """How often something happened in a day: a sentence was left out, or an answer ended early, for a reason; or a quote was
    shown in place of a sentence."""

    class What(models.TextChoices):
        DROP = "drop", _("Sentence left out")
        END = "end", _("Ended early")
        QUOTE = "quot", _("Shown as a quote")

    day = models.DateField()
    task = models.CharField(max_length=10, choices=Task)
    what = models.CharField(max_length=4, choices=What)
    reason = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "what", "reason"]
        constraints = [models.UniqueConstraint(fields=["day", "task", "what", "reason"], name="advice_count_of_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.reason}: {self.count}"
