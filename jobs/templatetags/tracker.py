"""Template filter for the next step of an application."""

import datetime as dt

from django import template

from jobs.tracker.models import Application

register = template.Library()


@register.filter
def is_overdue(application: Application, now: dt.datetime) -> bool:
    return application.is_overdue(now)
