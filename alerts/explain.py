"""Explains to staff what an alert sends and why."""

import datetime as dt
from collections.abc import Iterator

from alerts import digest_contents, digest_rows, matching, schedule
from alerts.models import Alert, Mute, PushDevice
from alerts.push import keys
from billing import entitlements
from jobs.models import Job
from mail import suppression

SHOWN = 20


def explain(alert: Alert, *, now: dt.datetime) -> Iterator[str]:
    """Describes the alert, its schedule, and the result for each of the newest jobs that its search finds."""
    recipient = alert.recipient
    zone = schedule.zone(recipient.zone_name)
    yield f"Alert {alert.pk} “{alert.name}” for {recipient.address}: {alert.search}"
    yield f"State: {alert.state}" + (f" until {alert.paused_until:%Y-%m-%d %H:%M} UTC" if alert.paused_until else "")
    plan = entitlements.for_user(recipient.user, now).plan
    yield f"Chosen: {alert.cadence}, weekday {alert.weekday}, {alert.hour}:00 in {zone.key}; plan: {plan.key}"
    if alert.cadence == Alert.Cadence.DAILY and not plan.limits.daily_alerts:
        yield "Daily alerts need Plus, so this one is weekly."
    if reason := suppression.reason_for(recipient.address):
        yield f"The address is suppressed ({reason}), so no email goes out."
    if alert.channel != Alert.Channel.EMAIL and recipient.user:
        count = PushDevice.objects.of(recipient.user).count()
        yield f"Sent by: {alert.channel}; devices: {count}" + (
            "" if keys.is_on() and count else ", so it goes by email"
        )
    due = f"{alert.next_due_at.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}" if alert.next_due_at else "never"
    yield f"Next check: {due}; checked until {alert.watermark:%Y-%m-%d %H:%M} UTC"
    for section in alert.sections.select_related("digest").order_by("-pk")[:5]:
        named = f"{len(section.job_ids)} of {section.total}"
        yield f"Period {section.period}: {section.digest.state}, {named} {section.digest.error}".rstrip()
    yield from _postings(alert, now)


def _postings(alert: Alert, now: dt.datetime) -> Iterator[str]:
    until = now - matching.TRAIL
    hits = matching.ask_alone(alert.search_id, since=alert.watermark, until=until, now=now, most=matching.MOST)
    yield f"New jobs: {'at least ' if hits.is_capped else ''}{len(hits.job_ids)}"
    jobs = Job.objects.select_related("company").defer("company__logo", "description").in_bulk(hits.job_ids)
    had = digest_rows.jobs_already_sent({alert.recipient_id: hits.job_ids})[alert.recipient_id]
    mutes = digest_contents.Mutes(Mute.objects.filter(recipient=alert.recipient))
    for job in [jobs[pk] for pk in hits.job_ids if pk in jobs][:SHOWN]:
        if job.pk in had:
            fate = "already emailed"
        elif not job.is_visible(now) or job.lead_id:
            fate = "no longer open"
        elif mutes.hide(job.company.slug, job.title):
            fate = "muted"
        else:
            fate = "would be emailed"
        yield f"  {job.pk} {job.title} at {job.company.name}: {fate}"
