"""Forms of share links, exclusions and answers to staff."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from resumes.forms import DocumentForm
from toolkit.forms import Form

DAYS = [("7", _("For 7 days")), ("30", _("For 30 days")), ("90", _("For 90 days")), ("", _("Until revoked"))]


class LinkForm(DocumentForm):
    """A new share link to one of the member's documents."""

    label = forms.CharField(label=_("Recipient"), max_length=80, widget=forms.TextInput({"autocomplete": "off"}))
    shows = forms.ChoiceField(label=_("Shows"), choices=[("latest", _("Latest version")), ("fixed", _("This version"))])
    days = forms.ChoiceField(label=_("Works"), choices=DAYS, initial="30", required=False)
    passphrase = forms.CharField(
        label=_("Passphrase"),
        required=False,
        min_length=6,
        max_length=100,
        strip=False,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "placeholder": _("Optional")}
        ),
    )

    field_order = ["label", "document", "shows", "days", "passphrase"]

    def expires_at(self, now: dt.datetime) -> dt.datetime | None:
        """Returns until when a link of this valid form works."""
        days = self.cleaned_data["days"]
        return now + dt.timedelta(days=int(days)) if days else None


class PassphraseForm(Form):
    passphrase = forms.CharField(
        label=_("Passphrase"),
        max_length=100,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        error_messages={"required": _("Enter the passphrase.")},
    )


class ExclusionForm(Form):
    """A domain to exclude. ``company`` is the slug of the company it belongs to, if the member chose one."""

    company = forms.SlugField(required=False, widget=forms.HiddenInput)
    domain = forms.CharField(
        label=_("Email domain"),
        max_length=253,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}
        ),
        error_messages={"required": _("Enter the part after the @ in the company's email addresses.")},
    )


class AnswerForm(Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("You can answer once. Our staff will read it."),
        error_messages={"required": _("Enter your answer.")},
    )
