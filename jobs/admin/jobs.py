"""Admin of jobs: list, findings, moves, history."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobs import services
from jobs.admin import moderation
from jobs.admin.forms import JobForm
from jobs.admin.screening import RuleFilter
from jobs.lifecycle import EXPIRED, Status
from jobs.models import Job
from jobs.occupation_matching import set_occupation
from toolkit.admin import Waiting

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Job]
else:
    ModelAdmin = admin.ModelAdmin

STATES = [*Status.choices, (EXPIRED, _("Expired"))]


class StateFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return STATES

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Job]") -> "QuerySet[Job]":
        now = timezone.now()
        if self.value() == EXPIRED:
            return queryset.filter(status=Status.PUBLISHED, expires_at__lte=now)
        if self.value() == Status.PUBLISHED:
            return queryset.filter(status=Status.PUBLISHED, expires_at__gt=now)
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(Job)
class JobAdmin(ModelAdmin):
    form = JobForm
    change_list_template = "admin/jobs/job/list.html"
    change_form_template = "admin/jobs/job/change.html"
    list_display = ("title", "company", "state", "evidence", "source", "first_seen_at", "expires_at")
    list_filter = (StateFilter, "source", RuleFilter)
    list_select_related = ("company", "source")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("title", "company__name")
    raw_id_fields = ("company",)
    fieldsets = (
        (None, {"fields": ("title", "company", "industries", "types", "level", "skills", "occupation")}),
        (_("Location"), {"fields": ("place", "workplace", "tags", "regions", "timezone_from", "timezone_to")}),
        (_("Pay"), {"fields": ("pay_low", "pay_high", "pay_currency", "pay_period", "pay_text")}),
        (_("Description"), {"fields": ("description",)}),
        (_("How to apply"), {"fields": ("apply_url", "apply_email")}),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Job]":
        return super().get_queryset(request).defer("company__logo", "company__about")

    def get_urls(self) -> list[URLPattern]:
        def at(route: str, view: Any, name: str) -> URLPattern:
            def bound(request: HttpRequest, **kept: Any) -> HttpResponse:
                answer: HttpResponse = view(self, request, **kept)
                return answer

            return path(route, self.admin_site.admin_view(bound), name=f"jobs_job_{name}")

        return [
            at("queue/", moderation.queue, "queue"),
            at("<int:pk>/move/", moderation.move, "move"),
            *super().get_urls(),
        ]

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        count = Job.objects.waiting().count() if self.has_change_permission(request) else 0
        label = ngettext("%d job to moderate", "%d jobs to moderate", count) % count
        return [Waiting(label, reverse("admin:jobs_job_queue"))] if count else []

    @admin.display(description=_("status"))
    def state(self, job: Job) -> Any:
        return dict(STATES)[job.state(timezone.now())]

    @admin.display(description=_("findings"))
    def evidence(self, job: Job) -> str:
        return ", ".join(dict.fromkeys(finding.rule for finding in job.findings)) or "–"

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        """A job that has been public is withdrawn, not deleted: its page says why it closed."""
        return (obj is None or obj.published_at is None) and super().has_delete_permission(request, obj)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        job: Job | None = kwargs.get("obj")
        if job is not None:
            now = timezone.now()
            state = job.state(now)
            context |= {
                "state": state,
                "state_label": dict(STATES)[state],
                "moves": moderation.moves_of(job, state) if self.has_change_permission(request, job) else [],
                "ledger": job.events.select_related("by"),
                "is_visible": job.is_visible(now),
            }
        answer: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return answer

    def save_model(self, request: HttpRequest, obj: Job, form: Any, change: bool) -> None:
        """Saves through the services, which clean the input, screen the job and write its history."""
        now = timezone.now()
        by: Any = request.user
        if change:
            services.revise(job=obj, posting=form.posting, by=by, now=now)
        else:
            obj.pk = services.draft(posting=form.posting, by=by, now=now).pk
        if "occupation" in form.changed_data:
            set_occupation(job=obj, occupation=form.cleaned_data["occupation"], by=by, now=now)
