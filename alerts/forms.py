"""Forms for an alert: name, frequency, day and hour, and a visitor's email address."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import NOT_SAID, LongSelect
from alerts.models import Alert
from alerts.services import USUAL, Timing
from toolkit import geography, localization
from toolkit.email_addresses import EmailField
from toolkit.forms import EditForm


def hours() -> list[tuple[int, str]]:
    """Returns the hours of a day in the reader's format."""
    return [(hour, localization.clock(dt.time(hour))) for hour in range(24)]


class AlertForm(EditForm):
    """Edits an alert's name, schedule and order. ``daily``: whether daily is offered, and the best fit first; ``push``: whether
    notifications are."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Used in the subject line."),
        error_messages={
            "required": _("Enter a name for the alert."),
            "max_length": _("Use at most 120 characters. This name has %(show_value)d."),
        },
    )
    cadence = forms.ChoiceField(
        label=_("Frequency"), error_messages={"invalid_choice": _("Choose weekly, or daily with Plus.")}
    )
    weekday = forms.TypedChoiceField(
        label=_("Day"),
        choices=Alert.Weekday.choices,
        coerce=int,
        error_messages={"invalid_choice": _("Choose a day from the list.")},
    )
    hour = forms.TypedChoiceField(
        label=_("Time"), choices=hours, coerce=int, error_messages={"invalid_choice": _("Choose a time from the list.")}
    )

    by_fit = forms.BooleanField(
        label=_("Best fit first"), required=False, help_text=_("Jobs that fit your résumé come first in the email.")
    )

    channel = forms.ChoiceField(
        label=_("Send by"),
        choices=Alert.Channel.choices,
        error_messages={"invalid_choice": _("Choose email, notification or both.")},
    )

    def __init__(self, data: Any = None, *, daily: bool, push: bool = False, initial: dict[str, Any]) -> None:
        super().__init__(data, initial={**USUAL._asdict(), **initial})
        if daily:
            self.fields["cadence"].choices = [*reversed(Alert.Cadence.choices)]  # type: ignore[attr-defined]
        else:
            del self.fields["cadence"], self.fields["by_fit"]
        if not push:
            del self.fields["channel"]

    @property
    def timing(self) -> Timing:
        cadence = self.cleaned_data.get("cadence", Alert.Cadence.WEEKLY)
        by_fit = self.cleaned_data.get("by_fit", self.initial["by_fit"])
        channel = self.cleaned_data.get("channel", self.initial["channel"])
        return Timing(cadence, self.cleaned_data["weekday"], self.cleaned_data["hour"], by_fit, channel)


class VisitorForm(AlertForm):
    """Adds an address for a visitor without an account. ``time_zone``: the one of their location; it's asked for if empty."""

    email = EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter your email address.")},
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("For the day and time above. If you don't set it, we use UTC."),
        widget=LongSelect,
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )
    field_order = ("email", "name", "weekday", "hour", "time_zone")

    def __init__(self, data: Any = None, *, now: Any, initial: dict[str, Any], time_zone: str) -> None:
        super().__init__(data, daily=False, initial=initial)
        self.known_zone = time_zone
        if time_zone:
            del self.fields["time_zone"]
            return
        self.fields["time_zone"].choices = [NOT_SAID, *geography.zone_groups(now)]  # type: ignore[attr-defined]

    @property
    def zone(self) -> str:
        return self.known_zone or str(self.cleaned_data["time_zone"])
