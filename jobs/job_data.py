"""Job data that an import or a form passes to the services."""

import datetime as dt
from dataclasses import dataclass

from jobs.pay import Pay
from jobs.vocabulary.kinds import Level
from toolkit.rich_text import RichText


@dataclass(frozen=True)
class JobData:
    """A job's data. All values are from our own vocabulary. Empty ``regions`` means that it is unknown where applicants
    can live. ``timezone`` is the working window in minutes from UTC."""

    title: str
    company: str
    description: RichText
    company_site: str = ""
    industries: tuple[str, ...] = ()
    place: str = ""
    workplace: str = ""
    tags: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    timezone: tuple[int, int] | None = None
    types: tuple[str, ...] = ()
    level: str = Level.ANY
    skills: tuple[str, ...] = ()
    pay: Pay | None = None
    apply_url: str = ""
    apply_email: str = ""
    source_url: str = ""
    published_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
