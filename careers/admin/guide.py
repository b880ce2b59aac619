"""Admin of guides: list, editing, checks, publishing."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from careers import services
from careers.admin import history, import_export
from careers.admin.editor import GuideEditor, Problem, PublishForm, check_counts, points
from careers.admin.states import FILTERS, KINDS, state_of, with_state
from careers.document import GuideDocument
from careers.editing import differences, revisions, working_copy
from careers.editing.working_copy import document_of
from careers.models import Edition, Guide

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Guide]
else:
    ModelAdmin = admin.ModelAdmin


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return KINDS

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Guide]") -> "QuerySet[Guide]":
        return queryset.filter(FILTERS[self.value() or ""]) if self.value() in FILTERS else queryset


@admin.register(Guide)
class GuideAdmin(ModelAdmin):
    list_display = ("title", "field", "state", "edited", "open_corrections")
    list_filter = (StateFilter, "field")
    list_select_related = ("field", "updated_by")
    search_fields = ("title", "slug", "also_called")
    list_per_page = 50
    change_list_template = "admin/careers/guide/list.html"

    # --- The list -----------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Guide]":
        return with_state(super().get_queryset(request), timezone.now())

    @admin.display(description=gettext_lazy("state"), ordering="live_at")
    def state(self, guide: Guide) -> str:
        state = state_of(guide)
        live_at = vars(guide)["live_at"]
        since = _("edited since") if state.live and guide.updated_at > live_at else ""
        return format_html('<span class="badge {}">{}</span> {}', state.kind, state.label, since)

    @admin.display(description=gettext_lazy("last edited"), ordering="updated_at")
    def edited(self, guide: Guide) -> str:
        when = localize(guide.updated_at)
        return f"{when} · {guide.updated_by}" if guide.updated_by else when

    @admin.display(description=gettext_lazy("open corrections"), ordering="open_corrections")
    def open_corrections(self, guide: Guide) -> str:
        count = vars(guide)["open_corrections"]
        if not count:
            return "–"
        address = reverse("admin:careers_correction_changelist")
        return format_html('<a href="{}?guide__id__exact={}&amp;state__exact=open">{}</a>', address, guide.pk, count)

    # --- Addresses ----------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def at(route: str, view: Any, name: str) -> URLPattern:
            def bound(request: HttpRequest, **kept: Any) -> HttpResponse:
                answer: HttpResponse = view(self, request, **kept)
                return answer

            return path(route, self.admin_site.admin_view(bound), name=f"careers_guide_{name}")

        return [
            at("import/", import_export.import_guides, "import"),
            at("<int:pk>/export/", import_export.export, "export"),
            at("<int:pk>/duplicate/", import_export.duplicate, "duplicate"),
            at("<int:pk>/withdraw/", history.withdraw, "withdraw"),
            at("<int:pk>/cancel-schedule/", history.cancel_schedule, "cancel_schedule"),
            at("<int:pk>/history/", history.timeline, "history"),
            at("<int:pk>/history/<int:version>/", history.revision, "revision"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Guide | None = None) -> bool:
        """A guide that readers have seen is withdrawn, not deleted: its history and old addresses stay."""
        never_published = obj is None or not obj.editions.exists()
        return never_published and super().has_delete_permission(request, obj)

    # --- The page -----------------------------------------------------------------------------------------------------

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        guide = self.get_object(request, object_id) if object_id else None
        if object_id and guide is None:
            answer: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
            return answer
        if request.method != "POST":
            if not (self.has_view_or_change_permission(request, guide) if guide else self.has_add_permission(request)):
                raise PermissionDenied
            return self._page(request, guide, GuideEditor(guide), PublishForm())
        if not (self.has_change_permission(request, guide) if guide else self.has_add_permission(request)):
            raise PermissionDenied
        check_counts(request.POST)
        with transaction.atomic():
            if guide:
                guide = self.get_queryset(request).select_for_update(of=("self",)).get(pk=guide.pk)
            return self._save(request, guide)

    def _save(self, request: HttpRequest, guide: Guide | None) -> HttpResponse:
        """Saves the input and does what the pressed button says, or shows the page again with the errors."""
        now = timezone.now()
        action = request.POST.get("action", "save")
        if action not in ("save", "preview", "publish", "schedule"):
            raise BadRequest("unknown action")
        editor, publishing = GuideEditor(guide, request.POST), PublishForm(request.POST)
        moved_on = guide is not None and str(guide.version) not in (
            request.POST.get("version"),
            request.POST.get("overwrite"),
        )
        problems: list[Problem] = []
        if editor.is_valid() and action in ("publish", "schedule"):
            problems = publishing.refuse(editor, later=action == "schedule", now=now)
        if moved_on or problems or editor.document is None:
            return self._page(request, guide, editor, publishing, problems=problems, moved_on=moved_on)

        saved = self._write(request, guide, editor, editor.document, now)
        if action == "preview":
            return redirect(preview_address(saved))
        if action not in ("publish", "schedule"):
            messages.success(request, _("Draft of “%s” saved.") % saved)
            return redirect("admin:careers_guide_change", saved.pk)
        edition = services.publish(
            guide=saved,
            by=request.user,  # type: ignore[arg-type]
            note=publishing.cleaned_data["note"],
            at=publishing.cleaned_data["publish_at"] if action == "schedule" else None,
            now=now,
        )
        self._tell_published(request, edition, later=action == "schedule")
        return redirect("admin:careers_guide_change", saved.pk)

    def _write(
        self, request: HttpRequest, guide: Guide | None, editor: GuideEditor, document: GuideDocument, now: Any
    ) -> Guide:
        """Writes the working copy, unless nothing was changed."""
        if guide and not editor.changed:
            return guide
        saved = services.edit(guide=guide, document=document, by=request.user, now=now)  # type: ignore[arg-type]
        if guide:
            self.log_change(request, saved, _("Edited"))
        else:
            self.log_addition(request, saved, _("Created"))
        return saved

    def _tell_published(self, request: HttpRequest, edition: Edition, *, later: bool) -> None:
        names = {"title": edition.title, "number": edition.number}
        self.log_change(request, edition.guide, _("Published edition %(number)d") % names)
        if later:
            names["time"] = localize(edition.published_at)
            messages.success(request, _("Edition %(number)d of “%(title)s” will be published on %(time)s.") % names)
            return
        said = _("Edition %(number)d of “%(title)s” is live.") % names
        address = edition.get_absolute_url()
        messages.success(request, format_html('{} <a href="{}">{}</a>', said, address, _("View guide")))

    def _page(
        self,
        request: HttpRequest,
        guide: Guide | None,
        editor: GuideEditor,
        publishing: PublishForm,
        *,
        problems: list[Problem] | None = None,
        moved_on: bool = False,
    ) -> HttpResponse:
        may_edit = self.has_change_permission(request, guide) if guide else self.has_add_permission(request)
        if not may_edit:
            disable(editor)
        checks = editor.checks(timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Edit guide") if guide else _("New guide"),
            "opts": self.opts,
            "original": guide,
            "editor": editor,
            "publishing": publishing,
            "problems": editor.problems + (problems or []),
            "publish_open": bool(publishing.errors),
            "to_fix": points(check for check in checks if check.blocking),
            "gaps": points(check for check in checks if not check.blocking),
            "may_edit": may_edit,
            "may_delete": guide is not None and self.has_delete_permission(request, guide),
            "version": request.POST.get("version", guide.version if guide else ""),
            **(publication_status(guide, editor) if guide else {}),
            **(self._conflict(request, guide, editor) if moved_on and guide else {}),
        }
        return TemplateResponse(request, "admin/careers/guide/edit.html", context)

    def _conflict(self, request: HttpRequest, guide: Guide, editor: GuideEditor) -> dict[str, Any]:
        """Who has saved since this editor opened the page, and what that changed."""
        theirs: list[differences.Difference] = []
        for kept in revisions.revisions_of(guide)[:50]:
            try:
                if str(revisions.version_number(kept)) != request.POST.get("version"):
                    continue
                theirs = differences.differences_between(revisions.document_at(kept), document_of(guide))
            except (revisions.Unreadable, ValidationError):
                theirs = []
            break
        own = guide.updated_by_id == request.user.pk
        return {"conflict": {"own": own, "theirs": theirs, "version": guide.version}}


def publication_status(guide: Guide, editor: GuideEditor) -> dict[str, Any]:
    """What the head of the page says about a guide: its state, whether readers see all of it, and its links."""
    now = timezone.now()
    live = Edition.objects.live(now).filter(guide=guide).first()
    return {
        "state": state_of(guide),
        "unpublished": bool(live and live.document != editor.before),
        "live_address": live.get_absolute_url() if live else "",
        "preview_address": preview_address(guide),
        "preview_link": settings.SITE_URL + preview_address(guide),
    }


def preview_address(guide: Guide) -> str:
    return f"{guide.get_absolute_url()}?preview={working_copy.preview_token(guide)}"


def disable(editor: GuideEditor) -> None:
    for form in (editor.form, *(form for formset in editor.formsets.values() for form in formset)):
        for field in form.fields.values():
            field.disabled = True
