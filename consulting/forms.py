"""Forms of consulting: a message with files, a note, a hand-over, a consultant's settings."""

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consulting.attaching import Upload, take_files
from consulting.file_kinds import ACCEPT, FileRefused
from consulting.models import ConsultantProfile
from consulting.models.messages import MAX_TEXT
from resumes.models import Resume
from toolkit.forms import Form

if TYPE_CHECKING:
    ConsultantField = forms.ModelChoiceField[ConsultantProfile]
else:
    ConsultantField = forms.ModelChoiceField


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files. Their value are checked uploads."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_FilesInput({"multiple": True, "accept": ACCEPT}), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        try:
            return take_files([file for file in data or [] if file])
        except FileRefused as refused:
            raise ValidationError(str(refused)) from refused


def new_key() -> str:
    """Returns a name for the next message, so that sending it twice makes one."""
    return secrets.token_urlsafe(12)


class MessageForm(Form):
    """A message. ``up_to``: the last message that its page showed."""

    text = forms.CharField(
        label=_("Message"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": _("A message can have up to 10,000 characters. Shorten it, or attach a file.")},
    )
    attached = FilesField(label=_("Files"))
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    up_to = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)

    def invite(self, to: object) -> None:
        """Says in the empty field to whom one writes."""
        if to:
            self.fields["text"].widget.attrs["placeholder"] = gettext("Write to %s") % to

    def clean_key(self) -> str:
        return self.cleaned_data["key"] or new_key()


class FirstMessageForm(MessageForm):
    """The first message of a thread, with the language to write in."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=Resume.Language.choices,
        help_text=_("We look for a consultant who writes in it. If none is free, you get one who writes in English."),
    )
    field_order = ["language", "text", "attached"]


class NoteForm(Form):
    note = forms.CharField(
        label=_("Note for staff"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Write a note first.")},
    )


class _ConsultantField(ConsultantField):
    def label_from_instance(self, consultant: ConsultantProfile) -> str:
        return str(consultant)


class HandOverForm(Form):
    to = _ConsultantField(
        label=_("Hand over to"), queryset=None, error_messages={"required": _("Choose a consultant.")}
    )
    reason = forms.CharField(
        label=_("Reason, for staff"), max_length=300, error_messages={"required": _("Enter a reason.")}
    )

    def __init__(self, *arguments: Any, now: dt.datetime, without: int | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        present = ConsultantProfile.objects.in_office(now).select_related("user").order_by("user__name", "pk")
        cast("Any", self.fields["to"]).queryset = present.exclude(pk=without) if without else present


class DeskForm(Form):
    """A consultant's settings: out of office, emails. Days are whole days in the consultant's time zone."""

    first_day = forms.DateField(
        label=_("Out of office from"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("Last day away"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty if you don't know yet."),
    )
    away_note = forms.CharField(
        label=_("Note for members"), max_length=200, required=False, help_text=_("Shown while you're away.")
    )
    gets_emails = forms.BooleanField(label=_("Email me new messages"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if last and not first:
            self.add_error("first_day", _("Enter the first day, too."))
        elif first and last and last < first:
            self.add_error("last_day", _("The last day is before the first. Change one of them."))
        return cleaned

    def period(self, zone: ZoneInfo) -> tuple[dt.datetime | None, dt.datetime | None]:
        """Returns the beginning and the end of a valid form's days."""
        first, last = self.cleaned_data["first_day"], self.cleaned_data["last_day"]
        day = dt.timedelta(days=1)
        return (
            dt.datetime.combine(first, dt.time.min, zone) if first else None,
            dt.datetime.combine(last + day, dt.time.min, zone) if first and last else None,
        )
