"""Model for published wages by occupation, from the US Bureau of Labor Statistics (``manage.py load_wages``)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class OccupationWage(models.Model):
    """One occupation in one release. Amounts are a year's pay in minor units of ``currency``; ``None`` was not published."""

    code = models.CharField(_("SOC code"), max_length=7)
    title = models.CharField(_("title"), max_length=200)
    release = models.CharField(_("release"), max_length=40)
    released = models.DateField(
        _("reference month"), help_text=_("The first day of the month that the figures are for.")
    )
    area = models.CharField(_("area"), max_length=80)
    currency = models.CharField(_("currency"), max_length=3)
    employment = models.BigIntegerField(_("employment"), null=True)
    mean = models.BigIntegerField(_("mean"), null=True)
    p10 = models.BigIntegerField(_("10th percentile"), null=True)
    p25 = models.BigIntegerField(_("25th percentile"), null=True)
    median = models.BigIntegerField(_("median"), null=True)
    p75 = models.BigIntegerField(_("75th percentile"), null=True)
    p90 = models.BigIntegerField(_("90th percentile"), null=True)
    top_coded = ArrayField(models.CharField(max_length=8), verbose_name=_("top-coded"), default=list, blank=True)

    class Meta:
        verbose_name = _("occupation wage")
        verbose_name_plural = _("occupation wages")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code", "release", "area"], name="wage_once_a_release")]

    def __str__(self) -> str:
        return f"{self.code} {self.title} ({self.release})"
