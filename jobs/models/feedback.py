"""Models for readers' disagreement with findings, and for what staff decide about rules."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobs.models.job import Job
from jobs.screening.claims import Finding


class FindingFeedback(models.Model):
    """A reader's report that something we say about a job is wrong: a finding, or the verdict for a country.

    ``statement`` identifies what was said, and ``sender`` who disagrees, by digests; ``sender`` is removed after a month.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="finding_feedback", verbose_name=_("job"))
    rule = models.CharField(_("rule"), max_length=30)
    quote = models.TextField(_("quote"), blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, blank=True)
    comment = models.TextField(_("comment"), max_length=500, blank=True)
    at = models.DateTimeField(_("when"))
    statement = models.CharField(max_length=32, editable=False)
    sender = models.CharField(max_length=32, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, editable=False, related_name="+", verbose_name=_("member")
    )

    class Meta:
        verbose_name = _("mistake reported by a reader")
        verbose_name_plural = _("mistakes reported by readers")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "statement", "sender"], condition=~Q(sender=""), name="finding_feedback_once_a_person"
            )
        ]
        indexes = [models.Index(fields=["rule", "-at"], name="finding_feedback_of_rule")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.job}"


class RulePolicyQuerySet(models.QuerySet["RulePolicy"]):
    def holding(self, findings: Iterable[Finding]) -> list[Finding]:
        """Returns the findings that hold a job: signs of a scam, and contradictions of rules that don't only tell."""
        grave = [finding for finding in findings if finding.kind in ("contradiction", "scam")]
        rules = {finding.rule for finding in grave if finding.kind == "contradiction"}
        told = set(self.filter(rule__in=rules, tells_only=True).values_list("rule", flat=True)) if rules else set()
        return [finding for finding in grave if finding.kind == "scam" or finding.rule not in told]

    def due(self) -> Self:
        """Returns policies that are not applied yet to the jobs they concern."""
        return self.filter(applied_at__isnull=True)


class RulePolicy(models.Model):
    """What staff decided about a rule. ``tells_only``: its contradictions are shown on the job's page and don't hold the
    job. A rule without a row holds jobs."""

    rule = models.CharField(_("rule"), max_length=30, unique=True)
    tells_only = models.BooleanField(_("tells, doesn't hold"), default=False)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    applied_at = models.DateTimeField(_("applied"), null=True)

    objects = RulePolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening rule")
        verbose_name_plural = _("screening rules")
        ordering = ["rule"]

    def __str__(self) -> str:
        return self.rule
