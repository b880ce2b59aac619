"""Admin of visitors' reports about résumé pages."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from resumes.models import PageReport
from resumes.publishing import moderation
from toolkit.admin import Waiting
from toolkit.forms import CleanModelForm

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[PageReport]
else:
    ModelAdmin = admin.ModelAdmin


class SettledFilter(admin.SimpleListFilter):
    title = _("settled")
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("no", _("Not settled")), ("yes", _("Settled"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[PageReport]") -> "QuerySet[PageReport]":
        if self.value() in ("yes", "no"):
            return queryset.filter(settled_at__isnull=self.value() == "no")
        return queryset


@admin.register(PageReport)
class PageReportAdmin(ModelAdmin):
    form = CleanModelForm
    list_display = ("reason", "reported", "details_start", "at", "settled_at", "settled_by")
    list_display_links = ("details_start",)
    list_filter = (SettledFilter, "reason")
    list_select_related = ("page__user", "settled_by")
    search_fields = ("details", "page__user__email")
    fields = ("reported", "reason", "details", "at", "settled_at", "settled_by")
    readonly_fields = fields
    actions = ("settle",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PageReport | None = None) -> bool:
        return False

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        if not self.has_view_permission(request):
            return []
        count = PageReport.objects.filter(settled_at=None).count()
        label = ngettext("%d report about a résumé", "%d reports about résumés", count) % count
        return [Waiting(label, reverse("admin:resumes_pagereport_changelist") + "?settled=no")] if count else []

    @admin.display(description=_("page"))
    def reported(self, report: PageReport) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:resumes_page_change", args=[report.page_id]), report.page.user.email
        )

    @admin.display(description=_("details"))
    def details_start(self, report: PageReport) -> str:
        return report.details[:90] or gettext("No details")

    @admin.action(description=_("Mark as settled"), permissions=["change"])
    def settle(self, request: HttpRequest, queryset: "QuerySet[PageReport]") -> None:
        count = moderation.settle_reports(reports=queryset, by=cast("User", request.user), now=timezone.now())
        messages.success(
            request, ngettext("%d report marked as settled.", "%d reports marked as settled.", count) % count
        )
