"""Resets an account if someone other than its creator is the first to confirm its email address.

Anybody can sign up with another person's address, choose a password and wait. When the owner of the address then confirms it
(with a sign-up code, a sign-in code or a password reset), everything that was set up before is removed, and no sign-in that was
started before can be completed. The browser session that created the account and confirms the address keeps everything. A
session that has proved a secret before confirming keeps only that secret.
"""

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import CASCADE, QuerySet
from django.http import HttpRequest
from django.utils.http import base36_to_int
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User

MADE, PROVED = "account_made", "account_proved"  # session keys; the value is the account's id
# Rows of an account that don't grant access: staff actions, and money, which Stripe is the source of truth for.
KEPT = {"account.EmailAddress", "admin.LogEntry", "billing.BillingAccount"}
# Session keys of allauth's unfinished sign-ins: for each, where it names the account, where it says when it began, and the
# parser of the account's id.
PENDING: dict[str, tuple[str, str, Callable[[str], int]]] = {
    "account_login": ("user_pk", "initiated_at", base36_to_int),
    "account_email_verification_code": ("user_id", "at", int),
    "account_password_reset_verification": ("user_id", "at", int),
}


def note_maker(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receiver of allauth's `user_signed_up`."""
    request.session[MADE] = user.pk


def may_enter(user: User, email: str) -> bool:
    """Returns whether the person who reads an address may sign in to the account with it. Returns False while the
    address is unconfirmed and another address of the account is confirmed, since the account then belongs to the person
    who confirmed that one."""
    proved = EmailAddress.objects.filter(user=user, verified=True)
    return proved.filter(email=email).exists() or not proved.exists()


@transaction.atomic
def reset_unless_own(*, address: EmailAddress, request: HttpRequest | None, now: dt.datetime) -> bool:
    """Removes from the account of a so far unconfirmed address what its creator has put there. Returns whether it did.
    Without a request, the current session isn't the creator's."""
    user = address.user
    User.objects.select_for_update().get(pk=user.pk)
    if request and request.session.get(MADE) == user.pk:
        return False
    shown = get_authentication_records(request, user) if request else []
    if not any(record.get("method") == "password" for record in shown):
        user.set_unusable_password()
    user.name = user.country = user.part = user.time_zone = user.locale = ""
    user.proved_at = now
    user.save(update_fields=["password", "name", "country", "part", "time_zone", "locale", "proved_at"])
    EmailAddress.objects.filter(user=user).exclude(pk=address.pk).delete()
    end_sessions(UserSession.objects.filter(user=user), but=request)
    _remove_rows(user, [(one["provider"], one["uid"]) for one in shown if one.get("method") == "socialaccount"])
    audit.record("account.reset", actor=user, member=user, request=request, now=now)
    if request:
        request.session[PROVED] = user.pk
        words = _(
            "You're the first to confirm this email address, so we reset the account. Earlier settings and passwords are"
            " gone. Set a new password under Security."
        )
        messages.info(request, words, fail_silently=True)
    return True


def _remove_rows(user: User, shown: list[tuple[str, str]]) -> None:
    """Deletes the rows of every app whose foreign key to the account cascades."""
    for relation in User._meta.related_objects:
        model: Any = relation.related_model
        if getattr(relation, "on_delete", None) is not CASCADE or model._meta.label in KEPT:
            continue
        rows = model._base_manager.filter(**{relation.field.name: user})
        if model is SocialAccount:
            kept = [row.pk for row in rows if (row.provider, row.uid) in shown]
            rows = rows.exclude(pk__in=kept)
        rows.delete()


def end_sessions(sessions: "QuerySet[UserSession]", *, but: HttpRequest | None = None) -> None:
    """Ends these sessions, except the one of this request."""
    current = but.session.session_key if but else None
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in list(sessions.exclude(session_key=current).values_list("session_key", flat=True)):
        store(key).delete()
    sessions.exclude(session_key=current).delete()


def drop_outdated(session: SessionBase) -> bool:
    """Drops unfinished sign-ins that this session began before somebody else confirmed the address. Returns whether
    there were any. Without this, the page on which the account's creator waits for the code would sign them in, or let
    them change the address."""
    dropped = False
    for key, (name, since, number) in PENDING.items():
        state = session.get(key)
        if not isinstance(state, dict) or not state.get(name):
            continue
        pk, began = number(state[name]), dt.datetime.fromtimestamp(state.get(since, 0), dt.UTC)
        if session.get(PROVED) != pk and User.objects.filter(pk=pk, proved_at__gt=began).exists():
            del session[key]
            dropped = True
    return dropped
