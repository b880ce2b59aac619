"""Views for a job: page, apply, report."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.impersonation import acting_staff
from accounts.models import User
from jobs import deduplication, history, services, similar, visitor_location
from jobs.cards import cards
from jobs.display import age, place_facts, window_words
from jobs.finding_feedback import statement_of
from jobs.forms import ReportForm
from jobs.lifecycle import Status
from jobs.machine_readers import structured_data
from jobs.models import Job
from jobs.models.job import JobQuerySet
from jobs.pay import promised
from jobs.pay_comparison import compare_pay
from jobs.screening.claims import Finding
from jobs.tracker import bookmarks, flags
from jobs.tracker import services as tracker
from jobs.tracker.sent_files import with_link_to_files
from jobs.vocabulary.kinds import PayPeriod
from toolkit import markdown, rate_limits, web_addresses
from toolkit.client import is_ahead
from toolkit.negotiation import compressed
from toolkit.same_origin import same_origin_post

ASK = "applied-ask"  # the cookie with the id of the job that the visitor went to apply for
ASK_FOR = dt.timedelta(days=2)
REFUSED = (Status.PENDING, Status.REJECTED)  # jobs in these states can't be saved

DOUBTS: dict[str, Promise] = {
    "contradiction": _lazy("The details don't match the label"),
    "scam": _lazy("Be careful: signs of a scam"),
}
DEMANDS: dict[str, Promise] = {"limit": _lazy("Requirements we found")}


def public_jobs() -> JobQuerySet:
    """Returns jobs that have a page, open or gone: ready for cards, and with the description."""
    return Job.objects.was_public().with_origin().defer("company__about", "company__about_html")


# --- The page -----------------------------------------------------------------------------------------------------------


@require_safe
@compressed
def detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Shows an open job, or a 410 page for a closed one. A copy redirects to the lead of its opening."""
    now = timezone.now()
    job = get_object_or_404(public_jobs().select_related("lead").defer("lead__description"), pk=pk)
    if job.lead and job.is_visible(now) and job.lead.is_visible(now):
        return redirect(job.lead)
    if slug != job.slug:
        return redirect(job, permanent=True)
    if not job.is_visible(now):
        return _gone(request, job, now)
    response = render(request, "jobs/detail.html", _context(request, job, now) | _open_context(job, now))
    if isinstance(request.user, User) and request.method == "GET" and not acting_staff(request):
        flags.flag(user=request.user, job=job, kind=flags.Kind.VIEWED, now=now)
    # A page from the browser's cache wouldn't ask "did you apply?" when a visitor comes back from the employer's site. The copy
    # for reading without a network is fetched without cookies, so there is nothing of anybody in it.
    if request.COOKIES or not is_ahead(request):
        response["Cache-Control"] = "private, no-store"
    return response


def _gone(request: HttpRequest, job: Job, now: dt.datetime) -> HttpResponse:
    """Returns a 410 page: why the job closed, whether the same opening is still open elsewhere, and other open jobs."""
    context = _context(request, job, now)
    context["is_kept"] = isinstance(request.user, User) and bool(context["card"].stage)
    if job.opening_key:
        same = Job.objects.visible(now).leading().filter(opening_key=job.opening_key)
        context["same"] = same.only("title", "slug").first()
    response = render(request, "jobs/gone.html", context, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response


def _context(request: HttpRequest, job: Job, now: dt.datetime) -> dict[str, Any]:
    """Returns the context shared by the pages of open and closed jobs."""
    place = visitor_location.visitor_location_of(request)
    shown = [job, *similar.similar_jobs(job, people=place.slug if place else "", now=now)]
    viewer = bookmarks.viewer(request, shown)
    own, *others = cards(shown, viewer, now=now)
    return {
        "job": job,
        "card": own,
        "similar": [card for card in others if card.job.pk not in viewer.hidden],
        "ledger": history.history_of(job, now=now),
        "asks": request.COOKIES.get(ASK) == str(job.pk) and job.status not in REFUSED,
    }


def _open_context(job: Job, now: dt.datetime) -> dict[str, Any]:
    return {
        "canonical": job.get_absolute_url(),
        "meta_description": job.excerpt[:300],
        "description": mark_safe(job.description),  # noqa: S308 - services clean every description they save
        "structured_data": structured_data.structured_data_of(job),
        **place_facts(job.place, job.regions),
        "window": window_words(job.timezone) if job.timezone else "",
        "yearly": job.pay.yearly if job.pay and job.pay.period != PayPeriod.YEAR else None,
        "comparison": compare_pay(job, now=now),
        "promised": promised(markdown.plain(job.description), job.pay),
        "doubts": _found(job, DOUBTS),
        "demands": _found(job, DEMANDS),
        "sources": [_source(one) for one in deduplication.sources_of(job, now=now)],
        "seen": age(job.verified_at, now) if job.verified_at else "",
        "apply_host": web_addresses.host_of(job.apply_address),
    }


def _found(job: Job, kinds: dict[str, Promise]) -> list[dict[str, Any]]:
    """Returns the findings of these kinds, in their order, each with the sentence it is based on."""
    groups = []
    for kind, heading in kinds.items():
        findings = [_shown(finding, job) for finding in job.findings if finding.kind == kind]
        if findings:
            groups.append({"kind": kind, "heading": heading, "findings": findings})
    return groups


def _shown(finding: Finding, job: Job) -> dict[str, Any]:
    statement = statement_of(finding)
    return {
        "label": statement.label,
        "quote": statement.quote,
        "icon": _icon(finding),
        "mistake_url": reverse("jobs:mistake", args=[job.pk, statement.key]),
    }


def _icon(finding: Finding) -> str:
    """Returns the CSS class of the icon for what a finding is about: papers, hours or places."""
    if finding.rule == "visa":
        return "icon-card"
    return "icon-clock" if finding.timezone else "icon-pin"


def _source(job: Job) -> dict[str, Any]:
    """Returns the source of one job of the opening, for the page."""
    return {
        "name": job.source.name if job.source else _("Posted on %s") % settings.SITE_NAME,
        "url": job.source_url if web_addresses.host_of(job.source_url) else "",
        "is_employer": job.source is not None and job.source.company_id == job.company_id,
    }


# --- Applying -----------------------------------------------------------------------------------------------------------


@require_safe
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the visitor to the employer: redirects to the job's URL, or shows a page with its email address."""
    now = timezone.now()
    job = get_object_or_404(public_jobs(), pk=pk)
    if not job.is_visible(now):
        return _gone(request, job, now)
    response: HttpResponse
    if address := job.apply_address:
        response = HttpResponseRedirect(address)
    elif job.apply_email:
        response = render(request, "jobs/apply.html", {"job": job})
    else:
        raise Http404
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    response.set_cookie(
        ASK, str(job.lead_id or job.pk), max_age=ASK_FOR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )  # fmt: skip
    return response


@require_POST
def applied(request: HttpRequest, pk: int) -> HttpResponse:
    """Handles the answer to "did you apply?". A yes adds the job to a member's applications; others can sign in
    first."""
    now = timezone.now()
    job = get_object_or_404(tracker.keepable(), pk=pk)
    answer = request.POST.get("applied")
    if answer not in ("yes", "no"):
        return render(request, "400.html", status=400)
    if answer == "yes":
        if not isinstance(request.user, User):
            return render(request, "jobs/applied.html", {"job": job})
        try:
            application = tracker.record_application(user=request.user, job=job, now=now)
            messages.success(request, with_link_to_files(_("Added to your applications."), application))
        except tracker.TooMany as refused:
            messages.error(request, str(refused))
    response = redirect(job)
    response.delete_cookie(ASK, samesite="Lax")
    return response


# --- Reports ------------------------------------------------------------------------------------------------------------


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows and handles the form to report a job. At most five reports an hour from one IP address."""
    now = timezone.now()
    job = get_object_or_404(public_jobs(), pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not rate_limits.allow(request, "report", "5/hour"):
            form.add_error(None, _("You've sent several reports in the past hour. Try again later."))
        else:
            if not form.is_robot:
                services.report(job=job, **form.report(), now=now)
            messages.success(request, _("Thanks for your report. A moderator will review it."))
            return redirect(job)
    status = 400 if request.method == "POST" else 200
    return render(request, "jobs/report.html", {"form": form, "job": job}, status=status)
