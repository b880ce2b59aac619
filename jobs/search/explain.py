"""Explains why a job matches what was typed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.search.typed import Typed
from jobs.vocabulary.industries import INDUSTRIES
from occupations import names
from occupations.names import Unit


def why(job: Job, asked: Typed) -> str:
    """Returns where a job says what was typed: ``Matches: job title, React``. Empty without keywords."""
    if not asked.units:
        return ""
    places = dict.fromkeys(place for unit in asked.units for place in _places(job, unit))
    return _("Matches: %s") % ", ".join(places or [_("description")])


def _places(job: Job, unit: Unit) -> Iterator[str]:
    """Yields the first place that says it, if any but the description does."""
    wanted = {*unit.tokens, "".join(unit.words)}
    called, everything = names.title_tokens(job.title)
    if wanted & (called | everything):
        yield _("job title")
        return
    for skill in job.skills:
        if wanted & names.tokens(names.words(skill)):
            yield skill
            return
    if wanted & names.tokens(names.words(job.company.name)):
        yield job.company.name
        return
    for slug in job.industries:
        if slug in INDUSTRIES and wanted & names.industry_tokens(str(INDUSTRIES[slug].name)):
            yield str(INDUSTRIES[slug].name)
            return
