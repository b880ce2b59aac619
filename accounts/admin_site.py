"""Staff site: Django's admin behind the site's sign-in and two-step verification."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import second_factor
from accounts.models import User
from toolkit.admin import HasWork
from toolkit.web_addresses import safe_return


class StaffSite(AdminSite):
    site_title = gettext_lazy("Staff site")
    site_header = settings.SITE_NAME
    index_title = gettext_lazy("Overview")
    site_url = "/"
    enable_nav_sidebar = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Rows are deleted one at a time, on a page that lists the related rows deleted too.
        self.disable_action("delete_selected")

    def has_permission(self, request: HttpRequest) -> bool:
        """Requires active staff who have used a second factor in this session."""
        return super().has_permission(request) and (
            not settings.ADMIN_NEEDS_SECOND_FACTOR or second_factor.has_used_second_factor(request)
        )

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Lists the pending work of this staff member first; each admin page reports its own."""
        pages = [page for page in self._registry.values() if hasattr(page, "waiting")]
        waiting = [work for page in cast("list[HasWork]", pages) for work in page.waiting(request)]
        return super().index(request, {"waiting": waiting, **(extra_context or {})})

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Redirects users without access to the missing step: signing in, setting up a second factor, or using it."""
        target = _target(request)
        user = request.user
        if self.has_permission(request):
            return redirect(target)
        if not isinstance(user, User):
            return redirect_to_login(target)
        if not user.is_staff:
            raise PermissionDenied
        if not second_factor.has_second_factor(user):
            messages.warning(
                request,
                _(
                    "The staff site requires two-step verification. Add a passkey or an authenticator app, then try again."
                ),
            )
            return redirect("accounts:security")
        return redirect_to_login(target, reverse("mfa_reauthenticate"))

    @method_decorator([never_cache, require_POST])
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Signs out of the whole site."""
        logout(request)
        return redirect(safe_return(request, fallback=reverse("home")))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Redirects to the site's only page for changing passwords, which reauthenticates the user and emails the
        owner."""
        return redirect("account_change_password")


def _target(request: HttpRequest) -> str:
    """Returns the requested page, never one of another site or this one."""
    index = reverse("admin:index")
    asked = safe_return(request, fallback=index)
    return asked if asked != request.path else index
