from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import NOT_SAID, LongSelect
from alerts.models import Alert
from alerts.services import USUAL, Timing
from toolkit import geography
from toolkit.email_addresses import EmailField
from toolkit.forms import EditForm

HOURS = [(hour, f"{hour}:00") for hour in range(24)]


class AlertForm(EditForm):
    """How an alert is called and when it comes. ``daily``: whether every day is among the choices."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("It stands in the subject of the mails."),
        error_messages={
            "required": _("Give the alert a name."),
            "max_length": _("A name holds up to 120 characters; this one has %(show_value)d."),
        },
    )
    cadence = forms.ChoiceField(
        label=_("How often"), error_messages={"invalid_choice": _("Choose once a week, or every day with Plus.")}
    )
    weekday = forms.TypedChoiceField(
        label=_("Weekday"),
        choices=Alert.Weekday.choices,
        coerce=int,
        error_messages={"invalid_choice": _("Choose a weekday.")},
    )
    hour = forms.TypedChoiceField(
        label=_("Time"), choices=HOURS, coerce=int, error_messages={"invalid_choice": _("Choose an hour of the list.")}
    )

    def __init__(self, data: Any = None, *, daily: bool, initial: dict[str, Any]) -> None:
        super().__init__(data, initial={**USUAL._asdict(), **initial})
        if daily:
            self.fields["cadence"].choices = [*reversed(Alert.Cadence.choices)]  # type: ignore[attr-defined]
        else:
            del self.fields["cadence"]

    @property
    def timing(self) -> Timing:
        cadence = self.cleaned_data.get("cadence", Alert.Cadence.WEEKLY)
        return Timing(cadence, self.cleaned_data["weekday"], self.cleaned_data["hour"])


class VisitorForm(AlertForm):
    """The same for somebody without an account."""

    email = EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Type the address that the alert shall go to.")},
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Of the day and time above; UTC if you do not say."),
        widget=LongSelect,
        error_messages={"invalid_choice": _("Choose a time zone of the list.")},
    )
    field_order = ("email", "name", "weekday", "hour", "time_zone")

    def __init__(self, data: Any = None, *, now: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, daily=False, initial=initial)
        self.fields["time_zone"].choices = [NOT_SAID, *geography.zone_groups(now)]  # type: ignore[attr-defined]
