"""Says what jobs pages are about, in countries and industries. What is known of the visitor never counts."""

from collections.abc import Iterable

from ads.placements import NOTHING_SPECIAL, Topic
from jobs.models import Job
from jobs.search.criteria import Criteria
from jobs.vocabulary.regions import ANYWHERE, country_codes, regions


def topic_of(about: Job | Criteria | None) -> Topic:
    """Returns what the page of a job, or of a search, is about. A job for anywhere names no country."""
    if isinstance(about, Job):
        return Topic(_countries(about.regions), frozenset(about.industries))
    if isinstance(about, Criteria):
        return Topic(_countries([about.geo] if about.geo else []), frozenset(about.industry))
    return NOTHING_SPECIAL


def _countries(slugs: Iterable[str]) -> frozenset[str]:
    known = regions()
    return frozenset[str]().union(*(country_codes(slug) for slug in slugs if slug in known and slug != ANYWHERE))
