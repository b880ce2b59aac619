"""Models of what was counted: views and clicks of a campaign by day and placement, and the batches they came in."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ads.models.campaigns import Campaign
from ads.placements import Placement


class DayCountQuerySet(models.QuerySet["DayCount"]):
    def counting(self) -> Self:
        """Returns what counts for limits and rates."""
        return self.filter(reason="")


class DayCount(models.Model):
    """How often something happened to a campaign in a placement on a day (UTC). ``reason``: why it doesn't count; empty if it
    does."""

    class What(models.TextChoices):
        VIEW = "view", _("Views")
        CLICK = "click", _("Clicks")

    class Reason(models.TextChoices):
        COUNTED = "", _("Counted")
        BOT = "bot", _("Program, not a person")
        AHEAD = "ahead", _("Page loaded ahead by a browser")
        STAFF = "staff", _("Our own staff")
        OLD = "old", _("Link older than three hours")
        INVALID = "invalid", _("Link not made by us")
        REPEATED = "repeated", _("Same link clicked again")
        LIMIT = "limit", _("Too many clicks from one network in a day")
        CAP = "cap", _("Over a limit of the campaign")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="counts")
    placement = models.CharField(max_length=10, choices=Placement)
    day = models.DateField()
    what = models.CharField(max_length=5, choices=What)
    reason = models.CharField(max_length=10, choices=Reason, blank=True, default="")
    number = models.PositiveBigIntegerField(default=0)

    objects = DayCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "day", "placement", "what", "reason"], name="one_count_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.day} {self.placement} {self.what} {self.reason}"


class CountBatch(models.Model):
    """A batch of counts that has been added. It's kept until no process can hand it over again."""

    id = models.CharField(primary_key=True, max_length=32)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("batch of counts")
        verbose_name_plural = _("batches of counts")

    def __str__(self) -> str:
        return self.id
