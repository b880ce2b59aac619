"""Model for the history of our own job market."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from occupations.models import Occupation


class MarketWeek(models.Model):
    """What our jobs of an occupation said in one week. Counted once after the week's end and kept, so trends have a past.

    ``week`` is a Monday; weeks are in UTC. ``place`` is the slug of a region whose residents can apply, empty for all jobs.
    ``published`` openings appeared in the week. The rest is about the ``open_at_end`` jobs at its end: how many state their
    pay, the pay a year of those that state both ends in the most used currency (minor units; ``pay_sample`` of them; amounts
    only if there are enough), the skills they ask for and the regions they are open to, each with its number of jobs.
    """

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="market", verbose_name=_("occupation"))
    place = models.CharField(_("place"), max_length=60, blank=True)
    week = models.DateField(_("week"))
    published = models.PositiveIntegerField(_("published"))
    open_at_end = models.PositiveIntegerField(_("open at the end"))
    states_pay = models.PositiveIntegerField(_("states pay"))
    pay_currency = models.CharField(_("currency"), max_length=3, blank=True)
    pay_sample = models.PositiveIntegerField(_("jobs with pay"), default=0)
    pay_low = models.BigIntegerField(_("median low"), null=True)
    pay_high = models.BigIntegerField(_("median high"), null=True)
    skills = models.JSONField(_("skills"), default=list)
    regions = models.JSONField(_("regions"), default=list)

    class Meta:
        verbose_name = _("week of the market")
        verbose_name_plural = _("weeks of the market")
        ordering = ["week"]
        constraints = [models.UniqueConstraint(fields=["occupation", "place", "week"], name="market_once_a_week")]
        indexes = [models.Index(fields=["week", "place"], name="market_of_week")]

    def __str__(self) -> str:
        return f"{self.occupation} {self.place} {self.week}"
