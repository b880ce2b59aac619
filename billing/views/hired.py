"""Views for members who got hired: confirm, stop renewal and alerts, show the result."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import in_person, member, members_only
from billing import cancellation
from billing.cancellation import Ending
from billing.plan_status import PlanStatus, plan_status_of
from billing.stripe_api import StripeError


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def hired(request: HttpRequest) -> HttpResponse:
    """Shows what will happen, and does it on POST."""
    user = member(request)
    if request.method == "POST":
        try:
            cancellation.hired(user=user, now=timezone.now())
        except StripeError as error:
            is_half_done = isinstance(error, cancellation.HalfDone)
            return render(request, "billing/unavailable.html", {"is_half_done": is_half_done}, status=503)
        return redirect("billing:hired-done")
    found = plan_status_of(user, timezone.now())
    return render(request, "billing/hired.html", {"lines": lines_before(found)})


@require_safe
@members_only
def hired_done(request: HttpRequest) -> HttpResponse:
    """Congratulates the member and shows the state of plan and alerts."""
    found = plan_status_of(member(request), timezone.now())
    return render(request, "billing/hired_done.html", {"lines": lines_after(found)})


def lines_before(found: PlanStatus) -> list[str]:
    """Returns lines on what the button will do to the plan, by the rule that also decides what it does
    (`cancellation.ending_of`)."""
    ending = cancellation.ending_of(found.subscription)
    lines = [_before(found, ending) % {"day": found.until_day, "due": found.due}]
    if found.gift_day and ending != Ending.NONE:
        lines.append(_also_a_gift(found))
    return lines


def _before(found: PlanStatus, ending: Ending) -> str:
    match ending:
        case Ending.AT_PERIOD_END if found.until_day:
            return _("Plus won't renew. You keep it until %(day)s, and your card won't be charged again.")
        case Ending.AT_PERIOD_END:
            return _("Plus won't renew, and your card won't be charged again.")
        case Ending.NOW if found.gift_day and found.due:
            return _(
                "Your subscription ends now, and we void the open invoice for %(due)s. You owe nothing, and your card won't be"
                " charged again."
            )
        case Ending.NOW if found.gift_day:
            return _("Your subscription ends now. You owe nothing, and your card won't be charged again.")
        case Ending.NOW if found.due:
            return _(
                "Plus ends now, and we void the open invoice for %(due)s. You owe nothing, and your card won't be charged again."
            )
        case Ending.NOW:
            return _("Plus ends now. You owe nothing, and your card won't be charged again.")
        case Ending.FIXED:
            return _("Plus won't renew because you already canceled it. It ends on %(day)s.")
    if found.is_gift:
        return _("You have Plus as a gift until %(day)s. You won't be charged for it.")
    return _("You don't pay for anything, so there's nothing to cancel.")


def lines_after(found: PlanStatus) -> list[str]:
    """Returns lines on the state of the member's plan now."""
    lines = [_after(found)]
    if found.gift_day and found.is_ending:
        lines.append(_also_a_gift(found))
    return lines


def _after(found: PlanStatus) -> str:
    if found.is_ending:
        return _("Plus won't renew. You keep it until %(day)s.") % {"day": found.until_day}
    if found.is_free and found.due:
        return _(
            "An invoice for %(due)s is still open because a payment for it is being processed. Plus has ended, and your card"
            " won't be charged again."
        ) % {"due": found.due}
    if found.is_free:
        return _("You don't pay for anything, and you owe nothing.")
    return found.sentence


def _also_a_gift(found: PlanStatus) -> str:
    return _("You also have Plus as a gift until %(day)s. You won't be charged for it.") % {"day": found.gift_day}
