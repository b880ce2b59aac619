"""Models of who advertises, and what is shown where and when."""

import datetime as dt
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ads.placements import Placement
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.regions import countries

GROUP = "Advertising"
MOST_WEIGHT = 100


class Advertiser(models.Model):
    """Who pays for campaigns. Only staff see contact and note."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    contact = models.EmailField(_("contact"), blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("advertiser")
        verbose_name_plural = _("advertisers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def on(self) -> Self:
        """Returns campaigns that staff have started and not paused."""
        return self.filter(state=Campaign.State.ACTIVE)

    def before_end(self, now: dt.datetime) -> Self:
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now))


A_NUMBER: dict[str, Any] = {"null": True, "blank": True, "validators": [MinValueValidator(1)]}


class Campaign(models.Model):
    """An ad with where and when it's shown. ``weight``: its share among the campaigns of a box. Limits are numbers of views and
    clicks that count, a day (UTC) and in all. ``countries`` and ``industries``: shown only on jobs pages about one of them."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")

    advertiser = models.ForeignKey(Advertiser, models.PROTECT, related_name="campaigns", verbose_name=_("advertiser"))
    name = models.CharField(_("name"), max_length=120, help_text=_("For reports. Readers don't see it."))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DRAFT)

    headline = models.CharField(_("headline"), max_length=60)
    text = models.CharField(_("text"), max_length=140)
    button = models.CharField(_("button"), max_length=24, default="Learn more")
    target = models.URLField(_("target"), max_length=500, help_text=_("Where a click leads. It starts with https://."))
    image = models.BinaryField(_("image"), null=True, blank=True)
    image_digest = models.CharField(max_length=16, blank=True, editable=False)

    placements = ArrayField(models.CharField(max_length=10, choices=Placement), verbose_name=_("placements"))
    countries = ArrayField(models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True)
    industries = ArrayField(models.CharField(max_length=30), verbose_name=_("industries"), default=list, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WEIGHT)],
        help_text=_("From 1 to 100. Twice the weight is shown twice as often."),
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    views_a_day = models.PositiveIntegerField(_("views a day"), **A_NUMBER)
    views_in_all = models.PositiveIntegerField(_("total views"), **A_NUMBER)
    clicks_a_day = models.PositiveIntegerField(_("clicks a day"), **A_NUMBER)
    clicks_in_all = models.PositiveIntegerField(_("total clicks"), **A_NUMBER)

    report_token = models.CharField(max_length=43, null=True, unique=True, editable=False)  # noqa: DJ001 - unique or none
    created_at = models.DateTimeField(_("created"), editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="campaign_times_in_order"
            ),
            models.CheckConstraint(condition=Q(target__startswith="https://"), name="campaign_target_https"),
            models.CheckConstraint(condition=Q(weight__range=(1, MOST_WEIGHT)), name="campaign_weight_in_range"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def image_url(self) -> str:
        """The address of its image, another one for another image; empty without one."""
        return reverse("ads:image", args=[self.pk, self.image_digest]) if self.image_digest else ""


def country_choices() -> list[tuple[str, str]]:
    return [(code, region.name) for code, region in countries().items()]


def industry_choices() -> list[tuple[str, Promise]]:
    return [(slug, industry.name) for slug, industry in INDUSTRIES.items()]
