"""Admin of corrections, votes and reads, and fields."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from careers.models import CareerField, Correction, GuideReads, UsefulVote
from toolkit.admin import ReadOnlyAdmin, Waiting
from toolkit.forms import CleanModelForm

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(CareerField)
class CareerFieldAdmin(ModelAdmin):
    form = CleanModelForm
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Correction)
class CorrectionAdmin(ModelAdmin):
    form = CleanModelForm
    list_display = ("excerpt", "guide", "state", "created_at")
    list_filter = ("state", "created_at", ("guide", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("guide",)
    search_fields = ("text", "guide__title", "staff_note")
    fields = ("guide_link", "text", "source", "email", "created_at", "state", "staff_note")
    readonly_fields = ("guide_link", "text", "source", "email", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        if not self.has_view_permission(request):
            return []
        count = Correction.objects.filter(state=Correction.State.OPEN).count()
        label = ngettext("%d correction to check", "%d corrections to check", count) % count
        address = reverse("admin:careers_correction_changelist") + f"?state__exact={Correction.State.OPEN}"
        return [Waiting(label, address)] if count else []

    @admin.display(description=_("correction"))
    def excerpt(self, correction: Correction) -> str:
        return Truncator(correction.text).chars(90)

    @admin.display(description=_("guide"))
    def guide_link(self, correction: Correction) -> str:
        address = reverse("admin:careers_guide_change", args=[correction.guide_id])
        return format_html('<a href="{}">{}</a>', address, correction.guide)


@admin.register(UsefulVote)
class UsefulVoteAdmin(ReadOnlyAdmin):
    list_display = ("guide", "day", "yes", "no")
    list_select_related = ("guide",)
    list_filter = ("day",)
    search_fields = ("guide__title",)


@admin.register(GuideReads)
class GuideReadsAdmin(ReadOnlyAdmin):
    list_display = ("guide", "day", "count")
    list_select_related = ("guide",)
    list_filter = ("day",)
    search_fields = ("guide__title",)
