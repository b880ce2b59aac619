"""Template tags that show a member's plan on any page. None of them costs a query."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone

from billing import plan_status, plans

register = template.Library()


@register.inclusion_tag("billing/_banner.html", takes_context=True)
def billing_banner(context: Context) -> dict[str, Any]:
    """Tells a member on every page that a payment failed, and how long they keep Plus."""
    found = _standing(context)
    return {"standing": found if found.state == plan_status.State.PAST_DUE else None, **_of(context)}


@register.inclusion_tag("billing/_card.html", takes_context=True)
def plan_card(context: Context) -> dict[str, Any]:
    """The member's plan in a few words."""
    return {"standing": _standing(context), **_of(context)}


@register.inclusion_tag("billing/_actions.html", takes_context=True)
def plan_actions(context: Context, found: plan_status.Standing) -> dict[str, Any]:
    """The buttons that fit a member's plan: to buy Plus, or to manage the subscription."""
    return {"standing": found, "prices": plans.offered(), **_of(context)}


@register.inclusion_tag("billing/_test_payments.html")
def test_payments() -> dict[str, Any]:
    """Says on pages about money that payments are not real, where that is so."""
    return {"is_test": settings.STRIPE_TEST_MODE}


def _standing(context: Context) -> plan_status.Standing:
    return plan_status.of(context.get("user"), timezone.now())


def _of(context: Context) -> dict[str, Any]:
    return {
        "csrf_token": context.get("csrf_token"),
        "user": context.get("user"),
        "free": plans.FREE,
        "plus": plans.PLUS,
    }
