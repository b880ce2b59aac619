"""Who looks at a published résumé, and who is kept out: people whose email domain its owner excluded."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from resumes.models import Exclusion, Page


@dataclass(frozen=True)
class Viewer:
    """``domains`` are those of the member's confirmed email addresses, parent domains included; none for a visitor."""

    user_id: int | None = None
    domains: tuple[str, ...] = ()


def viewer_of(user: Any) -> Viewer:
    """Returns the viewer that a request's ``user`` is. One query for a member, none for a visitor."""
    if not isinstance(user, User):
        return Viewer()
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return Viewer(user.pk, tuple(sorted({domain for email in confirmed for domain in _domains(email)})))


def is_excluded(viewer: Viewer, owner_id: int) -> bool:
    """Returns whether the owner of a résumé keeps the viewer out. Owners always see their own."""
    return (
        bool(viewer.domains)
        and viewer.user_id != owner_id
        and Exclusion.objects.filter(user=owner_id, domain__in=viewer.domains).exists()
    )


def without_excluded(pages: QuerySet[Page], viewer: Viewer) -> QuerySet[Page]:
    """Leaves out the pages whose owners keep the viewer out."""
    if not viewer.domains:
        return pages
    kept_out = Exclusion.objects.filter(user=OuterRef("user"), domain__in=viewer.domains).exclude(user=viewer.user_id)
    return pages.filter(~Exists(kept_out))


def excluded(pages: QuerySet[Page], viewer: Viewer) -> QuerySet[Page]:
    """Returns the pages whose owners keep the viewer out."""
    owners = Exclusion.objects.filter(domain__in=viewer.domains).exclude(user=viewer.user_id)
    return pages.filter(user__in=owners.values("user"))


def _domains(email: str) -> list[str]:
    """Returns the domain of an address and its parents: mail.acme.com, acme.com."""
    labels = email.rpartition("@")[2].casefold().split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
