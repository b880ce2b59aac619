"""Template filters for dates and times in the reader's locale and time zone. Available in every template in place of `date`."""

import datetime as dt

from django import template
from django.utils import timezone

from toolkit import localization

register = template.Library()


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    return localization.day(value) if value else ""


@register.filter
def short_day(value: dt.date | dt.datetime | None) -> str:
    return localization.short_day(value) if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    return localization.moment(value, now=timezone.now()) if value else ""


@register.filter
def moment_in_zone(value: dt.datetime | None) -> str:
    return localization.moment_in_zone(value, now=timezone.now()) if value else ""


@register.filter
def clock(value: dt.time | None) -> str:
    return localization.clock(value) if value else ""


@register.filter
def ago(value: dt.datetime | None) -> str:
    return localization.ago(value, now=timezone.now()) if value else ""


@register.filter
def iso(value: dt.date | dt.time | None) -> str:
    """Returns the value of a ``datetime`` attribute."""
    if isinstance(value, dt.datetime | dt.time):
        return value.isoformat(timespec="minutes" if isinstance(value, dt.time) else "seconds")
    return value.isoformat() if value else ""
