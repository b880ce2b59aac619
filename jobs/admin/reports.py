"""Admin of readers' reports on jobs."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jobs.models import JobReport
from toolkit.admin import Waiting
from toolkit.forms import CleanModelForm

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[JobReport]
else:
    ModelAdmin = admin.ModelAdmin


class OpenFilter(admin.SimpleListFilter):
    title = _("handled")
    parameter_name = "handled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("no", _("Not handled")), ("yes", _("Handled"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[JobReport]") -> "QuerySet[JobReport]":
        if self.value() in ("yes", "no"):
            return queryset.filter(handled_at__isnull=self.value() == "no")
        return queryset


@admin.register(JobReport)
class JobReportAdmin(ModelAdmin):
    form = CleanModelForm
    list_display = ("reason", "posting", "note_start", "at", "handled_at", "handled_by")
    list_display_links = ("note_start",)
    list_filter = (OpenFilter, "reason")
    list_select_related = ("job", "handled_by")
    search_fields = ("note", "job__title")
    fields = ("posting", "reason", "note", "at", "handled_at", "handled_by")
    readonly_fields = fields
    actions = ("mark_handled",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: JobReport | None = None) -> bool:
        return False

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        if not self.has_view_permission(request):
            return []
        count = JobReport.objects.filter(handled_at=None).count()
        label = ngettext("%d report about a job", "%d reports about jobs", count) % count
        return [Waiting(label, reverse("admin:jobs_jobreport_changelist") + "?handled=no")] if count else []

    @admin.display(description=_("job"))
    def posting(self, report: JobReport) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:jobs_job_change", args=[report.job_id]), report.job)

    @admin.display(description=_("note"))
    def note_start(self, report: JobReport) -> str:
        return report.note[:90] or gettext("No note")

    @admin.action(description=_("Mark as handled"), permissions=["change"])
    def mark_handled(self, request: HttpRequest, queryset: "QuerySet[JobReport]") -> None:
        count = queryset.filter(handled_at__isnull=True).update(handled_at=timezone.now(), handled_by=request.user)
        messages.success(
            request, ngettext("%d report marked as handled.", "%d reports marked as handled.", count) % count
        )
