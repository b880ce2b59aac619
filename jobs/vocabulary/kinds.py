"""Types of work, levels, pay periods and workplaces."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkType(models.TextChoices):
    FULL_TIME = "full-time", _("Full-time")
    PART_TIME = "part-time", _("Part-time")
    CONTRACT = "contract", _("Contract")
    FREELANCE = "freelance", _("Freelance")
    INTERNSHIP = "internship", _("Internship")


class Level(models.TextChoices):
    ANY = "any", _("Any level")
    ENTRY = "entry", _("Entry-level")
    MIDWEIGHT = "midweight", _("Mid-level")
    SENIOR = "senior", _("Senior")
    DIRECTOR = "director", _("Director")
    EXECUTIVE = "executive", _("Executive")


class PayPeriod(models.TextChoices):
    HOUR = "hour", _("an hour")
    DAY = "day", _("a day")
    WEEK = "week", _("a week")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")


class Workplace(models.TextChoices):
    """What the source's own label says about where the work is done."""

    REMOTE = "remote", _("Remote")
    HYBRID = "hybrid", _("Hybrid")
    ONSITE = "onsite", _("On-site")
    UNSTATED = "", _("Not stated")


class Stage(models.TextChoices):
    """Where a job is in a member's tracker. "Interested" is a saved job."""

    INTERESTED = "interested", _("Interested")
    APPLIED = "applied", _("Applied")
    INTERVIEW = "interview", _("Interview")
    OFFER = "offer", _("Offer")
    CLOSED = "closed", _("Closed")
