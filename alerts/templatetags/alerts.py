"""Template tags for alerts on pages of other apps."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from accounts.models import User
from alerts.mail.cards import words_of
from alerts.models import Alert, Digest
from alerts.push import keys
from jobs.models import Job

register = template.Library()


@register.filter
def card_facts(job: Job) -> str:
    """Returns company, location, pay and age on one line, as an email shows them."""
    words = words_of(job, timezone.now())
    return f"{words['company']} · {words['facts']}"


@register.simple_tag
def sends_notifications() -> bool:
    """Returns whether members can get notifications."""
    return keys.is_on()


@register.simple_tag(takes_context=True)
def running_alerts(context: Context) -> int:
    """Returns the number of running alerts of the page's member."""
    user = context.get("user")
    return Alert.objects.of(user).filter(state=Alert.State.ACTIVE).count() if isinstance(user, User) else 0


@register.inclusion_tag("alerts/_daily_offer.html", takes_context=True)
def daily_offer(context: Context) -> dict[str, Any]:
    """Offers a member with Plus to make weekly alerts daily: two queries."""
    user = context.get("user")
    if not isinstance(user, User):
        return {}
    alerts = Alert.objects.of(user)
    daily = alerts.filter(state=Alert.State.ACTIVE, cadence=Alert.Cadence.DAILY).count()
    return {"weekly": list(alerts.weekly()), "daily": daily, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("alerts/_card.html", takes_context=True)
def alerts_card(context: Context) -> dict[str, Any]:
    """Summarizes a member's alerts in a few words: two queries."""
    user = context.get("user")
    if not isinstance(user, User):
        return {}
    running = Alert.objects.of(user).filter(state=Alert.State.ACTIVE).order_by("next_due_at")
    return {"alerts": list(running), "last": Digest.objects.of(user).left().telling().first()}
