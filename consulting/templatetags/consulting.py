"""Template tags of consulting: waiting times, and the measured time for pages of other apps."""

import datetime as dt

from django import template
from django.utils import timezone

from consulting import display, figures

register = template.Library()
register.filter("in_words", display.in_words)


@register.filter
def waited_since(since: dt.datetime | None) -> str:
    """Returns how long somebody has waited, in short."""
    return display.in_short(timezone.now() - since) if since else ""


@register.simple_tag
def measured_reply_time() -> dt.timedelta | None:
    """Returns the measured time to a reply, or None if there are too few replies to say."""
    return figures.reply_time(timezone.now())
