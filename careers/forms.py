"""Form for a reader's correction of a guide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toolkit.email_addresses import EmailField
from toolkit.forms import HoneypotForm


class CorrectionForm(HoneypotForm):
    """A reader's report."""

    text = forms.CharField(
        label=_("Correction"),
        help_text=_("What's wrong, and what should it say?"),
        max_length=2000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Enter your correction."),
            "min_length": _("Enter at least 10 characters."),
            "max_length": _("Use at most 2,000 characters."),
        },
    )
    source = forms.URLField(
        label=_("Source"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "off"}),
        help_text=_("Optional. A web address where we can check this."),
    )
    email = EmailField(
        label=_("Email address"), required=False, help_text=_("Optional. We use it only to reply to this report."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip

    def report(self) -> dict[str, Any]:
        """The arguments for ``services.report_correction``."""
        return {name: self.cleaned_data[name] for name in ("text", "source", "email")}
