"""Impersonation: staff see the site as a member, for an hour at most and with a reason.

Every page shows a banner, every change is recorded in the audit log, and actions reserved for the member are refused
(`accounts.decorators.in_person`, `accounts.middleware`). django-hijack swaps the user and remembers the staff member in the
session; its banner and URLs are not used.
"""

import datetime as dt
from typing import cast

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from hijack.views import AcquireUserView, ReleaseUserView

from accounts import audit, second_factor
from accounts.models import User

AT_MOST = dt.timedelta(hours=1)
KEPT = "staff_authentication"
HASH = "staff_hash"


def may_act_as(*, hijacker: User, hijacked: User) -> bool:
    """Superusers and Support may act as members; nobody may act as staff. The parameter names are django-hijack's."""
    is_member = hijacked.is_active and not (hijacked.is_staff or hijacked.is_superuser)
    return is_member and hijacker.is_staff and hijacker.has_perm("accounts.act_as_member")


def acting_staff(request: HttpRequest) -> int | None:
    """Returns the id of the staff member who acts as the member of this request."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:  # doesn't touch the session of visitors
        return None
    history = request.session.get("hijack_history")
    return int(history[-1]) if history else None


def is_beginning(request: HttpRequest) -> bool:
    """Returns whether a sign-in signal comes from staff starting or stopping to act as a member, not from a real
    sign-in or sign-out."""
    return getattr(request, "acting_changes", False)


def is_over(request: HttpRequest) -> bool:
    """Returns whether staff act as a member in this session but no longer may: they lost a role, the account, the
    second factor or the password they had signed in with."""
    number = acting_staff(request)
    if number is None or not isinstance(request.user, User):
        return False
    staff = User.objects.filter(pk=number, is_active=True).first()
    return (
        staff is None
        or not may_act_as(hijacker=staff, hijacked=request.user)
        or (settings.ADMIN_NEEDS_SECOND_FACTOR and not second_factor.has_second_factor(staff))
        or not staff_hash_holds(request, staff)
    )


def staff_hash_holds(request: HttpRequest, staff: User) -> bool:
    """Returns whether the staff member's password is unchanged since they began."""
    return constant_time_compare(request.session.get(HASH, ""), staff.get_session_auth_hash())


def begin(request: HttpRequest, *, member: User, reason: str, now: dt.datetime) -> None:
    """Makes ``member`` the user of this session. Raises ``PermissionDenied``."""
    staff = cast("User", request.user)
    _tell_hijack(request, user_pk=str(member.pk))
    shown = {name: value for name, value in request.session.items() if _says_how(name)}
    staff_hash = staff.get_session_auth_hash()
    request.acting_changes = True  # type: ignore[attr-defined]
    AcquireUserView.as_view()(request)
    request.session[KEPT] = shown
    request.session[HASH] = staff_hash
    request.session.set_expiry(now + AT_MOST)
    audit.record("staff.act_as", actor=staff, member=member, request=request, now=now, reason=reason)


def end(request: HttpRequest, *, now: dt.datetime) -> User:
    """Restores the staff member as the user of this session, signed in as before. Returns the member they acted as.
    Raises ``PermissionDenied`` when nobody is being impersonated."""
    member = cast("User", request.user)
    shown = request.session.pop(KEPT, {})
    request.session.pop(HASH, None)
    _tell_hijack(request)
    request.acting_changes = True  # type: ignore[attr-defined]
    ReleaseUserView.as_view()(request)
    request.session.update(shown)
    request.session.set_expiry(None)
    audit.record("staff.act_as_end", actor=cast("User", request.user), member=member, request=request, now=now)
    return member


def _tell_hijack(request: HttpRequest, **fields: str) -> None:
    """Passes our values to django-hijack, whatever the form says; it doesn't decide where to redirect."""
    form = request.POST.copy()
    for name, value in {"next": "", **fields}.items():
        form[name] = value
    request.POST = form  # type: ignore[assignment]


def _says_how(name: str) -> bool:
    """Returns whether this session key of allauth's says how somebody signed in."""
    return name.startswith(AUTHENTICATION_METHODS_SESSION_KEY)
