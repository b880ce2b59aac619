"""Views for mutes: leave a company or a word in titles out of job lists and alerts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import member, members_only
from accounts.models import User
from alerts import display, services
from alerts.models import Mute
from alerts.services import AlertRefused
from jobs.models import Company, Job
from toolkit.web_addresses import safe_return


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fewer(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what can be muted because of this job. Without an account, explains what an account allows."""
    job = get_object_or_404(Job.objects.was_public().select_related("company").defer("company__logo"), pk=pk)
    user = request.user
    if not isinstance(user, User):
        if request.method == "POST":
            raise Http404
        return render(request, "alerts/fewer_visitor.html", {"job": job})
    problem = ""
    if request.method == "POST":
        now = timezone.now()
        kind = Mute.Kind.COMPANY if "company" in request.POST else Mute.Kind.WORD
        value = job.company.slug if kind == Mute.Kind.COMPANY else request.POST.get("word", "")
        try:
            mute = services.mute(recipient=services.recipient_of(user, now=now), kind=kind, value=value, now=now)
        except AlertRefused as error:
            problem = str(error)
        else:
            messages.success(request, _("Muted: %s.") % _label(mute))
            return redirect("alerts:list")
    words = services.words_to_mute(job.title, user=user)
    context: dict[str, Any] = {"job": job, "words": words, "problem": problem}
    return render(request, "alerts/fewer.html", context, status=422 if problem else 200)


@require_POST
@members_only
def mute_company(request: HttpRequest, slug: str) -> HttpResponse:
    """Mutes a company from its page or a row of a list, and returns there."""
    company = get_object_or_404(Company.objects.only("slug", "name"), slug=slug)
    user, now = member(request), timezone.now()
    try:
        recipient = services.recipient_of(user, now=now)
        services.mute(recipient=recipient, kind=Mute.Kind.COMPANY, value=company.slug, now=now)
    except AlertRefused as error:
        messages.error(request, str(error))
    else:
        link = format_html('<a href="{}#mutes">{}</a>', reverse("alerts:list"), _("See muted companies and words"))
        messages.success(request, format_html("{} {}", _("Muted: %s.") % company.name, link))
    return redirect(safe_return(request, fallback=reverse("jobs:search"), use_referer=True))


@require_POST
@members_only
def unmute(request: HttpRequest, pk: int) -> HttpResponse:
    mute = get_object_or_404(Mute.objects.filter(recipient__user=member(request)), pk=pk)
    services.unmute(recipient=mute.recipient, pk=mute.pk)
    messages.success(request, _("Unmuted: %s.") % _label(mute))
    return redirect("alerts:list")


def _label(mute: Mute) -> str:
    [(label, _mute)] = display.mute_labels([mute])
    return label
