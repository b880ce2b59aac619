"""Admin of occupations: their figures, each with a link to set it right."""

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from occupations import overrides
from occupations.models import Occupation, Override
from toolkit.admin import ReadOnlyAdmin


@admin.register(Occupation)
class OccupationAdmin(ReadOnlyAdmin):
    list_display = ("code", "title", "is_listed", "growth", "updated_at")
    list_filter = ("is_listed", "job_zone")
    search_fields = ("code", "title")
    fields = ("code", "title", "page", "updated_at", "figures")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest):  # type: ignore[no-untyped-def]  # as of the base class
        return super().get_queryset(request).defer("facts")

    @admin.display(description=_("page"))
    def page(self, occupation: Occupation) -> str:
        if not occupation.is_listed:
            return "–"
        return format_html('<a href="{0}">{0}</a>', f"/careers/occupations/{occupation.slug}/")

    @admin.display(description=_("figures"))
    def figures(self, occupation: Occupation) -> SafeString:
        """Every figure that can be corrected, with its present value."""
        known = {override.path: override for override in Override.objects.filter(code=occupation.code)}
        present = overrides.figures_of(occupation.document)
        rows = [
            {
                "path": path,
                "label": overrides.figure_label(path),
                "value": present.get(path, ""),
                "override": known.get(path),
            }
            for path in overrides.FIGURES
            if path in present or path in known
        ]
        return render_to_string("admin/occupations/_figures.html", {"occupation": occupation, "rows": rows})
