"""Whether somebody can apply for a job, and why, as programs read it."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from jobs.models import Job
from jobs.screening import eligibility
from jobs.visitor_location import Place


class EligibilityDocument(BaseModel):
    """Whether somebody who lives in ``place`` can apply: ``yes``, ``partly`` (only from some ``parts`` of the country), ``no``
    or ``unclear``. ``reason`` says why, and ``quote`` is the sentence or field of the job that decides, verbatim: text of the
    employer."""

    place: str = Field(description="Where the person lives, as it was understood.")
    verdict: Literal["yes", "partly", "no", "unclear"]
    reason: str
    quote: str
    parts: list[str]


def describe_eligibility(job: Job, place: Place, *, now: dt.datetime) -> EligibilityDocument:
    """Decides for a person at ``place``, as the job's page does."""
    found = eligibility.answer(
        regions=job.regions, timezone=job.timezone, findings=job.findings, country=place.country, offset=place.offset(now),
        part=place.part,
    )  # fmt: skip
    return EligibilityDocument(
        place=place.label,
        verdict=found.verdict,
        reason=str(found.reason),
        quote=found.quote,
        parts=list(found.parts),
    )
