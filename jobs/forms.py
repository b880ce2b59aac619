"""Forms for reporting a job, or a mistake in what we say about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobs.models import JobReport
from toolkit.forms import HoneypotForm


class ReportForm(HoneypotForm):
    """A reader's report on a job."""

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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == JobReport.Reason.WRONG and cleaned.get("note") == "":
            self.add_error("note", _("Tell us what's wrong."))
        return cleaned

    def report(self) -> dict[str, str]:
        """Returns the arguments for ``services.report``."""
        return {name: self.cleaned_data[name] for name in ("reason", "note")}


class FindingFeedbackForm(HoneypotForm):
    """A reader's report that a finding is wrong."""

    comment = forms.CharField(
        label=_("What's wrong? (optional)"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One sentence is enough."),
        error_messages={"max_length": _("Use at most 500 characters.")},
    )
