"""Views for exports: CSV, calendar entry, snapshot of a job, files sent with an application."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import in_person, member, members_only
from jobs import history
from jobs.display import pay_parts, place_facts, place_words, window_words
from jobs.models import Job
from jobs.screening.labels import RULE_LABELS
from jobs.tracker import exports, sent_files, snapshots
from jobs.tracker.models import Application, Snapshot
from jobs.tracker.views.access import get_application_for, get_sent_file_for
from jobs.vocabulary.kinds import PayPeriod
from toolkit import web_addresses
from toolkit.private_files import attachment, serve_attachment


@require_safe
@members_only
def export(request: HttpRequest) -> HttpResponse:
    """Exports all of the member's applications as CSV."""
    rows = (
        Application.objects.of(member(request))
        .select_related("job")
        .defer("job__description")
        .prefetch_related("sent_files")
    )
    day = timezone.localdate().isoformat()
    content = exports.as_csv(rows.order_by("created_at", "pk"))
    return attachment(content, f"applications-{day}.csv", "text/csv; charset=utf-8")


@require_safe
@members_only
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Exports the next step as a calendar entry."""
    found = get_application_for(member(request), pk)
    if found.next_step_at is None:
        raise Http404
    return attachment(exports.as_calendar(found), f"next-step-{found.pk}.ics", "text/calendar; charset=utf-8")


# --- Files sent ---------------------------------------------------------------------------------------------------------


@require_safe
@in_person
def sent_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Downloads a file as it was sent."""
    sent = get_sent_file_for(member(request), pk, number)
    try:
        return serve_attachment(sent.file, sent.file_name, "application/pdf")
    except OSError:
        messages.error(request, _("We can't read this file right now. Try again later."))
        return redirect(sent.application)


@require_POST
@members_only
def detach(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Deletes a file that was kept with an application."""
    sent = get_sent_file_for(member(request), pk, number)
    sent_files.detach(sent=sent)
    messages.success(request, _("Removed “%s” from this application.") % sent.name)
    return redirect(sent.application)


# --- Snapshot of a job --------------------------------------------------------------------------------------------------


@require_safe
@members_only
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the copy of a job and what has changed since."""
    now = timezone.now()
    found = get_application_for(member(request), pk)
    if found.snapshot is None:
        raise Http404
    posting = snapshots.as_job(found.snapshot)
    job = found.job
    context = {
        "application": found,
        "job": posting,
        "card": {"place": place_words(posting.regions), "pay": pay_parts(posting.pay, posting.pay_text)},
        **place_facts(posting.place, posting.regions),
        "window": window_words(posting.timezone) if posting.timezone else "",
        "yearly": posting.pay.yearly if posting.pay and posting.pay.period != PayPeriod.YEAR else None,
        "sources": [
            {"name": found.snapshot.data["source"] or settings.SITE_NAME, "url": _web(posting.source_url)},
        ],
        "apply_url": _web(posting.apply_url),
        "description": mark_safe(posting.description),  # noqa: S308 - services clean every description they save
        "doubts": list(_doubts(posting)),
        "taken_at": found.snapshot.taken_at,
        "kept_at": found.applied_at or found.created_at,
        "is_open": job is not None and job.is_visible(now),
        "closed": history.closed_words(job, job.events.all(), now=now) if job else "",
        "changed": _changed(found.snapshot, job),
    }
    return render(request, "tracker/snapshot.html", context)


def _web(address: str) -> str:
    """Returns a URL that is safe to link to; empty for any other."""
    return address if web_addresses.host_of(address) else ""


def _doubts(posting: Job) -> Iterator[dict[str, Any]]:
    """Yields the rules' findings in the copy, in the form that the job's page uses."""
    findings = [{"label": RULE_LABELS.get(one.rule, ""), "quote": one.quote} for one in posting.findings]
    if findings:
        yield {"kind": "limit", "heading": _("What we found"), "findings": findings}


def _changed(copy: Snapshot, job: Job | None) -> list[Promise]:
    """Returns the names of facts that the employer has changed since."""
    columns = snapshots.changed_columns(copy, job) if job else set()
    return [name for name, own in history.FACTS.values() if columns.intersection(own)]
