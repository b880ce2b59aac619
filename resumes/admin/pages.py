"""Admin of résumé pages: find them, hide them with a reason, read the owner's answer, show them again."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts import audit
from accounts.models import User
from resumes.exports.content import Content, arrange
from resumes.models import Page
from resumes.publishing import moderation
from resumes.publishing.shown import shown_document
from toolkit.admin import FindsAddresses, ReadOnlyAdmin, Waiting
from toolkit.forms import Form


class HideForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("The owner reads it and can answer once."),
        error_messages={"required": gettext_lazy("Enter why you hide the page.")},
    )


class HiddenFilter(admin.SimpleListFilter):
    title = gettext_lazy("hidden")
    parameter_name = "hidden"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("no", _("Not hidden")), ("yes", _("Hidden")), ("answered", _("Answer to read"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Page]") -> "QuerySet[Page]":
        match self.value():
            case "answered":
                pages: QuerySet[Page] = Page.objects.appealed()
                return queryset.filter(pk__in=pages.values("pk"))
            case "yes" | "no" as value:
                return queryset.filter(hidden_at__isnull=value == "no")
        return queryset


@admin.register(Page)
class PageAdmin(FindsAddresses, ReadOnlyAdmin):
    change_form_template = "admin/resumes/page/change.html"
    list_display = ("owner", "address", "visibility", "in_directory", "hidden_at", "appealed_at", "updated_at")
    list_filter = (HiddenFilter, "visibility", "in_directory")
    list_select_related = ("user",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-updated_at",)
    search_fields = ("user__email", "user__handles__name")
    fields = readonly_fields = (
        "owner", "address", "visibility", "in_directory", "is_indexed", "accepts_messages", "created_at", "updated_at",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Page]":
        return Page.objects.prefetch_related("user__handles")

    def get_urls(self) -> list[URLPattern]:
        hide, decide = map(self.admin_site.admin_view, (self.hide, require_POST(self.decide)))
        return [
            path("<int:pk>/hide/", hide, name="resumes_page_hide"),
            path("<int:pk>/decide/", decide, name="resumes_page_decide"),
            *super().get_urls(),
        ]

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        count = Page.objects.appealed().count() if self.has_view_permission(request) else 0
        label = ngettext("%d answer about a hidden résumé", "%d answers about hidden résumés", count) % count
        return [Waiting(label, reverse("admin:resumes_page_changelist") + "?hidden=answered")] if count else []

    @admin.display(description=gettext_lazy("member"), ordering="user__email")
    def owner(self, page: Page) -> str:
        return page.user.email

    @admin.display(description=gettext_lazy("address"))
    def address(self, page: Page) -> str:
        """Returns all addresses, the newest first."""
        return ", ".join(f"/r/{handle.name}/" for handle in page.user.handles.all()) or "–"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Shows a page's settings and records in the audit log that they were viewed."""
        page = self.get_object(request, object_id)
        if page and self.has_view_permission(request, page):
            audit.record(
                "staff.read", actor=_staff(request), member=page.user, request=request, now=timezone.now(), what="resume"
            )  # fmt: skip
        context = {
            **(extra_context or {}),
            "title": _("Résumé page of %s") % page.user.email if page else "",
            "subtitle": "",
            "may_moderate": _may_moderate(request),
            "paper": _paper(page),
        }
        return super().change_view(request, object_id, form_url, context)

    # --- Moderation

    def hide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for a reason, then hides the page and emails its owner."""
        page = self._page(request, pk)
        form = HideForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            done = moderation.hide_page(
                page=page, reason=form.cleaned_data["reason"], by=_staff(request), now=timezone.now()
            )
            self._say(request, done, _("The page is hidden. We emailed its owner."))
            return redirect("admin:resumes_page_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Hide the page of %s") % page.user.email,
            "page": page,
            "form": form,
        }
        return TemplateResponse(request, "admin/resumes/page/hide.html", context, status=422 if form.errors else 200)

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows a hidden page again, or keeps it hidden after its owner answered."""
        page = self._page(request, pk)
        match request.POST.get("decision", ""):
            case "":
                messages.warning(request, _("Nothing changed. Use one of the buttons."))
            case "show":
                done = moderation.show_page(page=page, by=_staff(request), now=timezone.now())
                self._say(request, done, _("The page is shown again. We emailed its owner."))
            case "keep":
                done = moderation.keep_page_hidden(page=page, by=_staff(request), now=timezone.now())
                self._say(request, done, _("The page stays hidden. We emailed its owner."))
            case _unknown:
                raise BadRequest("unknown decision")
        return redirect("admin:resumes_page_change", pk)

    @staticmethod
    def _page(request: HttpRequest, pk: int) -> Page:
        if not _may_moderate(request):
            raise PermissionDenied
        return get_object_or_404(Page.objects.select_related("user"), pk=pk)

    @staticmethod
    def _say(request: HttpRequest, done: bool, message: str) -> None:
        if done:
            messages.success(request, message)
        else:
            messages.warning(request, _("Someone else decided on this page in the meantime."))


def _paper(page: Page | None) -> Content | None:
    """Returns what others see or saw on the page; nothing of a private one."""
    if page is None or page.resume is None or page.visibility == Page.Visibility.PRIVATE:
        return None
    return arrange(shown_document(page.resume.document, page, today=timezone.localdate()), page.resume.language)


def _may_moderate(request: HttpRequest) -> bool:
    return request.user.has_perm("resumes.change_page")


def _staff(request: HttpRequest) -> User:
    return cast("User", request.user)
