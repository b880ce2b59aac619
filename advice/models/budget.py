"""Model of budgets: how many questions a member, or the whole site, has asked in a day or month."""

from django.conf import settings
from django.db import models


class Budget(models.Model):
    """Questions taken from one budget: those that were answered, and those that hold a place while they wait.

    ``user`` is empty for the whole site. ``period`` is a day (``2026-11-30``) or a month (``2026-11``), in UTC.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="advice_budgets"
    )
    period = models.CharField(max_length=10)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "period"], nulls_distinct=False, name="advice_budget_period")
        ]

    def __str__(self) -> str:
        return f"{self.period} of {self.user_id or 'the site'}: {self.taken}"
