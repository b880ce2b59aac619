from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """E-mail address and password. A wrong address, a wrong password and a closed account get the same answer, so that nobody
    learns who has an account."""

    error_messages = {"invalid_login": _("This e-mail address and password do not belong together."), "inactive": ""}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"].label = _("E-mail address")
        self.fields["username"].error_messages["required"] = _("Enter your e-mail address.")
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autocomplete": "username", "maxlength": 254, "autocapitalize": "none"}
        )
        self.fields["password"].error_messages["required"] = _("Enter your password.")
