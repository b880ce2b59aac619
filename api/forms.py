"""Form of a new access token."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from api.access.scopes import Scope
from toolkit.forms import Form

DAYS = [("7", _("In 7 days")), ("30", _("In 30 days")), ("90", _("In 90 days")), ("365", _("In a year"))]


class TokenForm(Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("What you'll use it for, such as “Spreadsheet” or “Laptop script”."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Enter a name.")},
    )
    days = forms.ChoiceField(
        label=_("Expires"),
        choices=DAYS,
        initial="30",
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose when it expires.")),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Allows"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what the token allows.")),
    )

    def expires_at(self, now: dt.datetime) -> dt.datetime:
        """Returns when a token of this valid form expires."""
        return now + dt.timedelta(days=int(self.cleaned_data["days"]))

    def chosen(self) -> list[Scope]:
        return [Scope(name) for name in self.cleaned_data["scopes"]]
