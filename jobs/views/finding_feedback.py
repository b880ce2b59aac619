"""View where a reader says that something on a job's page is wrong."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from jobs import finding_feedback
from jobs.cards import cards
from jobs.finding_feedback import Statement
from jobs.forms import FindingFeedbackForm
from jobs.models import Job
from jobs.views.job import public_jobs
from jobs.visitor_location import Viewer, visitor_location_of
from toolkit import rate_limits
from toolkit.client import client_network
from toolkit.same_origin import same_origin_post

VERDICT = "verdict"  # stands for the key of the verdict at the visitor's location


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def report_mistake(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Shows and handles the form to report a mistake in a finding or verdict. At most twenty reports an hour from one IP
    address."""
    job = get_object_or_404(public_jobs(), pk=pk)
    statement = _statement(request, job, key)
    if statement is None:
        messages.info(request, _("This job has changed. We no longer say that."))
        return redirect(job)
    form = FindingFeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not rate_limits.allow(request, "finding-feedback", "20/hour"):
            form.add_error(None, _("You've sent many reports in the past hour. Try again later."))
        else:
            if not form.is_robot:
                finding_feedback.disagree(
                    job=job,
                    statement=statement,
                    comment=form.cleaned_data["comment"],
                    sender=_sender(request, job),
                    user=request.user if isinstance(request.user, User) else None,
                    now=timezone.now(),
                )
            messages.success(request, _("Thanks. We use your report to improve how we check jobs."))
            return redirect(job)
    status = 400 if request.method == "POST" else 200
    return render(request, "jobs/mistake.html", {"form": form, "job": job, "statement": statement}, status=status)


def _statement(request: HttpRequest, job: Job, key: str) -> Statement | None:
    """Returns what the job's page says under this key now."""
    if key != VERDICT:
        return next((one for one in map(finding_feedback.statement_of, job.findings) if one.key == key), None)
    location = visitor_location_of(request)
    card = cards([job], Viewer(location), now=timezone.now())[0]
    if location is None or card.answer is None:
        return None
    return finding_feedback.verdict_statement(job, card.answer, country=location.country, label=card.verdict)


def _sender(request: HttpRequest, job: Job) -> str:
    """Returns a digest of who sends this; it can't be compared between jobs."""
    if isinstance(request.user, User):
        who = f"member {request.user.pk}"
    else:
        who = f"{client_network(request)} {request.headers.get('User-Agent', '')}"
    return salted_hmac("jobs.finding_feedback", f"{job.pk} {who}", algorithm="sha256").hexdigest()[:32]
