"""Audit middleware: records changes made while impersonating, and refused requests."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import app_sessions, audit, impersonation
from accounts.decorators import refused
from accounts.first_confirmation import drop_outdated
from accounts.models import User

logger = logging.getLogger(__name__)
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# URL name prefixes of other packages' pages that only the member may use. Our own views use `in_person`.
MEMBERS_ALONE = ("account_", "mfa_", "socialaccount_", "usersessions_", "google_", "github_", "admin:")

WAYS_IN = ("account_", "mfa_", "socialaccount_")


class AuditMiddleware:
    """Must come after django-hijack's middleware. A visitor without a session costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff = impersonation.acting_staff(request)
        response = self.get_response(request)
        if staff and request.method not in SAFE and not impersonation.is_beginning(request):
            self._note("staff.acted", request, response, behind=staff)
        if response.status_code == 403 and isinstance(request.user, User):
            self._note("access.denied", request, response, behind=staff)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if app_sessions.is_in_browser(request):
            return refused(request)
        if impersonation.is_over(request):
            logout(request)
            return redirect("account_login")
        if name.startswith(MEMBERS_ALONE) and impersonation.acting_staff(request):
            return refused(request)
        if (
            name.startswith(WAYS_IN)
            and settings.SESSION_COOKIE_NAME in request.COOKIES
            and drop_outdated(request.session)
        ):
            return redirect("account_login")
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Handles two identical requests at the same moment on a sign-in page: the database let the first one
        through."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(error, IntegrityError) or not name.startswith(MEMBERS_ALONE) or name.startswith("admin:"):
            return None
        logger.warning("Two requests did the same at once at %s", name)
        messages.error(
            request, _("You sent this twice at the same time. Check the result, then try again if you need to.")
        )
        return redirect("account_email" if request.user.is_authenticated else "account_login")

    @staticmethod
    def _note(action: str, request: HttpRequest, response: HttpResponse, *, behind: int | None) -> None:
        user = request.user if isinstance(request.user, User) else None
        audit.record(
            action, actor=user, behind=behind, member=user if behind else None, request=request, now=timezone.now(),
            method=request.method, path=request.path[:300], status=response.status_code,
        )  # fmt: skip
