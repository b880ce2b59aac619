"""The form of a new account."""

from typing import Any

from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest


class SignUpForm(SignupForm):  # type: ignore[misc] # allauth says nothing of types
    def try_save(self, request: HttpRequest) -> Any:
        """An address that has an account gets the answer of one that has none, and it must take as long: a new account costs
        the hashing of its password."""
        if self.account_already_exists:
            make_password(self.cleaned_data.get("password1"))
        return super().try_save(request)
