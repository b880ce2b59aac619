"""Admin of sources and imports."""

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from feeds import tasks
from feeds.admin import health
from feeds.importing import schedule
from feeds.sources.csv_table import FIELDS
from feeds.sources.formats import FORMATS, coverage_of
from jobs.models import ImportRun, Source
from toolkit.admin import ReadOnlyAdmin, Waiting
from toolkit.forms import CleanText

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Source]
    ModelForm = forms.ModelForm[Source]
else:
    ModelAdmin = admin.ModelAdmin
    ModelForm = forms.ModelForm


class SourceForm(CleanText, ModelForm):
    """Empty hosts default to those of the format, or else to the host of the address."""

    url = forms.URLField(
        label=gettext_lazy("Feed URL"), max_length=500, required=False, assume_scheme="https",
        help_text=gettext_lazy("Leave empty if you import its files by hand."),
    )  # fmt: skip

    class Meta:
        model = Source
        fields = ("name", "format", "coverage", "url", "hosts", "columns", "company", "is_active", "every_minutes")

    def clean_columns(self) -> dict[str, str]:
        columns = self.cleaned_data["columns"] or {}
        if not isinstance(columns, dict) or not all(isinstance(name, str) for name in columns.values()):
            raise forms.ValidationError(_("Enter an object of field and column names."))
        if unknown := [field for field in columns if field not in FIELDS]:
            fields = ", ".join(FIELDS)
            raise forms.ValidationError(
                _("“%(unknown)s” isn't a field. The fields are: %(fields)s."),
                params={"unknown": unknown[0], "fields": fields},
            )
        return columns

    def clean_hosts(self) -> list[str]:
        hosts = [host.strip().lower() for host in self.cleaned_data["hosts"]]
        for host in hosts:
            if not host.strip("*.-") or set(host) & set("/:@ "):
                raise forms.ValidationError(_("“%s” isn't a host name. Enter one such as api.example.com.") % host)
        return hosts

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        url, format = cleaned.get("url", ""), cleaned.get("format", "")
        if not url or "hosts" not in cleaned:
            return cleaned
        parts = urlsplit(url)
        if parts.scheme != "https" and not settings.FETCH_LOOPBACK:
            self.add_error("url", _("Enter a URL that starts with https://."))
        host = (parts.hostname or "").lower()
        usual = FORMATS[format].hosts if format in FORMATS else ()
        if not cleaned["hosts"]:
            cleaned["hosts"] = list(usual) if _is_among(host, usual) else [host]
        if not _is_among(host, cleaned["hosts"]):
            self.add_error("hosts", _("Add %s, the host of the feed URL.") % host)
        return cleaned


def _is_among(host: str, hosts: Any) -> bool:
    return any(fnmatchcase(host, pattern) for pattern in hosts)


@admin.register(Source)
class SourceAdmin(ModelAdmin):
    form = SourceForm
    change_list_template = "admin/jobs/source/list.html"
    list_display = ("name", "format", "holds", "standing", "is_active", "every_minutes", "next_due_at")
    list_filter = ("health", "format", "is_active")
    list_select_related = ()
    search_fields = ("name", "url")
    raw_id_fields = ("company",)
    readonly_fields = ("next_due_at",)
    actions = ("import_now",)

    class Media:
        css = {"all": ["css/admin-jobs.css"]}

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("health/", wrap(self.health_board), name="jobs_source_health"),
            path("<int:pk>/import/", wrap(require_POST(self.import_one)), name="jobs_source_import"),
            *super().get_urls(),
        ]

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        if not self.has_view_permission(request):
            return []
        count = Source.objects.filter(is_active=True, health=Source.Health.DEAD).count()
        label = ngettext("%d failing source", "%d failing sources", count) % count
        return [Waiting(label, reverse("admin:jobs_source_health"))] if count else []

    @admin.display(description=gettext_lazy("health"), ordering="health")
    def standing(self, source: Source) -> SafeString:
        return format_html('<span class="badge {}">{}</span>', health.KINDS[source.health], source.get_health_display())

    @admin.display(description=gettext_lazy("feed contents"))
    def holds(self, source: Source) -> str:
        return str(coverage_of(source).label)

    def health_board(self, request: HttpRequest) -> HttpResponse:
        """Every source on one page: its health, its last imports, and what is wrong with it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import health"),
            "rows": health.board(now=timezone.now()),
            "may_import": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/jobs/source/health.html", context)

    @admin.action(description=gettext_lazy("Import now"), permissions=["change"])
    def import_now(self, request: HttpRequest, queryset: "QuerySet[Source]") -> None:
        self._ask_now(request, list(queryset.values_list("pk", flat=True)))

    def import_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        self._ask_now(request, [pk])
        return redirect("admin:jobs_source_health")

    def _ask_now(self, request: HttpRequest, pks: list[int]) -> None:
        asked = schedule.ask_now(pks, now=timezone.now())
        if asked:
            tasks.import_due_sources.delay()
            said = ngettext("Importing %d source.", "Importing %d sources.", asked)
            messages.success(request, said % asked)
        if asked < len(pks):
            left = len(pks) - asked
            said = ngettext(
                "%d source is inactive or has no feed URL, so it wasn't imported.",
                "%d sources are inactive or have no feed URL, so they weren't imported.",
                left,
            )
            messages.warning(request, said % left)


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    change_form_template = "admin/jobs/importrun/change.html"
    list_display = ("started_at", "source", "outcome", "seen", "added", "changed", "held", "closed", "broken", "error")
    list_filter = ("outcome", ("source", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("source",)
    date_hierarchy = "started_at"
    show_full_result_count = False
    fields = (
        "source_link", "started_at", "finished_at", "outcome", "error",
        ("seen", "added", "changed", "same", "held", "closed", "broken"),
    )  # fmt: skip
    readonly_fields = fields[:5] + fields[5]
    sortable_by = ()  # the newest first

    class Media:
        css = {"all": ["css/admin-jobs.css"]}

    @admin.display(description=gettext_lazy("source"))
    def source_link(self, run: ImportRun) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:jobs_source_change", args=[run.source_id]), run.source)
