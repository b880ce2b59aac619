"""Member data in accounts: export, release, deletion (contract: `accounts.privacy`)."""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts.first_confirmation import end_sessions
from accounts.models import AuditEntry, DataExport, User
from accounts.privacy import Tables


def tables(user: User) -> Tables:
    """Returns every row about the member, except secrets: password, keys of authenticators, keys of sessions."""
    profile = ("email", "name", "country", "part", "time_zone", "locale", "is_staff", "date_joined", "last_login")
    return {
        "account": [
            {name: getattr(user, name) for name in profile} | {"groups": [one.name for one in user.groups.all()]}
        ],
        "email_addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "connected_accounts": list(
            SocialAccount.objects.filter(user=user).values("provider", "uid", "extra_data", "date_joined", "last_login")
        ),
        "authenticators": [
            {"type": one.type, "name": str(one), "created_at": one.created_at, "last_used_at": one.last_used_at}
            for one in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "sessions": list(
            UserSession.objects.filter(user=user)
            .values("ip", "user_agent", "created_at", "last_seen_at")
            .order_by("pk")
        ),
        "data_exports": list(DataExport.objects.of(user).values("asked_at", "made_at", "expires_at", "problem")),
        "audit_log": [_line(one, user) for one in AuditEntry.objects.touching([user.pk]).order_by("at", "pk")],
    }


def _line(entry: AuditEntry, user: User) -> dict[str, Any]:
    """Returns an entry as its member may see it: for staff it says that they are staff, not who they are or their
    address."""
    if entry.behind_id and entry.behind_id != user.pk:
        by = "staff as you"
    else:
        by = "you" if entry.actor_id == user.pk else "staff" if entry.actor_id else "the site"
    return {
        "at": entry.at,
        "action": entry.action,
        "by": by,
        "about_you": entry.member_id == user.pk,
        "network_address": entry.address if by == "you" else None,
        "detail": entry.detail,
    }


def release(*, user: User, now: dt.datetime) -> None:
    """No external obligations to end."""


def forget(*, user: User) -> None:
    """Ends the member's sessions everywhere, and removes their name from the admin's log of the account."""
    end_sessions(UserSession.objects.filter(user=user))
    noted = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    noted.update(object_repr=f"#{user.pk}", change_message="")
