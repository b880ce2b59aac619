"""View decorator of the inbox: consultants who have used their second factor, as on the staff site."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.localization import zone_of
from accounts.models import User
from consulting.models import ConsultantProfile

LEADS = "consulting.lead_consultants"


@dataclass(frozen=True)
class Desk:
    """Who uses the inbox. ``consultant``: their profile, if they answer members; ``leads``: whether they see everybody's load
    and hand over every thread."""

    user: User
    consultant: ConsultantProfile | None
    leads: bool


def consultants_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Requires a consultant or a lead, signed in as the staff site demands; passes their `Desk`. Others get a 403. Nothing is
    kept by browsers."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not admin.site.has_permission(request):  # its sign-in leads to the missing step
            return cast("HttpResponse", redirect_to_login(request.get_full_path(), reverse("admin:login")))
        user = cast("User", request.user)
        consultant = ConsultantProfile.objects.serving().select_related("user").filter(user=user).first()
        desk = Desk(user, consultant, user.has_perm(LEADS))
        if not (desk.consultant or desk.leads):
            raise PermissionDenied
        with timezone.override(zone_of(user)):
            return view(request, desk, *args, **kwargs)

    return guarded
