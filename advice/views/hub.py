"""Views of the front pages of advice: the public one with an example, and the member's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import member
from advice.fit.example import example
from advice.profiles import counting_for
from advice.views.plus import plus_only
from billing import plans
from jobs.tracker.models import Application
from toolkit import page_cache
from toolkit.member_pages import same_for_members

SHOWN = 8  # jobs of the tracker that the front page offers to compare


@require_safe
@same_for_members
def index(request: HttpRequest) -> HttpResponse:
    """Shows what advice is, with a fit sheet of an invented résumé and an invented job."""
    context = {
        "example": example(),
        "prices": plans.offered(),
        "plus": plans.PLUS,
        "canonical": reverse("advice:index"),
        "meta_description": _("See how your résumé fits a job, with the line behind every answer. Here is an example."),
    }
    return page_cache.share(render(request, "advice/index.html", context))


@require_safe
@plus_only
def hub(request: HttpRequest) -> HttpResponse:
    """Shows what a member with Plus can do, and their latest jobs to compare."""
    user, now = member(request), timezone.now()
    kept = Application.objects.of(user).filter(job__isnull=False, job__published_at__isnull=False)
    context = {
        "jobs": kept.select_related("job__company").order_by("-updated_at")[:SHOWN],
        "resume": counting_for(user),
        "now": now,
    }
    return render(request, "advice/hub.html", context)
