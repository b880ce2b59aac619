"""Loads invented reader feedback: corrections, job reports, votes."""

import datetime as dt

from careers import services as guides
from careers.models import Correction, Guide
from jobs import services as jobs
from jobs.models import Job, JobReport

Reason = JobReport.Reason
CORRECTIONS = (
    (
        "accountant",
        "The exam section says the exam always has four parts. Some countries have a different number.",
        "https://www.ifac.org/",
        "reader@example.com",
    ),
    ("software-engineer", "The paragraph on time zones could mention overlap hours.", "", ""),
)
REPORTS = (
    (Reason.CLOSED, "The employer's page says the job is filled."),
    (Reason.NOT_REMOTE, "In the interview they asked for two days a week in the office."),
    (Reason.WRONG, "The salary is monthly, not yearly."),
)


def load(*, now: dt.datetime) -> None:
    """Adds what is missing."""
    if not Correction.objects.exists():
        for hours, (slug, text, source, email) in enumerate(CORRECTIONS, start=5):
            if guide := Guide.objects.filter(slug=slug).first():
                at = now - dt.timedelta(hours=hours)
                guides.report_correction(guide=guide, text=text, source=source, email=email, now=at)
                guides.record_vote(guide=guide, useful=True, now=at)
    if not JobReport.objects.exists():
        reported = Job.objects.visible(now).leading().order_by("pk")[: len(REPORTS)]
        for hours, ((reason, note), job) in enumerate(zip(REPORTS, reported, strict=False), start=2):
            jobs.report(job=job, reason=reason, note=note, now=now - dt.timedelta(hours=hours))
