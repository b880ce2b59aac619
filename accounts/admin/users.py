"""Admin of users. Support can view; superusers can edit.

Users can't be deleted here: `accounts.privacy` ends the subscription first and then deletes the account. Staff can
deactivate it.
"""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import audit, impersonation, second_factor
from accounts.models import User
from toolkit.admin import FindsAddresses
from toolkit.email_addresses import EmailField
from toolkit.forms import CleanText, Form

if TYPE_CHECKING:
    CreationForm = BaseUserCreationForm[User]
    ChangeForm = UserChangeForm[User]
    ModelAdmin = DjangoUserAdmin[User]
else:
    CreationForm, ChangeForm, ModelAdmin = BaseUserCreationForm, UserChangeForm, DjangoUserAdmin


class AddUserForm(CleanText, CreationForm):
    email = EmailField(label=gettext_lazy("Email address"), max_length=254)

    class Meta:
        model = User
        fields = ("email", "name")


class EditUserForm(CleanText, ChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes: ClassVar[dict[str, type]] = {}


class ReasonForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Shown in the audit log. Name the ticket or question."),
        error_messages={
            "required": gettext_lazy("Enter why you need to act as this member."),
            "max_length": gettext_lazy("Use at most 300 characters."),
        },
    )


@admin.register(User)
class UserAdmin(FindsAddresses, ModelAdmin):
    form = EditUserForm
    add_form = AddUserForm
    change_form_template = "admin/accounts/user/change.html"
    list_display = ("email", "name", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("addresses", "has_second_factor", "sessions", "date_joined", "last_login")
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)
    filter_horizontal = ()

    # --- Permissions

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only the owner changes an address, and has to confirm the new one."""
        return (*self.readonly_fields, "email") if obj else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        password = ["password"] if _is_superuser(request) else []
        return (
            (None, {"fields": ["email", "name", *password]}),
            (gettext_lazy("Sign-in"), {"fields": ["addresses", "has_second_factor", "sessions"]}),
            (gettext_lazy("Location and language"), {"fields": ["country", "part", "time_zone", "locale"]}),
            (
                gettext_lazy("Permissions"),
                {"fields": ["is_active", "is_staff", "is_superuser", "groups"]},
            ),
            (gettext_lazy("Dates"), {"fields": ["last_login", "date_joined"]}),
        )

    @admin.display(description=gettext_lazy("email addresses"))
    def addresses(self, user: User) -> str:
        kept = EmailAddress.objects.filter(user=user).order_by("-primary", "pk")
        words = {True: _("confirmed"), False: _("unconfirmed")}
        return ", ".join(f"{one.email} ({words[one.verified]})" for one in kept) or "–"

    @admin.display(description=gettext_lazy("two-step verification"), boolean=True)
    def has_second_factor(self, user: User) -> bool:
        return second_factor.has_second_factor(user)

    @admin.display(description=gettext_lazy("signed in on"))
    def sessions(self, user: User) -> str:
        count: int = UserSession.objects.filter(user=user).count()
        return str(ngettext("%d device", "%d devices", count) % count)

    # --- Audit log

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Shows a user's page and records in the audit log that it was viewed."""
        person = self.get_object(request, object_id)
        if person and person != request.user and self.has_view_or_change_permission(request, person):
            _record("staff.read", request, person, what="account")
        may = person is not None and impersonation.may_act_as(hijacker=_staff(request), hijacked=person)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_act_as": may})

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _record("staff.user_added", request, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Called by Django for each change of roles, state and passwords; writes an audit entry."""
        _record("staff.user_changed", request, obj, change=message)
        return super().log_change(request, obj, message)

    # --- Impersonation

    def get_urls(self) -> list[URLPattern]:
        act_as = self.admin_site.admin_view(self.act_as)
        return [path("<int:pk>/act-as/", act_as, name="accounts_user_act_as"), *super().get_urls()]

    def act_as(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for a reason, then shows the site as the member sees it."""
        person = get_object_or_404(User, pk=pk)
        if not impersonation.may_act_as(hijacker=_staff(request), hijacked=person):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            impersonation.begin(request, member=person, reason=form.cleaned_data["reason"], now=timezone.now())
            return redirect("account")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Act as %s") % person.email,
            "person": person,
            "form": form,
        }
        return TemplateResponse(request, "admin/accounts/user/act_as.html", context, status=422 if form.errors else 200)


def _staff(request: HttpRequest) -> User:
    return cast("User", request.user)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)


def _record(action: str, request: HttpRequest, person: User, **detail: Any) -> None:
    audit.record(action, actor=_staff(request), member=person, request=request, now=timezone.now(), **detail)
