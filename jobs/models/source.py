"""Models for sources and their imports."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from jobs.models.company import Company


class Coverage(models.TextChoices):
    """What a feed contains, and so what it means when a job is missing from it.

    A job missing from complete snapshots is closed. A window drops jobs that are still open, so a missing job means
    nothing: it is closed by the source's answer about that job, by its page, or by its end.
    """

    SNAPSHOT = "snapshot", _("All open jobs")
    WINDOW = "window", _("Newest jobs only")


class Source(models.Model):
    """A feed that jobs come from, and when it is imported next.

    ``company``: set if the feed is an employer's own; its jobs lead over copies elsewhere. ``hosts``: the only hosts
    that the feed and checks of its jobs may be fetched from, redirects included. ``coverage``: empty for the format's
    default. ``running_until``: a lease; only one import of a source runs at a time.
    """

    class Format(models.TextChoices):
        JOBICY = "jobicy", _("Jobicy-style JSON")
        GREENHOUSE = "greenhouse", "Greenhouse"
        LEVER = "lever", "Lever"
        ASHBY = "ashby", "Ashby"
        RECRUITEE = "recruitee", "Recruitee"
        WORKABLE = "workable", "Workable"
        SMARTRECRUITERS = "smartrecruiters", "SmartRecruiters"
        PERSONIO = "personio", "Personio"
        TEAMTAILOR = "teamtailor", "Teamtailor"
        BAMBOOHR = "bamboohr", "BambooHR"
        RIPPLING = "rippling", "Rippling"
        PINPOINT = "pinpoint", "Pinpoint"
        WORKDAY = "workday", "Workday"
        REMOTIVE = "remotive", "Remotive"
        HIMALAYAS = "himalayas", "Himalayas"
        REMOTEOK = "remoteok", "Remote OK"
        WORKINGNOMADS = "workingnomads", "Working Nomads"
        ARBEITNOW = "arbeitnow", "Arbeitnow"
        RSS = "rss", "RSS 2.0"
        ATOM = "atom", "Atom"
        JSONFEED = "jsonfeed", "JSON Feed"
        JSONLD = "jsonld", _("Web page with JobPosting data")
        CSV = "csv", _("CSV table")

    class Health(models.TextChoices):
        NEW = "new", _("Not imported yet")
        GOOD = "good", _("Good")
        EMPTY = "empty", _("Empty")
        DEAD = "dead", _("Failing")
        THROTTLED = "throttled", _("Rate limited")

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("Shown to readers as “via …”."))
    format = models.CharField(_("format"), max_length=20, choices=Format)
    coverage = models.CharField(
        _("feed contents"), max_length=10, choices=Coverage, blank=True,
        help_text=_(
            "Leave empty to use the format's default. If the feed lists all open jobs, jobs missing from it are closed. If it "
            "lists only the newest, each job is closed when its source or its page says so, or when it expires."
        ),
    )  # fmt: skip
    url = models.URLField(_("feed URL"), max_length=500, blank=True)
    hosts = ArrayField(models.CharField(max_length=120), verbose_name=_("allowed hosts"), default=list, blank=True)
    columns = models.JSONField(
        _("columns of a table"), default=dict, blank=True,
        help_text=_('For CSV: our fields and the names of the columns, such as {"title": "Role", "url": "Page"}.'),
    )  # fmt: skip
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="sources", verbose_name=_("employer"),
        help_text=_("Set if this is the employer's own feed."),
    )  # fmt: skip
    is_active = models.BooleanField(_("active"), default=True)
    every_minutes = models.PositiveIntegerField(
        _("minutes between imports"), default=360, validators=[MinValueValidator(15), MaxValueValidator(7 * 24 * 60)]
    )
    next_due_at = models.DateTimeField(_("next import"), null=True, blank=True, db_index=True)
    running_until = models.DateTimeField(null=True, blank=True, editable=False)
    health = models.CharField(_("health"), max_length=10, choices=Health, default=Health.NEW, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """An import of a source and its results. ``problems`` lists broken items as position, name and reason."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("Running")
        GOOD = "good", _("Good")
        UNCHANGED = "unchanged", _("Unchanged since the last import")
        EMPTY = "empty", _("Empty, so nothing was closed")
        FAILED = "failed", _("Failed")
        THROTTLED = "throttled", _("Rate limited")

    source = models.ForeignKey(Source, models.CASCADE, related_name="runs", verbose_name=_("source"))
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.RUNNING)
    seen = models.PositiveIntegerField(_("seen"), default=0)
    added = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("unchanged"), default=0)
    held = models.PositiveIntegerField(_("held"), default=0)
    closed = models.PositiveIntegerField(_("closed"), default=0)
    broken = models.PositiveIntegerField(_("broken"), default=0)
    error = models.TextField(_("error"), blank=True)
    problems = models.JSONField(_("broken items"), default=list)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["source", "-started_at"], name="import_newest")]

    def __str__(self) -> str:
        return f"{self.source} {localize(self.started_at)}"
