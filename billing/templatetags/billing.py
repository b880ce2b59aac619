"""Template tags that show a member's plan on any page. None of them needs a query."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone

from billing import plans
from billing.plan_status import PlanStatus, State, plan_status_of

register = template.Library()


@register.inclusion_tag("billing/_banner.html", takes_context=True)
def billing_banner(context: Context) -> dict[str, Any]:
    """Tells a member on every page that a payment failed, and how long they keep Plus."""
    found = _plan_status(context)
    return {"plan_status": found if found.state == State.PAST_DUE else None, **_of(context)}


@register.inclusion_tag("billing/_card.html", takes_context=True)
def plan_card(context: Context) -> dict[str, Any]:
    """Shows the member's plan in a few words."""
    return {"plan_status": _plan_status(context), **_of(context)}


@register.inclusion_tag("billing/_actions.html", takes_context=True)
def plan_actions(context: Context, found: PlanStatus) -> dict[str, Any]:
    """Shows the buttons for a member's plan: buy Plus, or manage the subscription."""
    return {"plan_status": found, "prices": plans.offered(), **_of(context)}


@register.inclusion_tag("billing/_test_payments.html")
def test_payments() -> dict[str, Any]:
    """Shows a notice on billing pages while payments are in test mode."""
    return {"is_test": settings.STRIPE_TEST_MODE}


def _plan_status(context: Context) -> PlanStatus:
    return plan_status_of(context.get("user"), timezone.now())


def _of(context: Context) -> dict[str, Any]:
    return {
        "csrf_token": context.get("csrf_token"),
        "user": context.get("user"),
        "free": plans.FREE,
        "plus": plans.PLUS,
    }
