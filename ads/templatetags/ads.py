"""Template tag that puts a box for an ad on a page, so that pages of other apps needn't know of ads."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString

from ads.boxes import box_for
from ads.placements import NOTHING_SPECIAL, Placement, Topic
from jobs.models import Job
from jobs.search.criteria import Criteria
from jobs.vocabulary.regions import ANYWHERE, country_codes, regions

register = template.Library()


@register.simple_tag(takes_context=True)
def ad(context: dict[str, Any], placement: str, about: Job | Criteria | None = None) -> str | SafeString:
    """``{% ad "job" job %}``: the box of this page, or nothing if the reader sees no ads. ``about``: the job or search that the
    page shows."""
    box = box_for(context["request"], Placement(placement).value, topic_of(about), timezone.now())
    return get_template("ads/_box.html").render({"box": box}) if box else ""


def topic_of(about: Job | Criteria | None) -> Topic:
    """Returns what the page of a job, or of a search, is about. A job for anywhere names no country. What is known of the
    visitor never counts."""
    if isinstance(about, Job):
        return Topic(_countries(about.regions), frozenset(about.industries))
    if isinstance(about, Criteria):
        return Topic(_countries([about.geo] if about.geo else []), frozenset(about.industry))
    return NOTHING_SPECIAL


def _countries(slugs: Iterable[str]) -> frozenset[str]:
    known = regions()
    return frozenset[str]().union(*(country_codes(slug) for slug in slugs if slug in known and slug != ANYWHERE))
