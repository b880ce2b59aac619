"""Authentication backend that loads a member together with their billing rows."""

from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend

from accounts.models import User
from toolkit.database.compiled import Compiled, given

if TYPE_CHECKING:
    from django.contrib.auth.backends import ModelBackend as AuthenticationBackend
else:
    AuthenticationBackend = AllauthBackend


class MemberBackend(AuthenticationBackend):
    """allauth's backend that loads ``request.user`` and the billing rows that `billing.entitlements` reads in one
    query, so computing the plan needs no further query."""

    def get_user(self, user_id: Any) -> User | None:
        user = next(iter(_members.rows(pk=user_id)), None)
        return user if user and self.user_can_authenticate(user) else None


_members = Compiled(lambda: User.objects.select_related("billing_account__current").filter(pk=given("pk")))
