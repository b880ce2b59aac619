"""Form for reporting a job."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobs.models import JobReport
from toolkit.forms import Form


class ReportForm(Form):
    """A reader's report on a job. ``website`` is a honeypot: people don't see the field, so only bots fill it in."""

    reason = forms.ChoiceField(
        label=_("What's wrong?"),
        choices=JobReport.Reason,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a reason."),
            "invalid_choice": _("Choose a reason from the list."),
        },
    )
    note = forms.CharField(
        label=_("Details"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Required for “Something else is wrong”. One sentence is enough."),
        error_messages={"max_length": _("Use at most 1,000 characters.")},
    )
    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == JobReport.Reason.WRONG and cleaned.get("note") == "":
            self.add_error("note", _("Tell us what's wrong."))
        return cleaned

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def report(self) -> dict[str, str]:
        """Returns the arguments for ``services.report``."""
        return {name: self.cleaned_data[name] for name in ("reason", "note")}
