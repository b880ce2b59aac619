"""Admin pages for moderation: the queue and a job's moves."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs import services
from jobs.lifecycle import EXPIRED, MOVES, Closed, MoveRefused, Status
from jobs.models import Job

if TYPE_CHECKING:
    PageAdmin = admin.ModelAdmin[Job]

A_PAGE = 25


def may_change(page: "PageAdmin", request: HttpRequest, pk: int) -> Job:
    job = get_object_or_404(Job.objects.select_related("company", "source"), pk=pk)
    if not page.has_change_permission(request, job):
        raise PermissionDenied
    return job


def queue(page: "PageAdmin", request: HttpRequest) -> HttpResponse:
    """Shows jobs waiting for moderation, longest first, each with the rule that holds it and the quoted sentence."""
    if not page.has_change_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        return _decide(request)
    waiting = Job.objects.waiting().select_related("company", "source")
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Moderation"),
        "waiting": Paginator(waiting, A_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "admin/jobs/job/queue.html", context)


def _decide(request: HttpRequest) -> HttpResponse:
    """Publishes or rejects the selected jobs; names jobs that someone else has moved in the meantime."""
    now = timezone.now()
    by: Any = request.user
    decision = request.POST.get("decision")
    if decision not in ("publish", "reject"):
        messages.warning(request, _("Nothing changed. Choose “Publish selected” or “Reject selected”."))
        return redirect("admin:jobs_job_queue")
    ticked = [int(pk) for pk in request.POST.getlist("posting") if pk.isdecimal()]
    jobs = list(Job.objects.waiting().filter(pk__in=ticked))
    done, passed = 0, len(set(ticked)) - len(jobs)
    for job in jobs:
        try:
            if decision == "publish":
                services.publish(job=job, by=by, now=now)
            else:
                services.reject(job=job, by=by, note=request.POST.get("note", ""), now=now)
            done += 1
        except MoveRefused:
            passed += 1
    if not ticked:
        messages.warning(request, _("Select at least one job first."))
    elif decision == "publish":
        messages.success(request, ngettext("%d job published.", "%d jobs published.", done) % done)
    else:
        messages.success(request, ngettext("%d job rejected.", "%d jobs rejected.", done) % done)
    if passed:
        somebody = ngettext(
            "Someone else already decided on %d of them.", "Someone else already decided on %d of them.", passed
        )
        messages.warning(request, somebody % passed)
    return redirect("admin:jobs_job_queue")


LABELS: dict[str, Promise] = {
    "submit": gettext_lazy("Send to moderation"),
    "publish": gettext_lazy("Publish"),
    "relist": gettext_lazy("Extend by 60 days"),
    "fill": gettext_lazy("Mark as filled"),
    "reject": gettext_lazy("Reject"),
    "withdraw": gettext_lazy("Withdraw"),
    "duplicate": gettext_lazy("Duplicate as draft"),
}


def moves_of(job: Job, state: str) -> list[tuple[str, Promise]]:
    """Returns the buttons for a job in this state: name of the move and its label."""
    to = {
        "submit": Status.PENDING, "publish": Status.PUBLISHED, "fill": Status.FILLED,
        "reject": Status.REJECTED, "withdraw": Status.WITHDRAWN,
    }  # fmt: skip
    allowed = [name for name, status in to.items() if status in MOVES[state]]
    if state in (Status.PUBLISHED, EXPIRED):
        allowed = [name for name in allowed if name != "publish"]
        allowed.insert(0, "relist")
    return [(name, LABELS[name]) for name in (*allowed, "duplicate")]


def move(page: "PageAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Handles one button of the job's page."""
    job = may_change(page, request, pk)
    now = timezone.now()
    name = request.POST.get("move", "")
    if request.method == "POST" and name and name not in LABELS:
        raise BadRequest("unknown move")
    if request.method == "POST" and name in dict(moves_of(job, job.state(now))):
        note = request.POST.get("note", "")
        by: Any = request.user
        try:
            if name == "duplicate":
                job = services.duplicate(job=job, by=by, now=now)
            elif name == "reject":
                services.reject(job=job, by=by, note=note, now=now)
            elif name == "withdraw":
                services.withdraw(job=job, because=Closed.STAFF, by=by, note=note, now=now)
            else:
                verbs: dict[str, Callable[..., Job]] = {
                    "submit": services.submit,
                    "publish": services.publish,
                    "relist": services.relist,
                    "fill": services.fill,
                }
                verbs[name](job=job, by=by, now=now)
            messages.success(request, _("Done. See the history below."))
        except MoveRefused as refused:
            messages.error(request, str(refused))
    elif request.method == "POST":
        messages.error(request, _("This job has changed in the meantime. Choose one of its current actions."))
    return redirect(reverse("admin:jobs_job_change", args=[job.pk]))
