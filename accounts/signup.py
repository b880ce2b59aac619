"""The form of a new account."""

from typing import TYPE_CHECKING, Any

from allauth.account.forms import SignupForm as AllauthForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

if TYPE_CHECKING:
    SignupForm = Any
else:
    SignupForm = AllauthForm


class SignUpForm(SignupForm):
    def try_save(self, request: HttpRequest) -> Any:
        """An address that has an account gets the answer of one that has none, and it must take as long: a new account costs
        the hashing of its password."""
        if self.account_already_exists:
            make_password(self.cleaned_data.get("password1"))
        return super().try_save(request)
