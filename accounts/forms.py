"""Forms of the account area: profile and account deletion."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from toolkit import geography
from toolkit.email_addresses import comparable
from toolkit.forms import EditForm, Form

NOT_SAID = ("", _("Not set"))


class LongSelect(forms.Select):
    """A select of many hundreds of options, rendered in one pass: Django renders a template for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        parts = (
            format_html('<optgroup label="{}">{}</optgroup>', label, _options(inside, chosen))
            if isinstance(inside, list)
            else _options([(label, inside)], chosen)
            for label, inside in self.choices
        )
        attributes = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", attributes, format_html_join("", "{}", ((part,) for part in parts)))


def _options(options: Iterable[tuple[Any, Any]], chosen: str) -> SafeString:
    marks = {chosen: mark_safe(" selected")}
    rows = ((value, marks.get(value, ""), label) for value, label in options)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


class ProfileForm(EditForm):
    """Edits a member's name, and how they read dates and amounts."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("How we address you. Other members don't see it."),
        error_messages={"max_length": _("Use at most 150 characters. This name has %(show_value)d.")},
    )
    locale = forms.ChoiceField(
        label=_("Language and region"),
        required=False,
        widget=LongSelect,
        help_text=_("How we write dates and amounts. The default is American English."),
        error_messages={"invalid_choice": _("Choose a language and region from the list.")},
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={name: getattr(user, name) for name in self.base_fields})
        known = [(language, list(regions.items())) for language, regions in geography.locales().items()]
        cast("forms.ChoiceField", self.fields["locale"]).choices = [NOT_SAID, *known]


class DeleteForm(Form):
    """Asks for the account's address, so that nobody deletes an account by accident."""

    address = forms.CharField(
        label=_("Your email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Confirms that you want to delete this account."),
        error_messages={"required": _("Enter the email address of this account.")},
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    def clean_address(self) -> str:
        typed = str(self.cleaned_data["address"])
        if comparable(typed) != comparable(self.user.email):
            raise forms.ValidationError(
                gettext("This isn't the email address of this account. Enter %(email)s.") % {"email": self.user.email}
            )
        return typed
