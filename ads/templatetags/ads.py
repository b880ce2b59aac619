"""Template tag that puts a box for an ad on a page, so that pages of other apps needn't know of ads."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString

from ads.boxes import box_for
from ads.placements import Placement
from ads.topics import topic_of
from jobs.models import Job
from jobs.search.criteria import Criteria

register = template.Library()


@register.simple_tag(takes_context=True)
def ad(context: dict[str, Any], placement: str, about: Job | Criteria | None = None) -> str | SafeString:
    """``{% ad "job" job %}``: the box of this page, or nothing if the reader sees no ads. ``about``: the job or search that the
    page shows."""
    box = box_for(context["request"], Placement(placement).value, topic_of(about), timezone.now())
    return get_template("ads/_box.html").render({"box": box}) if box else ""
