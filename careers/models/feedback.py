"""Models for feedback on guides: votes, corrections, read counts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from careers.models.guide import Guide


class UsefulVote(models.Model):
    """The answers to "Was this page useful?", counted by day; nothing about who answered is kept."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="useful_votes", verbose_name=_("guide"))
    day = models.DateField(_("day"))
    yes = models.PositiveIntegerField(_("yes"), default=0)
    no = models.PositiveIntegerField(_("no"), default=0)

    class Meta:
        verbose_name = _("daily vote count")
        verbose_name_plural = _("daily vote counts")
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["guide", "day"], name="useful_vote_one_a_day")]

    def __str__(self) -> str:
        return f"{self.guide} {self.day}"


class Correction(models.Model):
    """A reader's report that something on a guide is wrong."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        FIXED = "fixed", _("Fixed")
        DECLINED = "declined", _("Declined")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="corrections", verbose_name=_("guide"))
    text = models.TextField(_("correction"), max_length=2000)
    source = models.URLField(_("source"), max_length=500, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    created_at = models.DateTimeField(_("reported"), editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    staff_note = models.TextField(_("staff note"), blank=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.guide}: {self.text[:60]}"


class GuideReads(models.Model):
    """How often a guide was opened on a day (UTC), not counting bots."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="reads", verbose_name=_("guide"))
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("reads"), default=0)

    class Meta:
        verbose_name = _("daily read count")
        verbose_name_plural = _("daily read counts")
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["guide", "day"], name="guide_reads_one_a_day")]

    def __str__(self) -> str:
        return f"{self.guide} {self.day}: {self.count}"
