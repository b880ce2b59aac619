"""Admin of screening: figures and policy of each rule, and mistakes reported by readers."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs import finding_feedback, rule_policies
from jobs.finding_feedback import LABELS
from jobs.models import FindingFeedback, RulePolicy
from jobs.screening.labels import RULE_LABELS, SCAM_RULES
from jobs.tasks import apply_rule_policies
from toolkit.admin import ReadOnlyAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet

    PolicyAdmin = admin.ModelAdmin[RulePolicy]
else:
    PolicyAdmin = admin.ModelAdmin


class RuleFilter(admin.SimpleListFilter):
    """Filters jobs by a rule that found something, or reported mistakes by the rule they are about."""

    title = _("rule")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return list((RULE_LABELS if model_admin.model is not FindingFeedback else LABELS).items())

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if not self.value():
            return queryset
        if queryset.model is FindingFeedback:
            return queryset.filter(rule=self.value())
        return queryset.filter(found__contains=[{"rule": self.value()}])


@admin.register(RulePolicy)
class RulePolicyAdmin(PolicyAdmin):
    """One page: all rules, whether they have a policy or not."""

    fields = readonly_fields = ("rule", "tells_only", "changed_at", "changed_by", "applied_at")

    def get_urls(self) -> list[URLPattern]:
        return [
            path("", self.admin_site.admin_view(self.rules), name="jobs_rulepolicy_changelist"),
            path("set/", self.admin_site.admin_view(self.set_policy), name="jobs_rulepolicy_set"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RulePolicy | None = None) -> bool:
        return False

    def rules(self, request: HttpRequest) -> HttpResponse:
        """Shows how often readers disagree with each rule."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Screening rules"),
            "rules": finding_feedback.rule_figures(),
            "may_change": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/jobs/rulepolicy/list.html", context)

    def set_policy(self, request: HttpRequest) -> HttpResponse:
        """Turns one rule to "tell, don't hold", or back."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rule, effect = request.POST.get("rule", ""), request.POST.get("effect")
        if request.method == "POST" and rule:
            if rule not in RULE_LABELS or rule in SCAM_RULES or effect not in ("tell", "hold"):
                raise BadRequest("unknown rule or effect")
            by: Any = request.user
            if rule_policies.change_policy(rule=rule, tells_only=effect == "tell", by=by, now=timezone.now()):
                apply_rule_policies.delay()
                messages.success(request, self._done(rule, effect))
            else:
                messages.info(request, gettext("Nothing changed. Someone else already did this."))
        return redirect("admin:jobs_rulepolicy_changelist")

    def _done(self, rule: str, effect: str) -> str:
        if effect == "tell":
            done = gettext("“%s” no longer holds jobs. Jobs held only by it will be published in a few minutes.")
        else:
            done = gettext("“%s” holds jobs again. Jobs published because it didn't will be held in a few minutes.")
        return done % rule


@admin.register(FindingFeedback)
class FindingFeedbackAdmin(ReadOnlyAdmin):
    list_display = ("rule", "said", "posting", "comment_start", "at")
    list_filter = (RuleFilter,)
    list_select_related = ("job",)
    list_per_page = 50
    search_fields = ("comment", "job__title")
    fields = ("rule", "said", "quote", "posting", "comment", "at")
    readonly_fields = fields

    @admin.display(description=_("we said"))
    def said(self, feedback: FindingFeedback) -> str:
        if feedback.verdict:
            return f"{feedback.country}: {feedback.verdict}"
        return str(LABELS.get(feedback.rule, feedback.rule))

    @admin.display(description=_("job"))
    def posting(self, feedback: FindingFeedback) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:jobs_job_change", args=[feedback.job_id]), feedback.job
        )

    @admin.display(description=_("comment"))
    def comment_start(self, feedback: FindingFeedback) -> str:
        return feedback.comment[:90] or gettext("No comment")
