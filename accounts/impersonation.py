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
    """Superusers and Support may act as members; nobody as staff. (The names are django-hijack's.)"""
    is_member = hijacked.is_active and not (hijacked.is_staff or hijacked.is_superuser)
    return is_member and hijacker.is_staff and hijacker.has_perm("accounts.act_as_member")


def acting_staff(request: HttpRequest) -> int | None:
    """The number of whoever of the staff acts as the member of this request."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:  # leaves the session of visitors alone
        return None
    history = request.session.get("hijack_history")
    return int(history[-1]) if history else None


def is_beginning(request: HttpRequest) -> bool:
    """Whether a sign-in is staff beginning or ceasing to act as a member, and nobody coming or going."""
    return getattr(request, "acting_changes", False)


def is_over(request: HttpRequest) -> bool:
    """Whether staff act as a member in this session who may not any more: they lost a role, the account, the second factor or
    the password they had signed in with."""
    number = acting_staff(request)
    if number is None or not isinstance(request.user, User):
        return False
    staff = User.objects.filter(pk=number, is_active=True).first()
    return (
        staff is None
        or not may_act_as(hijacker=staff, hijacked=request.user)
        or (settings.ADMIN_NEEDS_SECOND_FACTOR and not second_factor.has_one(staff))
        or not staff_hash_holds(request, staff)
    )


def staff_hash_holds(request: HttpRequest, staff: User) -> bool:
    """Whether the staff member still has the password of when they began."""
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
    """Makes whoever acts themselves again, as signed in as before; the member they acted as. Raises ``PermissionDenied`` when
    nobody acts."""
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
    """What django-hijack reads is from us, whatever the form says; where to go next is no matter of it."""
    form = request.POST.copy()
    for name, value in {"next": "", **fields}.items():
        form[name] = value
    request.POST = form  # type: ignore[assignment]


def _says_how(name: str) -> bool:
    """Whether allauth keeps in it how somebody signed in."""
    return name.startswith(AUTHENTICATION_METHODS_SESSION_KEY)
