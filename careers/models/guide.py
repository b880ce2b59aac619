"""Models for a guide's working copy. Readers see editions (``careers.models.edition``).

Field names match ``careers.document.GuideDocument``; ``careers.editing.working_copy`` converts between the two.
"""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from careers.document import MAX_LINE
from careers.models.field import CareerField

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def lines(label: "_StrPromise", help_text: "str | _StrPromise" = "") -> "ArrayField[list[str], list[str]]":
    """A list of single lines, edited as a text area with one item a line."""
    return ArrayField(
        models.CharField(max_length=MAX_LINE),
        verbose_name=label,
        default=list,
        blank=True,
        help_text=help_text or _("One per line."),
    )


def prose(label: "_StrPromise", help_text: "str | _StrPromise" = "") -> "models.TextField[str, str]":
    """A block of Markdown."""
    return models.TextField(label, blank=True, help_text=help_text or _("Markdown."))


class GuideQuerySet(models.QuerySet["Guide"]):
    def visible(self, now: dt.datetime) -> Self:
        """Guides that anyone can read at ``now``."""
        stands = Q(withdrawn_at__isnull=True) | Q(editions__published_at__gt=F("withdrawn_at"))
        return self.filter(stands, editions__published_at__lte=now).distinct()

    def for_document(self) -> Self:
        """Prefetches every part that ``working_copy.document_of`` reads, in a fixed number of queries."""
        return self.select_related("field", "growth").prefetch_related(
            "pay_bands", "tiers", "day_segments", "skill_groups", "case_studies", "questions", "sources"
        )


class Guide(models.Model):
    class Remote(models.TextChoices):
        NO = "no", _("On site")
        PARTLY = "partly", _("Partly remote")
        YES = "yes", _("Remote-friendly")

    class Demand(models.IntegerChoices):
        LOW = 1, _("Low")
        MODEST = 2, _("Modest")
        MODERATE = 3, _("Moderate")
        HIGH = 4, _("High")
        VERY_HIGH = 5, _("Very high")

    class Match(models.TextChoices):
        EXACT = "exact", _("Exact: the code matches this role")
        BROAD = "broad", _("Broad: the code covers this role and others")
        RELATED = "related", _("Related: the closest code")

    title = models.CharField(_("title"), max_length=120, help_text=_("The role, such as Operations Officer."))
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        help_text=_("Used in the page's address. When it changes, the old address redirects to the new one."),
        error_messages={"unique": _("Another guide uses this slug. Choose a different one.")},
    )
    former_slugs = ArrayField(models.SlugField(max_length=100), default=list, blank=True, editable=False)
    field = models.ForeignKey(
        CareerField, models.PROTECT, verbose_name=_("career field"), null=True, blank=True, related_name="guides"
    )
    also_called = lines(_("also called"), _("Other titles for the role, one per line."))
    summary = prose(_("summary"), _("Markdown. Describe the role in two or three sentences."))
    remote = models.CharField(_("remote"), max_length=6, choices=Remote.choices, blank=True)
    reviewed = models.DateField(_("last reviewed"), null=True, blank=True)

    demand = models.PositiveSmallIntegerField(_("demand"), choices=Demand.choices, null=True, blank=True)
    demand_text = prose(_("market demand"))
    occupation_code = models.CharField(
        _("occupation code"),
        max_length=7,
        blank=True,
        help_text=_("A SOC code such as 15-1252. We show its published wages next to our pay band."),
        validators=[RegexValidator(r"^\d{2}-\d{4}$", _("Enter a SOC code such as 15-1252."))],
    )
    occupation_match = models.CharField(_("match"), max_length=7, choices=Match.choices, blank=True)
    pay_text = prose(_("pay notes"))
    outlook_status = models.CharField(
        _("outlook"), max_length=MAX_LINE, blank=True, help_text=_("A short phrase, such as Growing steadily.")
    )
    outlook_source = models.CharField(_("outlook source"), max_length=MAX_LINE, blank=True)
    outlook_text = prose(_("job outlook"))
    global_outlook = prose(_("global outlook"))

    core_functions = prose(_("core functions"))
    responsibilities = lines(_("key responsibilities"))
    work_setting = prose(_("work setting"))

    tech_stack = lines(_("tech stack"))
    education_level = prose(_("education level"))
    tech_skills = lines(_("tech skills"))
    soft_skills = lines(_("soft skills"))
    skill_map_intro = prose(_("skill map introduction"))

    path = prose(_("path to the role"))
    required_education = prose(_("required education"))
    portfolio_tips = prose(_("portfolio tips"))

    challenges = prose(_("challenges"))
    growth_paths = prose(_("growth paths"))
    trends = prose(_("industry trends"))
    stress = models.CharField(_("stress level"), max_length=MAX_LINE, blank=True)
    balance = models.CharField(_("balance rating"), max_length=MAX_LINE, blank=True)
    balance_text = prose(_("work-life balance"))
    pros = lines(_("pros"))
    cons = lines(_("cons"))
    mistakes = lines(_("common mistakes"))
    advice = lines(_("advice"))
    related = lines(_("related roles"), _("Role titles, one per line. A title with its own guide becomes a link."))

    version = models.PositiveIntegerField(default=1, editable=False)
    # Editions published until then are withdrawn; a later one isn't.
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("last edited"), editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("last edited by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                name="guide_demand_on_scale",
                condition=Q(demand__isnull=True) | Q(demand__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="guide_occupation_with_match",
                condition=Q(occupation_code="", occupation_match="")
                | (~Q(occupation_code="") & ~Q(occupation_match="")),
                violation_error_message=_("Enter both an occupation code and its match, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("careers:guide", args=[self.slug])


class Part(models.Model):
    """A repeating part of a guide, in the order the editor gave it."""

    guide = models.ForeignKey(Guide, models.CASCADE, verbose_name=_("guide"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class Passport(models.Model):
    """Where a figure comes from; see ``careers.document.Passport``."""

    class Basis(models.TextChoices):
        EDITORIAL = "editorial", _("Editorial estimate")
        PUBLISHED = "published", _("Published statistic")
        POSTINGS = "postings", _("From our job data")

    basis = models.CharField(_("basis"), max_length=9, choices=Basis.choices, default=Basis.EDITORIAL)
    note = models.CharField(
        _("note"), max_length=MAX_LINE, blank=True, help_text=_("What the estimate is based on. Shown on the page.")
    )
    publisher = models.CharField(_("publisher"), max_length=MAX_LINE, blank=True)
    release = models.CharField(_("release"), max_length=MAX_LINE, blank=True, help_text=_("Example: May 2025."))
    occupation_code = models.CharField(_("occupation code"), max_length=MAX_LINE, blank=True)
    area = models.CharField(_("area"), max_length=MAX_LINE, blank=True, help_text=_("Example: United States."))
    measure = models.CharField(_("percentile or measure"), max_length=MAX_LINE, blank=True)
    url = models.URLField(_("address"), max_length=MAX_LINE, blank=True)
    sample_size = models.PositiveIntegerField(_("sample size"), null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)

    class Meta:
        abstract = True


def names_its_source(name: str) -> models.CheckConstraint:
    """A constraint that requires the full source of a published statistic."""
    published = ~Q(publisher="") & ~Q(release="") & ~Q(occupation_code="") & ~Q(area="") & ~Q(measure="") & ~Q(url="")
    return models.CheckConstraint(
        name=name,
        condition=Q(basis="editorial")
        | (Q(basis="published") & published)
        | Q(basis="postings", sample_size__isnull=False, as_of__isnull=False),
        violation_error_message=_(
            "A published statistic needs a publisher, release, occupation code, area, percentile or measure, and "
            "address. A figure from our job data needs a sample size and a date."
        ),
    )


class Growth(Passport):
    guide = models.OneToOneField(Guide, models.CASCADE, verbose_name=_("guide"), related_name="growth")
    rate = models.DecimalField(
        _("rate"),
        max_digits=6,
        decimal_places=2,
        help_text=_("In percent."),
        validators=[MinValueValidator(-100), MaxValueValidator(1000)],
    )
    period = models.CharField(_("period"), max_length=MAX_LINE, blank=True, help_text=_("Example: 2024–2034."))

    class Meta:
        verbose_name = _("growth rate")
        verbose_name_plural = _("growth rate")
        constraints = [names_its_source("growth_names_its_source")]

    def __str__(self) -> str:
        return f"{self.rate:f} %"


class PayBand(Passport, Part):
    """A year's pay in one country. Amounts are minor units of ``currency``."""

    country = models.CharField(_("country"), max_length=2, help_text=_("Two letters, such as US."))
    currency = models.CharField(_("currency"), max_length=3, help_text=_("Three letters, such as USD."))
    low = models.BigIntegerField(_("low"), null=True, blank=True)
    entry = models.BigIntegerField(_("entry"), null=True, blank=True)
    median = models.BigIntegerField(_("median"), null=True, blank=True)
    senior = models.BigIntegerField(_("senior"), null=True, blank=True)
    high = models.BigIntegerField(_("high"), null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("pay band")
        verbose_name_plural = _("pay bands")
        default_related_name = "pay_bands"
        constraints = [
            names_its_source("pay_band_names_its_source"),
            models.UniqueConstraint(
                fields=["guide", "country"],
                name="pay_band_one_a_country",
                violation_error_message=_("This guide has two pay bands for one country."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} ({self.currency})"


class Tier(Part):
    title = models.CharField(_("title"), max_length=MAX_LINE)
    years_from = models.PositiveSmallIntegerField(
        _("years from"), null=True, blank=True, validators=[MaxValueValidator(60)]
    )
    years_to = models.PositiveSmallIntegerField(
        _("years to"),
        null=True,
        blank=True,
        help_text=_("Leave empty for “or more”."),
        validators=[MaxValueValidator(60)],
    )
    text = prose(_("text"))

    class Meta(Part.Meta):
        verbose_name = _("career tier")
        verbose_name_plural = _("career tiers")
        default_related_name = "tiers"
        constraints = [
            models.CheckConstraint(
                name="tier_years_in_order",
                condition=Q(years_to__isnull=True) | Q(years_from__isnull=False, years_from__lte=models.F("years_to")),
                violation_error_message=_("The last year can't be before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class DaySegment(Part):
    label = models.CharField(_("label"), max_length=MAX_LINE, help_text=_("Example: Morning."))
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("to"), null=True, blank=True)
    focus = models.CharField(_("focus"), max_length=MAX_LINE, blank=True)
    tasks = lines(_("tasks"))

    class Meta(Part.Meta):
        verbose_name = _("part of the day")
        verbose_name_plural = _("a day in the life")
        default_related_name = "day_segments"
        constraints = [
            models.CheckConstraint(
                name="day_segment_both_ends",
                condition=Q(starts__isnull=True, ends__isnull=True) | Q(starts__isnull=False, ends__isnull=False),
                violation_error_message=_("Enter both a start and an end, or neither."),
            )
        ]

    def __str__(self) -> str:
        return self.label


class SkillGroup(Part):
    title = models.CharField(_("title"), max_length=MAX_LINE)
    text = prose(_("text"))
    skills = lines(_("skills"))

    class Meta(Part.Meta):
        verbose_name = _("skill group")
        verbose_name_plural = _("skill map")
        default_related_name = "skill_groups"

    def __str__(self) -> str:
        return self.title


class CaseStudy(Part):
    title = models.CharField(_("title"), max_length=MAX_LINE)
    text = prose(_("text"))
    takeaway = models.CharField(_("key takeaway"), max_length=MAX_LINE, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        default_related_name = "case_studies"

    def __str__(self) -> str:
        return self.title


class Question(Part):
    title = models.CharField(_("question"), max_length=MAX_LINE)
    answer = prose(_("answer"))

    class Meta(Part.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions and answers")
        default_related_name = "questions"

    def __str__(self) -> str:
        return self.title


class Source(Part):
    title = models.CharField(_("title"), max_length=MAX_LINE)
    publisher = models.CharField(_("publisher"), max_length=MAX_LINE, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1800), MaxValueValidator(2200)]
    )
    url = models.URLField(_("address"), max_length=MAX_LINE, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        default_related_name = "sources"

    def __str__(self) -> str:
        return self.title


# The repeating parts of a guide, by the name of their relation.
PARTS: dict[str, type[Part]] = {
    "pay_bands": PayBand,
    "tiers": Tier,
    "day_segments": DaySegment,
    "skill_groups": SkillGroup,
    "case_studies": CaseStudy,
    "questions": Question,
    "sources": Source,
}
