"""Who looks at a published résumé, and who is kept out: people whose email domain its owner excluded."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import User
from resumes.models import Exclusion, Page

# The domains of a member's confirmed addresses and their parents: mail.acme.com, acme.com.
_DOMAINS = """
SELECT array_to_string(labels[start:], '.')
FROM account_emailaddress,
     string_to_array(lower(split_part(email, '@', 2)), '.') AS labels,
     generate_series(1, cardinality(labels) - 1) AS start
WHERE user_id = %s AND verified
"""


@dataclass(frozen=True)
class Viewer:
    """A member, or a visitor without ``user_id``. Only members are recognized and kept out."""

    user_id: int | None = None

    @property
    def exclusions(self) -> QuerySet[Exclusion]:
        """Those that keep the viewer out. Owners always see their own."""
        if self.user_id is None:
            return Exclusion.objects.none()
        mine = RawSQL(_DOMAINS, [self.user_id])  # noqa: S611 - a constant with one parameter
        return Exclusion.objects.filter(domain__in=mine).exclude(user=self.user_id)


def viewer_of(user: Any) -> Viewer:
    """Returns the viewer that a request's ``user`` is."""
    return Viewer(user.pk) if isinstance(user, User) else Viewer()


def is_excluded(viewer: Viewer, owner_id: int) -> bool:
    """Returns whether the owner of a résumé keeps the viewer out. One query for a member, none for a visitor."""
    return viewer.exclusions.filter(user=owner_id).exists()


def without_excluded(pages: QuerySet[Page], viewer: Viewer) -> QuerySet[Page]:
    """Leaves out the pages whose owners keep the viewer out."""
    return pages.filter(~Exists(viewer.exclusions.filter(user=OuterRef("user"))))


def excluded(pages: QuerySet[Page], viewer: Viewer) -> QuerySet[Page]:
    """Returns the pages whose owners keep the viewer out."""
    return pages.filter(user__in=viewer.exclusions.values("user"))
