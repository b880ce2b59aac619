"""Admin of suppressed addresses: search, and lift a suppression."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from accounts.models import User
from mail import suppression
from mail.models import Suppression
from toolkit.admin import FindsAddresses, ReadOnlyAdmin


@admin.register(Suppression)
class SuppressionAdmin(FindsAddresses, ReadOnlyAdmin):
    """Lifts a suppression through Django's delete confirmation page."""

    list_display = ("address", "reason", "detail", "created_at", "way_out")
    list_filter = ("reason",)
    search_fields = ("address",)
    list_per_page = 50
    show_full_result_count = False
    fields = readonly_fields = ("address", "reason", "detail", "created_at")
    delete_confirmation_template = "admin/mail/suppression/lift.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("mail.delete_suppression")

    @admin.display(description=gettext_lazy("action"))
    def way_out(self, row: Suppression) -> SafeString:
        url = reverse("admin:mail_suppression_delete", args=[row.pk])
        return format_html('<a href="{}">{}</a>', url, _("Resume email"))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        member = User.objects.filter(email__iexact=obj.address).first()
        suppression.lift(obj.address, obj.reason)
        actor: Any = request.user
        audit.record(
            "staff.suppression_lifted", actor=actor, member=member, request=request, now=timezone.now(), reason=obj.reason
        )  # fmt: skip

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        messages.success(request, _("We can email this address again."))
        return redirect("admin:mail_suppression_changelist")
