"""Base forms: clean text input, and detect concurrent edits."""

import hashlib
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.choices import flatten_choices
from django.utils.translation import gettext_lazy as _

from toolkit import text

if TYPE_CHECKING:
    BaseForm = forms.BaseForm
    ModelForm = forms.ModelForm[Any]
else:
    BaseForm = object
    ModelForm = forms.ModelForm


class CleanText(BaseForm):
    """Mixin for every form: cleans input before it is measured, validated or stored: a text area as prose, any other
    text as one line. Email addresses and secrets are left to the code that compares them."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and field.strip and not isinstance(field, forms.EmailField):
                clean = text.prose if isinstance(field.widget, forms.Textarea) else text.one_line
                field.to_python = _cleaning(field.to_python, clean)  # type: ignore[method-assign,assignment]


def _cleaning(read: Callable[[Any], Any], clean: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda value: read(clean(value) if isinstance(value, str) else value)


class Form(CleanText, forms.Form):
    pass


class HoneypotForm(Form):
    """A form with a honeypot: people don't see the field ``website``, so only bots fill it in."""

    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class CleanModelForm(CleanText, ModelForm):
    """For staff pages that need no form of their own."""


# --- Concurrent edits ---------------------------------------------------------------------------------------------------


class Stale(Exception):
    """The displayed values have been saved again since, in another tab or by somebody else."""


def version_of(*values: object) -> str:
    """Returns a short name for the current values; equal for equal values. A choice is its value, as in the database."""
    plain = tuple(value.value if isinstance(value, Enum) else value for value in values)
    return hashlib.blake2b(repr(plain).encode(), digest_size=9).hexdigest()


def versions_seen(request: HttpRequest) -> tuple[str, ...]:
    """Returns the versions that the sender of a form knows: the one its page showed, and the one they chose to
    overwrite."""
    return tuple(filter(None, (request.POST.get("version"), request.POST.get("overwrite"))))


def refuse_stale(current: str, seen: tuple[str, ...]) -> None:
    """Raises ``Stale`` when ``current`` is none of the versions that were seen; an empty ``seen`` skips the check. Call
    it while the row is locked."""
    if seen and current not in seen:
        raise Stale


class EditForm(Form):
    """A form for existing values. A field that wasn't sent keeps its value."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.is_bound:
            for name, field in self.fields.items():
                if field.widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)):
                    field.disabled = True

    def overwrites(self, fresh: "EditForm") -> list[tuple[str, str]]:
        """Returns the values of ``fresh``, an unsent form, that saving this form would replace: labels and values."""
        return [
            (str(field.label), _shown(field, fresh.get_initial_for_field(field, name)))
            for name, field in self.fields.items()
            if field.has_changed(fresh.get_initial_for_field(field, name), self[name].data)
        ]


def _shown(field: forms.Field, value: Any) -> str:
    """Returns a value as the form's page shows it; empty for none."""
    if value is None:
        return ""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels: dict[Any, Any] = dict(flatten_choices(choices))
        return str(labels.get(value, value))
    return str(field.widget.format_value(value) or "")
