"""Forms of the tracker: add an application, edit its details."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs.tracker.models import Application
from toolkit import localization
from toolkit.forms import EditForm, Form

NOTES = 10_000
USUAL_TIME = dt.time(9)
Outcome, Stage = Application.Outcome, Application.Stage


# Where an application can move, for selects: the open stages, and closing with each outcome.
OPEN_STAGES = [(stage.value, stage.label) for stage in Stage if stage != Stage.CLOSED]
OUTCOMES = [(f"{Stage.CLOSED}:{outcome}", outcome.label) for outcome in Outcome]


class _NotesForm(Form):
    """Base form with ``notes``. Their length is checked as stored, because browsers send two characters per line
    break."""

    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 8}))

    def clean_notes(self) -> str:
        notes: str = self.cleaned_data["notes"]
        if len(notes) > NOTES:
            over = f"{len(notes) - NOTES:,}"
            raise forms.ValidationError(
                gettext("Use at most %(most)s characters. Your notes have %(over)s too many.")
                % {"most": f"{NOTES:,}", "over": over}
            )
        return notes


class _ElsewhereFields(Form):
    """Title, company and URL of a job from elsewhere."""

    title = forms.CharField(label=_("Job title"), max_length=200, error_messages={"required": _("Enter a job title.")})
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    url = forms.URLField(
        label=_("Link to the job"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "off"}),
        help_text=_("Starts with https://"),
        error_messages={"invalid": _("Enter a link, such as https://example.org/jobs/1")},
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url:
            URLValidator(schemes=["http", "https"], message=self.fields["url"].error_messages["invalid"])(url)
        return url


class AddForm(_NotesForm, _ElsewhereFields):
    """Form to add a job from elsewhere."""

    to = forms.ChoiceField(
        label=_("Stage"),
        choices=[*OPEN_STAGES, (Stage.CLOSED.label, OUTCOMES)],
        error_messages={
            "required": _("Choose a stage from the list."),
            "invalid_choice": _("Choose a stage from the list."),
        },
    )
    field_order = ["title", "company", "url", "to", "notes"]


class DetailsForm(_NotesForm, EditForm):
    """Form for a member's notes on an application. ``on`` and ``at`` are in the member's time zone."""

    contact = forms.CharField(
        label=_("Contact"), max_length=300, required=False, help_text=_("Who you talk to and how to reach them.")
    )
    next_step = forms.CharField(
        label=_("Next step"), max_length=200, required=False, help_text=_("For example, “Follow up” or “Interview”.")
    )
    on = forms.DateField(
        label=_("Date"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a date as year-month-day, such as 2026-11-24.")},
    )
    at = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Enter a time as hours and minutes, such as 14:30.")},
    )
    field_order = ["next_step", "on", "at", "contact", "notes"]

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone

    def before_time(self) -> list[forms.BoundField]:
        """Returns the fields above date and time."""
        return [self[name] for name in list(self.fields)[: list(self.fields).index("on")]]

    def after_time(self) -> list[forms.BoundField]:
        return [self[name] for name in list(self.fields)[list(self.fields).index("at") + 1 :]]

    def clean_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["on"]
        if day and not localization.EARLIEST <= day <= localization.LATEST:
            raise forms.ValidationError(gettext("Enter a date between 2000 and 2099."))
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.errors:
            return data
        day, time = data["on"], data["at"]
        data["next_step_at"] = None
        if day and not data["next_step"]:
            self.add_error("next_step", gettext("Enter the next step, or leave the date empty."))
        elif time and not day:
            self.add_error("on", gettext("Enter a date too, or leave the time empty."))
        elif day:
            try:
                data["next_step_at"] = localization.utc_moment(day, time or USUAL_TIME, self.zone)
            except localization.NoSuchTime:
                message = gettext(
                    "This time doesn't exist in %s on that date because clocks go forward. Enter another time."
                )
                self.add_error("at", message % self.zone.key)
        return data

    def details(self) -> dict[str, Any]:
        """Returns the arguments for ``services.edit``."""
        return {name: self.cleaned_data[name] for name in ("notes", "contact", "next_step", "next_step_at")}


class ElsewhereDetailsForm(DetailsForm, _ElsewhereFields):
    """The same form for a job from elsewhere, whose title, company and URL the member can correct."""

    field_order = ["title", "company", "url", *DetailsForm.field_order]

    def names(self) -> dict[str, Any]:
        """Returns the ``names`` argument for ``services.edit``."""
        return {name: self.cleaned_data[name] for name in ("title", "company", "url")}


def details_form(application: Application, *, zone: ZoneInfo, data: Mapping[str, Any] | None = None) -> DetailsForm:
    """Returns the right form for an application, with its current values or with submitted data."""
    kind = DetailsForm if application.snapshot_id else ElsewhereDetailsForm
    moment = application.next_step_at and application.next_step_at.astimezone(zone)
    names = ("title", "company", "url", "notes", "contact", "next_step")
    initial = {name: getattr(application, name) for name in names}
    initial |= {"on": moment and moment.date(), "at": moment and moment.time()}
    return kind(data, initial=initial, zone=zone)
