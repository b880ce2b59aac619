"""A company as programs read it: what it says of itself, and how its jobs ended."""

import datetime as dt

from pydantic import BaseModel

from api.documents.jobs import CompanyName, name_company
from jobs.company_stats import TrackRecord
from jobs.models import Company


class CompanySummary(CompanyName):
    """An employer in a list. ``open_jobs``: how many jobs it has open, one for each opening."""

    site: str
    open_jobs: int


class Outcomes(BaseModel):
    """How many of its jobs ended in the last 90 days, and how. ``days_open`` is the median of those that were filled or that
    left their source, null if they are too few to tell."""

    filled: int
    left_the_source: int
    withdrawn: int
    expired: int
    days_open: int | None


class CompanyDocument(CompanySummary):
    """An employer with everything that its page says. ``about`` is HTML that we cleaned; ``checked_at``: when all its open
    jobs were last seen at their sources."""

    about: str
    checked_at: dt.datetime | None
    outcomes: Outcomes


def summarize_company(company: Company, *, open_jobs: int) -> CompanySummary:
    """Describes a company read with ``has_logo``; its logo and text needn't be loaded."""
    named = name_company(company, has_logo=bool(getattr(company, "has_logo", False)))
    return CompanySummary(**named.model_dump(), site=company.site, open_jobs=open_jobs)


def describe_company(company: Company, record: TrackRecord) -> CompanyDocument:
    """Describes a company read with ``has_logo``, with the `TrackRecord` of its jobs."""
    return CompanyDocument(
        **summarize_company(company, open_jobs=record.open).model_dump(),
        about=company.about_html,
        checked_at=record.checked_at,
        outcomes=Outcomes(
            filled=record.filled,
            left_the_source=record.gone,
            withdrawn=record.withdrawn,
            expired=record.expired,
            days_open=record.days_open,
        ),
    )
