"""Exports applications as CSV, and a next step as a calendar entry."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.tracker.models import Application, SentFile
from toolkit.text import escape_formula

STEP_TAKES = dt.timedelta(minutes=30)
REMIND_BEFORE = dt.timedelta(minutes=30)


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


# --- Table --------------------------------------------------------------------------------------------------------------


def as_csv(applications: Iterable[Application]) -> bytes:
    """Returns all applications, one row each, with the names of the files sent. It's UTF-8 with a byte order mark for
    spreadsheets. Times are local with offset."""
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow([
        _("Job title"), _("Company"), _("Address"), _("Stage"), _("Outcome"), _("Added"), _("Applied"), _("Changed"),
        _("Next step"), _("When"), _("Contact"), _("Notes"), *(kind.label for kind in SentFile.Kind),
    ])  # fmt: skip
    for one in applications:
        address = one.url or (absolute(one.job.get_absolute_url()) if one.job else "")
        rows.writerow(
            escape_formula(value)
            for value in (
                one.title, one.company, address, one.get_stage_display(), one.get_outcome_display(),
                _local(one.created_at), _local(one.applied_at), _local(one.updated_at),
                one.next_step, _local(one.next_step_at), one.contact, one.notes, *_sent(one),
            )
        )  # fmt: skip
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def _sent(application: Application) -> list[str]:
    """Returns the names of the files that were sent, those of each kind in one cell."""
    files = application.sent_files.all()
    return ["; ".join(file.name for file in files if file.kind == kind) for kind in SentFile.Kind]


def _local(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else ""


# --- Calendar -----------------------------------------------------------------------------------------------------------


def as_calendar(application: Application) -> bytes:
    """Returns the next step as an event with a reminder (RFC 5545), in UTC, which calendars show in their owner's time
    zone.

    The event's id is derived from the application, so a new import replaces the previous event. ``next_step_at`` must
    be set.
    """
    start = application.next_step_at
    if start is None:
        raise ValueError("An entry needs a time.")
    summary = _("%(step)s: %(job)s") % {"step": application.next_step, "job": _job(application)}
    card = absolute(application.get_absolute_url())
    event = icalendar.Event()
    event.add("uid", f"application-{application.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", application.updated_at)
    event.add("last-modified", application.updated_at)
    event.add(
        "sequence", int(application.updated_at.timestamp()) // 60
    )  # increases with every change, as the standard requires
    event.add("dtstart", start)
    event.add("dtend", start + STEP_TAKES)
    event.add("summary", summary)
    event.add("description", "\n".join(filter(None, [application.contact, card])))
    event.add("url", card)
    reminder = icalendar.Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", summary)
    reminder.add("trigger", -REMIND_BEFORE)
    event.add_component(reminder)
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Applications//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _job(application: Application) -> str:
    if not application.company:
        return application.title
    return _("%(title)s at %(company)s") % {"title": application.title, "company": application.company}
