"""Views for a member's hidden and viewed jobs, and recent searches."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import member, members_only
from jobs.models import Job
from jobs.tracker import flags
from jobs.tracker.models import JobFlag
from jobs.tracker.views.access import page_of, redirect_back
from toolkit import rate_limits

HIDES = "200/hour"


@require_POST
@members_only
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Hides a job from the member's lists."""
    user = member(request)
    job = get_object_or_404(Job.objects.was_public(), pk=pk)
    if not rate_limits.allow(request, "hide jobs", HIDES, of=str(user.pk)):
        messages.error(request, _("You hid many jobs in a short time. Try again in an hour."))
        return redirect_back(request, reverse("jobs:search"))
    flags.flag(user=user, job=job, kind=JobFlag.Kind.HIDDEN, now=timezone.now())
    link = format_html('<a href="{}">{}</a>', reverse("tracker:hidden"), _("See hidden jobs"))
    messages.success(request, format_html("{} {}", _("Job hidden: %s.") % job.title, link))
    return redirect_back(request, reverse("jobs:search"))


@require_POST
@members_only
def unhide(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a hidden job again; 404 if the member hasn't hidden it."""
    found = get_object_or_404(JobFlag.objects.of(member(request)).filter(kind=JobFlag.Kind.HIDDEN), job=pk)
    flags.unflag(user=member(request), job_id=found.job_id, kind=JobFlag.Kind.HIDDEN)
    messages.success(request, _("The job shows in lists again."))
    return redirect_back(request, reverse("tracker:hidden"))


@require_safe
@members_only
def hidden(request: HttpRequest) -> HttpResponse:
    """Lists the member's hidden jobs, newest first."""
    kept = JobFlag.objects.of(member(request)).filter(kind=JobFlag.Kind.HIDDEN).select_related("job__company")
    page = page_of(request, kept.only("job__title", "job__slug", "job__company__name").order_by("-at", "-pk"))
    viewed = JobFlag.objects.of(member(request)).filter(kind=JobFlag.Kind.VIEWED).count()
    return render(request, "tracker/hidden.html", {"page": page, "viewed": viewed})


@require_POST
@members_only
def clear_viewed(request: HttpRequest) -> HttpResponse:
    flags.forget_viewed(user=member(request))
    messages.success(request, _("Viewed jobs cleared."))
    return redirect_back(request, reverse("tracker:hidden"))


@require_POST
@members_only
def clear_searches(request: HttpRequest) -> HttpResponse:
    flags.forget_searches(user=member(request))
    messages.success(request, _("Recent searches cleared."))
    return redirect_back(request, reverse("jobs:search"))
