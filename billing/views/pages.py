"""What the plans are and cost, and how a member stands."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import in_person, member, members_only
from billing import emails, entitlements, leaving, payers, plans, standing
from billing.models import BillingMail
from billing.stripe_api import StripeError
from toolkit import page_cache

MAILS = 12  # the newest, on the page of the plan


@require_safe
def pricing(request: HttpRequest) -> HttpResponse:
    """Both plans side by side, in words for every state a reader may be in. Visitors share one page."""
    now = timezone.now()
    context = {
        "standing": standing.of(request.user, now),
        "payers": payers.shown(now),
        "free": plans.FREE,
        "plus": plans.PLUS,
        "of_free": plans.of_free(),
        "of_plus": plans.of_plus(),
        "coming": plans.coming(),
        "features": plans.FEATURES,
        "prices": plans.offered(),
        "yes": plans.YES,
        "grace_days": entitlements.GRACE.days,
        "refund_days": plans.REFUND_DAYS,
        "adds_tax": settings.STRIPE_AUTOMATIC_TAX,
        "canonical": reverse("billing:pricing"),
        "meta_description": _("What %(site)s costs, what each plan has, and how Plus is cancelled.")
        % {"site": settings.SITE_NAME},
    }
    return page_cache.share(render(request, "billing/pricing.html", context), lifetime=lambda: payers.KEPT)


@require_safe
@members_only
def plan(request: HttpRequest) -> HttpResponse:
    """How the member stands, what comes next, and what we wrote about money."""
    now = timezone.now()
    user = member(request)
    context = {
        "standing": standing.of(user, now),
        "free": plans.FREE,
        "plus": plans.PLUS,
        "mails": [
            {"mail": mail, **emails.said(mail.facts, user)}
            for mail in BillingMail.objects.filter(account__user=user)[:MAILS]
        ],
    }
    return render(request, "billing/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def hired(request: HttpRequest) -> HttpResponse:
    """One button for whoever found a job: nothing is renewed any more, and alerts pause. Asks first."""
    user = member(request)
    if request.method == "POST":
        try:
            leaving.hired(user=user, now=timezone.now())
        except StripeError as error:
            is_half_done = isinstance(error, leaving.HalfDone)
            return render(request, "billing/unavailable.html", {"is_half_done": is_half_done}, status=503)
        return redirect("billing:hired-done")
    found = standing.of(user, timezone.now())
    return render(request, "billing/hired.html", {"standing": found, "ending": leaving.ending_of(found.subscription)})


@require_safe
@members_only
def hired_done(request: HttpRequest) -> HttpResponse:
    """Congratulates, and says what is true now."""
    return render(request, "billing/hired_done.html", {"standing": standing.of(member(request), timezone.now())})
