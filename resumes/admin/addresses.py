"""Admin of the addresses of résumé pages, and of words that can't be one."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from resumes.models import Handle, ReservedWord
from resumes.publishing import moderation
from toolkit.admin import FindsAddresses, ReadOnlyAdmin
from toolkit.forms import CleanModelForm

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[ReservedWord]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(Handle)
class HandleAdmin(FindsAddresses, ReadOnlyAdmin):
    list_display = ("name", "owner", "is_chosen", "since", "lapsed_at", "released_at", "way_out")
    list_filter = ("is_chosen",)
    list_select_related = ("user",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("name", "user__email")
    fields = readonly_fields = ("name", "owner", "is_chosen", "since", "lapsed_at", "released_at")

    def get_urls(self) -> list[URLPattern]:
        release = self.admin_site.admin_view(self.release)
        return [path("<int:pk>/release/", release, name="resumes_handle_release"), *super().get_urls()]

    @admin.display(description=gettext_lazy("member"), ordering="user__email")
    def owner(self, handle: Handle) -> str:
        return handle.user.email if handle.user else "–"

    @admin.display(description=gettext_lazy("action"))
    def way_out(self, handle: Handle) -> str:
        if handle.user is None:
            return "–"
        url = reverse("admin:resumes_handle_release", args=[handle.pk])
        return format_html('<a href="{}">{}</a>', url, _("Release"))

    def release(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for confirmation, then takes the address from its owner."""
        if not request.user.has_perm("resumes.change_handle"):
            raise PermissionDenied
        handle = get_object_or_404(Handle.objects.select_related("user"), pk=pk)
        if request.method == "POST":
            if moderation.release_handle(handle=handle, by=cast("User", request.user), now=timezone.now()):
                messages.success(request, _("Released /r/%s/.") % handle.name)
            else:
                messages.warning(request, _("Nobody had this address anymore."))
            return redirect("admin:resumes_handle_changelist")
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Release /r/%s/") % handle.name,
            "handle": handle,
        }
        return TemplateResponse(request, "admin/resumes/handle/release.html", context)


@admin.register(ReservedWord)
class ReservedWordAdmin(ModelAdmin):
    form = CleanModelForm
    list_display = ("word", "is_part", "note")
    list_filter = ("is_part",)
    search_fields = ("word", "note")
    fields = ("word", "is_part", "note")
