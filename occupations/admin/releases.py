"""Admin of data releases: when each was loaded, its gaps, what it changed; switches to another one."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from occupations import switching
from occupations.models import DataRelease
from toolkit.admin import ReadOnlyAdmin, Waiting

if TYPE_CHECKING:
    from accounts.models import User


@admin.register(DataRelease)
class DataReleaseAdmin(ReadOnlyAdmin):
    list_display = ("source", "name", "reference", "is_current", "loaded_at", "rows_count", "gap_count", "switch_link")
    list_filter = ("source", "is_current")
    fields = (
        "source", "name", "reference", "is_current", "loaded_at", "rows_count", "switch_link", "gaps_shown", "changes_shown",
    )  # fmt: skip
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.switch)
        return [path("<int:pk>/switch/", view, name="occupations_datarelease_switch"), *super().get_urls()]

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        """Reports releases that are newer than the current one of their source."""
        if not _may_switch(request):
            return []
        current = dict(DataRelease.objects.current().values_list("source", "reference"))
        others = DataRelease.objects.filter(is_current=False)
        count = sum(release.reference > current[release.source] for release in others if release.source in current)
        label = ngettext("%d newer data release to switch to", "%d newer data releases to switch to", count) % count
        return [Waiting(label, reverse("admin:occupations_datarelease_changelist"))] if count else []

    @admin.display(description=gettext_lazy("gaps"))
    def gap_count(self, release: DataRelease) -> str:
        return "; ".join(f"{gap['what']}: {len(gap['codes'])}" for gap in release.gaps) or "–"

    @admin.display(description=gettext_lazy("action"))
    def switch_link(self, release: DataRelease) -> str:
        if release.is_current:
            return "–"
        url = reverse("admin:occupations_datarelease_switch", args=[release.pk])
        return format_html('<a href="{}">{}</a>', url, _("See changes and switch"))

    @admin.display(description=gettext_lazy("gaps"))
    def gaps_shown(self, release: DataRelease) -> SafeString:
        return render_to_string("admin/occupations/_gaps.html", {"gaps": release.gaps})

    @admin.display(description=gettext_lazy("changes since the last release"))
    def changes_shown(self, release: DataRelease) -> SafeString:
        return render_to_string("admin/occupations/_changes.html", {"changes": release.changes})

    def switch(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows what would change, then makes the release the current one of its source."""
        if not _may_switch(request):
            raise PermissionDenied
        release = get_object_or_404(DataRelease, pk=pk)
        if request.method == "POST":
            if release.is_current:
                messages.info(request, _("Nothing changed. Someone else already did this."))
            else:
                by = cast("User", request.user)
                count = switching.switch(release=release, by=by, request=request, now=timezone.now())
                self.log_change(request, release, _("Made this the current release."))
                done = ngettext(
                    "Switched to %(release)s. %(count)d occupation changed.",
                    "Switched to %(release)s. %(count)d occupations changed.",
                    count,
                )
                messages.success(request, done % {"release": release, "count": count})
            return redirect("admin:occupations_datarelease_change", release.pk)
        current = DataRelease.objects.current().filter(source=release.source).first()
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Switch to %s") % release,
            "release": release,
            "current": current,
            "changes": switching.preview(release),
        }
        return TemplateResponse(request, "admin/occupations/switch.html", context)


def _may_switch(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("occupations.change_datarelease"))
