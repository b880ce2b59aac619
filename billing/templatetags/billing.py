"""What pages of other apps say about a member's plan. None of it costs a query."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone

from billing import plans, standing

register = template.Library()


@register.inclusion_tag("billing/_banner.html", takes_context=True)
def billing_banner(context: Context) -> dict[str, Any]:
    """Tells a member on every page that a payment failed, and until when Plus goes on."""
    found = _standing(context)
    return {"standing": found if found.state == standing.State.PAST_DUE else None, **_of(context)}


@register.inclusion_tag("billing/_card.html", takes_context=True)
def plan_card(context: Context) -> dict[str, Any]:
    """The member's plan in a few words."""
    return {"standing": _standing(context), **_of(context)}


@register.inclusion_tag("billing/_actions.html", takes_context=True)
def plan_actions(context: Context, found: standing.Standing) -> dict[str, Any]:
    """The buttons of how a member stands: to buy, or to manage what was bought."""
    return {"standing": found, "prices": plans.offered(), **_of(context)}


@register.inclusion_tag("billing/_test_payments.html")
def test_payments() -> dict[str, Any]:
    """Says on pages about money that none moves, where that is so."""
    return {"is_test": settings.STRIPE_TEST_MODE}


def _standing(context: Context) -> standing.Standing:
    return standing.of(context.get("user"), timezone.now())


def _of(context: Context) -> dict[str, Any]:
    return {
        "csrf_token": context.get("csrf_token"),
        "user": context.get("user"),
        "free": plans.FREE,
        "plus": plans.PLUS,
    }
