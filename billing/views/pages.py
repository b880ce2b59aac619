"""Views for the pricing page and a member's own plan with its billing emails."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import member, members_only
from billing import emails, entitlements, plans, subscriber_count
from billing.models import BillingMail
from billing.plan_status import plan_status_of
from toolkit import page_cache

EMAILS_SHOWN = 12  # the newest


@require_safe
def pricing(request: HttpRequest) -> HttpResponse:
    """Shows both plans side by side, with texts for each plan status. All visitors get the same page."""
    now = timezone.now()
    context = {
        "plan_status": plan_status_of(request.user, now),
        "payers": subscriber_count.shown_subscriber_count(now),
        "free": plans.FREE,
        "plus": plans.PLUS,
        "of_free": plans.of_free(),
        "of_plus": plans.of_plus(),
        "comparison": plans.comparison(),
        "prices": plans.offered(),
        "grace_days": entitlements.GRACE.days,
        "refund_days": plans.REFUND_DAYS,
        "adds_tax": settings.STRIPE_AUTOMATIC_TAX,
        "canonical": reverse("billing:pricing"),
        "meta_description": _("What %(site)s costs, what each plan includes, and how to cancel Plus.")
        % {"site": settings.SITE_NAME},
    }
    return page_cache.share(render(request, "billing/pricing.html", context), lifetime=lambda: subscriber_count.KEPT)


@require_safe
@members_only
def plan(request: HttpRequest) -> HttpResponse:
    """Shows the member's plan, what is due next, and the billing emails we sent."""
    now = timezone.now()
    user = member(request)
    context = {
        "plan_status": plan_status_of(user, now),
        "free": plans.FREE,
        "plus": plans.PLUS,
        "emails": [
            {"mail": mail, "moved": emails.money_moved(mail, user), "invoice_url": mail.facts.get("invoice_url", "")}
            for mail in BillingMail.objects.filter(account__user=user)[:EMAILS_SHOWN]
        ],
    }
    return render(request, "billing/plan.html", context)
