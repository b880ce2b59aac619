"""Models for jobs, their events and readers' reports."""

import datetime as dt
from collections.abc import Iterable
from functools import cache, cached_property
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs import pay
from jobs.lifecycle import EXPIRED, Closed, Status
from jobs.models.company import Company
from jobs.models.source import Source
from jobs.screening.claims import Finding
from jobs.vocabulary.industries import INDUSTRIES, Industry
from jobs.vocabulary.kinds import Level, PayPeriod, Workplace, WorkType
from jobs.vocabulary.regions import Region, regions
from occupations.models import Occupation
from occupations.titles.choosing import SURE
from toolkit.database import array_literal
from toolkit.database.compiled import Compiled, given_ids
from toolkit.web_addresses import host_of

_A_YEAR = Case(
    *(When(pay_period=period, then=Value(times)) for period, times in pay.PERIODS_A_YEAR.items()), default=Value(0)
)


SHOWN_IN_LISTS = (
    "title", "slug", "company__name", "company__slug", "industries", "place", "regions", "timezone_from", "timezone_to", "types",
    "level", "skills", "excerpt", "pay_min", "pay_max", "pay_currency", "pay_period", "pay_text", "status", "closed_because",
    "published_at", "expires_at", "verified_at", "found", "occupation", "occupation_confidence", "occupation_set_at", "lead",
    "source__name", "source__company",
)  # fmt: skip


class JobQuerySet(models.QuerySet["Job"]):
    """Chainable filters. ``visible(now)`` is the one definition of "open" for page, search, feed and email."""

    def visible(self, now: dt.datetime) -> Self:
        """Returns jobs that anyone can read and apply for at ``now``."""
        return self.filter(status=Status.PUBLISHED, published_at__lte=now, expires_at__gt=now)

    def leading(self) -> Self:
        """Returns the lead of each opening, without its copies from other sources."""
        return self.filter(lead__isnull=True)

    def was_public(self) -> Self:
        """Returns jobs that have ever been published. Once they close, their page is gone (410), not unknown (404)."""
        return self.filter(published_at__isnull=False)

    def for_cards(self) -> Self:
        """Loads only what a list shows, with the names of company and source; annotates ``has_logo``."""
        with_both = self.select_related("company", "source").only(*SHOWN_IN_LISTS)
        return with_both.annotate(has_logo=Q(company__logo__isnull=False))

    def with_origin(self) -> Self:
        """Loads company and source; annotates ``has_logo`` instead of loading the logo."""
        with_both = self.select_related("company", "source").defer("company__logo")
        return with_both.annotate(has_logo=Q(company__logo__isnull=False))

    def for_mail(self) -> Self:
        """Loads only what an email shows of a job, with the company's name; annotates ``has_logo``."""
        with_company = self.select_related("company").only(
            "title", "slug", "skills", "regions", "timezone_from", "timezone_to", "pay_min", "pay_max", "pay_currency",
            "pay_period", "pay_text", "published_at", "found", "company__name", "company__slug",
        )  # fmt: skip
        return with_company.annotate(has_logo=Q(company__logo__isnull=False))

    def of_occupation(self, *occupations: Occupation) -> Self:
        """Returns jobs that are surely of one of these occupations."""
        return self.with_sure_occupation().filter(occupation__in=occupations)

    def with_sure_occupation(self) -> Self:
        """Returns jobs whose occupation can be shown."""
        sure = Q(occupation_confidence__gte=SURE * 100) | Q(occupation_set_at__isnull=False)
        return self.filter(sure, occupation__isnull=False)

    def waiting(self) -> Self:
        """Returns the moderation queue, longest waiting first."""
        return self.filter(status=Status.PENDING).order_by("first_seen_at", "pk")


class Job(models.Model):
    """A job: an employer's description of an opening, its source, and what our rules found in it.

    Pay is in minor units of its currency. ``timezone_from`` and ``timezone_to`` are the working window in minutes from
    UTC. ``lead``: the job that represents the opening in lists; empty for that job itself.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="jobs", verbose_name=_("company"))
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(max_length=80, editable=False)
    industries = ArrayField(models.CharField(max_length=30), verbose_name=_("industries"), default=list, blank=True)
    place = models.CharField(_("location label"), max_length=300, blank=True, help_text=_("As written by the source."))
    workplace = models.CharField(
        _("workplace label"), max_length=10, choices=Workplace, blank=True, default=Workplace.REMOTE
    )
    tags = ArrayField(models.CharField(max_length=80), verbose_name=_("other labels"), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=60), verbose_name=_("open to"), default=list, blank=True)
    timezone_from = models.SmallIntegerField(_("time zones from"), null=True, blank=True)
    timezone_to = models.SmallIntegerField(_("time zones to"), null=True, blank=True)
    types = ArrayField(models.CharField(max_length=20), verbose_name=_("job types"), default=list, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.ANY)
    skills = ArrayField(models.CharField(max_length=60), verbose_name=_("skills"), default=list, blank=True)
    description = models.TextField(_("description"), help_text=_("HTML. Unsafe parts are removed on save."))
    excerpt = models.CharField(max_length=600, editable=False)

    pay_min = models.BigIntegerField(_("pay from"), null=True, blank=True)
    pay_max = models.BigIntegerField(_("pay to"), null=True, blank=True)
    pay_currency = models.CharField(_("currency"), max_length=3, blank=True)
    pay_period = models.CharField(_("period"), max_length=5, choices=PayPeriod, blank=True)
    pay_text = models.CharField(
        _("pay as written"), max_length=200, blank=True,
        help_text=_("Shown in the employer's words if we can't tell the amount, currency or period for certain."),
    )  # fmt: skip
    pay_yearly_min = models.GeneratedField(
        expression=F("pay_min") * _A_YEAR, output_field=models.BigIntegerField(null=True), db_persist=True
    )
    pay_yearly_max = models.GeneratedField(
        expression=F("pay_max") * _A_YEAR, output_field=models.BigIntegerField(null=True), db_persist=True
    )

    apply_url = models.URLField(_("application URL"), max_length=1000, blank=True)
    apply_email = models.EmailField(_("application email"), blank=True)

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    closed_because = models.CharField(max_length=10, choices=Closed, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, editable=False)
    end_is_stated = models.BooleanField(
        default=False, editable=False, help_text="Whether the source set the end. Otherwise we did."
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    source = models.ForeignKey(
        Source, models.PROTECT, null=True, editable=False, related_name="jobs", verbose_name=_("source")
    )
    external_id = models.CharField(max_length=200, blank=True, editable=False)
    source_url = models.URLField(max_length=1000, blank=True, editable=False)
    source_digest = models.CharField(
        max_length=32, blank=True, editable=False, help_text="Digest of what the source said last, to detect a change."
    )
    first_seen_at = models.DateTimeField(_("first seen"), editable=False)
    verified_at = models.DateTimeField(_("last checked"), null=True, editable=False)
    checked_at = models.DateTimeField(
        null=True, editable=False, help_text="When its source was last asked about this job only."
    )
    missing_runs = models.PositiveSmallIntegerField(default=0, editable=False)

    found = models.JSONField(default=list, editable=False, help_text="What the rules found.")
    occupation = models.ForeignKey(
        Occupation, models.SET_NULL, null=True, blank=True, related_name="jobs", verbose_name=_("occupation")
    )
    occupation_confidence = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="Percent, of an occupation that matching found."
    )
    occupation_set_at = models.DateTimeField(
        null=True, editable=False, help_text="When staff set the occupation. Matching then leaves it alone."
    )
    opening_key = models.CharField(max_length=32, blank=True, editable=False)
    lead = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="copies")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="posting_once_a_source"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False, expires_at__isnull=False),
                name="published_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(pay_min__isnull=True, pay_max__isnull=True)
                | (
                    ~Q(pay_currency="") & ~Q(pay_period="")
                    & (Q(pay_min__isnull=True) | Q(pay_max__isnull=True) | Q(pay_max__gte=F("pay_min")))
                ),
                name="pay_has_currency_and_order",
            ),
            models.CheckConstraint(
                condition=Q(timezone_from__isnull=True, timezone_to__isnull=True) | Q(timezone_to__gte=F("timezone_from")),
                name="timezone_window_in_order",
            ),
            models.CheckConstraint(condition=~Q(lead=F("pk")), name="posting_leads_another"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["company", "-published_at"], name="posting_of_company"),
            models.Index(fields=["opening_key"], name="posting_opening", condition=~Q(opening_key="")),
            models.Index(fields=["first_seen_at"], name="posting_queue", condition=Q(status=Status.PENDING)),
            models.Index(fields=["published_at"], name="posting_open", condition=Q(status=Status.PUBLISHED)),
            models.Index(fields=["occupation", "-published_at"], name="job_of_occupation"),
            GinIndex(SearchVector("title", config="english"), name="posting_title_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return _address().format(self.pk, self.slug)

    def state(self, now: dt.datetime) -> str:
        """Returns the stored status, or ``expired`` once a published job has passed its end."""
        if self.status == Status.PUBLISHED and self.expires_at and self.expires_at <= now:
            return EXPIRED
        return self.status

    def is_visible(self, now: dt.datetime) -> bool:
        """Returns whether ``Job.objects.visible(now)`` includes this job; no query."""
        return (
            self.status == Status.PUBLISHED
            and self.published_at is not None
            and self.expires_at is not None
            and self.published_at <= now < self.expires_at
        )

    @property
    def occupation_is_sure(self) -> bool:
        """Whether the occupation can be shown."""
        is_matched = self.occupation_confidence is not None and self.occupation_confidence >= SURE * 100
        return self.occupation_id is not None and (is_matched or self.occupation_set_at is not None)

    @cached_property
    def pay(self) -> pay.Pay | None:
        if self.pay_min is None and self.pay_max is None:
            return None
        return pay.Pay(self.pay_min, self.pay_max, self.pay_currency, self.pay_period)

    @property
    def timezone(self) -> tuple[int, int] | None:
        if self.timezone_from is None or self.timezone_to is None:
            return None
        return self.timezone_from, self.timezone_to

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(Finding.from_json(found) for found in self.found)

    @property
    def contradictions(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.kind == "contradiction"]

    @property
    def partly(self) -> dict[str, tuple[str, ...]]:
        """The countries of which only named parts are open, by slug, with the names of all parts the job names."""
        limits = [found for found in self.findings if found.parts and found.rule != "not-open-to"]
        return {slug: found.parts for found in limits for slug in found.partly}

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts of countries to which the job is limited."""
        return tuple(dict.fromkeys(name for names in self.partly.values() for name in names))

    @property
    def apply_address(self) -> str:
        """The URL to apply at: the job's own, or its page at the source if it names neither URL nor email. Empty if there is
        none."""
        if self.apply_url or self.apply_email:
            return self.apply_url if host_of(self.apply_url) else ""
        return self.source_url if host_of(self.source_url) else ""

    @property
    def places(self) -> list[Region]:
        """The regions whose residents can apply, groups and countries."""
        return [regions()[slug] for slug in self.regions if slug in regions()]

    @property
    def fields(self) -> list[Industry]:
        return [INDUSTRIES[slug] for slug in self.industries if slug in INDUSTRIES]

    @property
    def type_labels(self) -> list[Any]:
        return [WorkType(value).label for value in self.types if value in WorkType.values]

    @property
    def level_label(self) -> Any:
        return Level(self.level).label


@cache
def _address() -> str:
    """Returns the address of a job with gaps for id and slug: ``reverse`` is too slow for every row."""
    return reverse("jobs:detail", args=[0, "slug"]).replace("0-slug", "{}-{}")


_cards = Compiled(lambda: Job.objects.for_cards().filter(given_ids("ids", "jobs_job.id")))


def cards_by_id(ids: Iterable[int]) -> dict[int, Job]:
    """Returns jobs as ``for_cards()`` loads them, by id. One query."""
    return {job.pk: job for job in _cards.rows(ids=array_literal(ids))}


class JobEvent(models.Model):
    """An entry of a job's history. ``changes`` maps a field to its value before and after."""

    class Kind(models.TextChoices):
        FIRST_SEEN = "first-seen", _("First seen")
        HELD = "held", _("Held for moderation")
        PUBLISHED = "published", _("Published")
        CHANGED = "changed", _("Changed")
        REPOSTED = "reposted", _("Reposted")
        RELISTED = "relisted", _("Extended")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Reopened")

    job = models.ForeignKey(Job, models.CASCADE, related_name="events", verbose_name=_("job"))
    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    note = models.CharField(_("note"), max_length=300, blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["job", "at"], name="ledger_of_posting")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class JobReport(models.Model):
    """A reader's report that something is wrong with a job."""

    class Reason(models.TextChoices):
        CLOSED = "closed", _("It's filled or closed")
        NOT_REMOTE = "not-remote", _("It isn't remote, or isn't open to the places it lists")
        SCAM = "scam", _("It looks like a scam")
        WRONG = "wrong", _("Something else is wrong")

    job = models.ForeignKey(Job, models.CASCADE, related_name="reports", verbose_name=_("job"))
    at = models.DateTimeField(_("when"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-at"]
        indexes = [models.Index(fields=["at"], name="report_open", condition=Q(handled_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.job}"
