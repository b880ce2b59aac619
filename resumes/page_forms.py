"""Forms of the résumé page: its settings and address, a visitor's message and report."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jobs.vocabulary.kinds import WorkType
from resumes.models import Page, PageReport, Resume
from resumes.models.page import LONGEST_HANDLE
from toolkit.email_addresses import EmailField
from toolkit.forms import EditForm, Form, HoneypotForm

Visibility = Page.Visibility
CONSEQUENCES = {
    Visibility.PRIVATE: _("Only you can open it."),
    Visibility.UNLISTED: _("Anyone with the address can open it. Search engines and our directory leave it out."),
    Visibility.PUBLIC: _("Everyone can open it. You choose below whether search engines and our directory show it."),
}


class PageForm(EditForm):
    """Settings of a page. ``is_plus``: whether the member has Plus, which featured and pinned need."""

    resume = forms.ModelChoiceField(
        Resume.objects.none(), label=_("Résumé"), empty_label=_("Choose a résumé"), required=False
    )
    visibility = forms.ChoiceField(label=_("Who can see it"), choices=Visibility, widget=forms.RadioSelect)
    is_indexed = forms.BooleanField(
        label=_("Let search engines show my page"), required=False, help_text=_("Only for a public page.")
    )
    in_directory = forms.BooleanField(
        label=_("List my résumé in the directory"), required=False, help_text=_("Only for a public page.")
    )
    open_to = forms.MultipleChoiceField(
        label=_("Open to"), choices=WorkType, required=False, widget=forms.CheckboxSelectMultiple
    )
    accepts_messages = forms.BooleanField(
        label=_("Accept messages"), required=False, help_text=_("We forward them by email. Nobody sees your address.")
    )
    shown_name = forms.CharField(
        label=_("Name on the page"),
        max_length=100,
        required=False,
        help_text=_(
            "Such as “Ana M.”. Leave it empty to show your full name. With another name, we leave out all links."
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    hides_employer = forms.BooleanField(
        label=_("Hide my current employer"),
        required=False,
        help_text=_(
            "In your texts too, with your website and profiles. Check your page: your texts can still give it away."
        ),
    )
    is_featured = forms.BooleanField(
        label=_("Feature my résumé"), required=False, help_text=_("In turn with others, at the top of the directory.")
    )
    is_pinned = forms.BooleanField(
        label=_("Pin my résumé"), required=False, help_text=_("First in every search of the directory that it matches.")
    )

    def __init__(self, page: Page, *, user: User, is_plus: bool, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(page, name) for name in self.base_fields})
        self.page = page
        cast("Any", self.fields["resume"]).queryset = Resume.objects.of(user).kept()
        if not is_plus:  # they keep their values for the day the member has Plus again
            for name in ("is_featured", "is_pinned"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("visibility", Visibility.PRIVATE) != Visibility.PRIVATE and not cleaned.get("resume"):
            self.add_error("resume", _("Choose the résumé that your page shows."))
        if cleaned.get("visibility") != Visibility.PUBLIC:
            cleaned["in_directory"] = False
        return cleaned


class HandleForm(Form):
    handle = forms.CharField(
        label=_("Your own address"),
        max_length=LONGEST_HANDLE + 20,
        help_text=_("3 to 30 letters, digits and hyphens."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter an address.")},
    )


class MessageForm(HoneypotForm):
    """A visitor's message to the owner of a page."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    email = EmailField(
        label=_("Your email address"),
        help_text=_("We'll send the reply there."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Enter your email address.")},
    )
    text = forms.CharField(
        label=_("Message"),
        min_length=10,
        max_length=4000,
        widget=forms.Textarea({"rows": 7}),
        error_messages={
            "required": _("Enter your message."),
            "min_length": _("Enter at least 10 characters."),
            "max_length": _("Use at most 4,000 characters."),
        },
    )

    def message(self) -> dict[str, str]:
        """Returns the arguments for ``services.send_message``."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "text")}


class PageReportForm(HoneypotForm):
    """A visitor's report about a page."""

    reason = forms.ChoiceField(
        label=_("What's wrong?"),
        choices=PageReport.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason from the list.")},
    )
    details = forms.CharField(
        label=_("Details"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"max_length": _("Use at most 1,000 characters.")},
    )

    def report(self) -> dict[str, str]:
        """Returns the arguments for ``services.report_page``."""
        return {name: self.cleaned_data[name] for name in ("reason", "details")}
