"""Admin of consulting: who answers members, and saved replies."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from consulting.models import GROUP, CannedReply, ConsultantProfile, Thread
from toolkit.admin import Waiting
from toolkit.forms import CleanModelForm

if TYPE_CHECKING:
    ProfileAdmin = admin.ModelAdmin[ConsultantProfile]
    ReplyAdmin = admin.ModelAdmin[CannedReply]
else:
    ProfileAdmin = ReplyAdmin = admin.ModelAdmin


@admin.register(ConsultantProfile)
class ConsultantProfileAdmin(ProfileAdmin):
    form = CleanModelForm
    list_display = ("user", "languages", "capacity", "is_active", "away_from", "away_until")
    list_filter = ("is_active",)
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email")
    fields = ("user", "is_active", "languages", "about", "capacity", "gets_emails")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offers staff of the group only: others don't serve."""
        if db_field.name == "user":
            options["queryset"] = db_field.related_model.objects.filter(
                is_staff=True, is_active=True, groups__name=GROUP
            ).order_by("email")
        return super().formfield_for_foreignkey(db_field, request, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: ConsultantProfile | None = None) -> tuple[str, ...]:
        return ("user",) if obj else ()

    def save_model(self, request: HttpRequest, obj: ConsultantProfile, form: Any, change: bool) -> None:
        if not change:
            obj.created_at = timezone.now()
        super().save_model(request, obj, form, change)

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        """Links consultants to their inbox."""
        threads = Thread.objects.active(timezone.now()).waiting()
        own = ConsultantProfile.objects.serving().filter(user=request.user.pk).first()
        if own is None:
            return []
        count = threads.assigned_to(own).count()
        words = ngettext("Inbox: %d member is waiting for you", "Inbox: %d members are waiting for you", count)
        return [Waiting(words % count, reverse("consulting:inbox"))]


@admin.register(CannedReply)
class CannedReplyAdmin(ReplyAdmin):
    """Consultants see replies of the team and their own, and can make a reply theirs."""

    form = CleanModelForm
    list_display = ("title", "owner")
    list_select_related = ("owner__user",)
    search_fields = ("title", "text")
    fields = ("title", "text", "owner")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CannedReply]:
        found = super().get_queryset(request)
        return found if request.user.is_superuser else found.filter(Q(owner=None) | Q(owner__user=request.user.pk))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "owner":
            people = ConsultantProfile.objects.select_related("user")
            options["queryset"] = people if request.user.is_superuser else people.filter(user=request.user.pk)
        return super().formfield_for_foreignkey(db_field, request, **options)
