"""Job data that an import or a form passes to the services, and the columns they fill."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from jobs.pay import Pay
from jobs.vocabulary.kinds import Level
from toolkit.rich_text import RichText, excerpt


@dataclass(frozen=True)
class JobData:
    """A job's data. All values are from our own vocabulary. Empty ``regions`` means that it is unknown where applicants
    can live. ``timezone`` is the working window in minutes from UTC. ``pay_text`` is pay as the employer wrote it, if it
    can't be read for certain."""

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
    pay_text: str = ""
    apply_url: str = ""
    apply_email: str = ""
    source_url: str = ""
    published_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None

    def columns(self) -> dict[str, Any]:
        """Returns the columns of ``Job`` that these data fill."""
        window = self.timezone or (None, None)
        pay = self.pay
        return {
            "title": self.title[:200],
            "slug": slugify(self.title)[:80] or "job",
            "industries": list(self.industries),
            "place": self.place[:300],
            "workplace": self.workplace,
            "tags": [tag[:80] for tag in self.tags],
            "regions": list(self.regions),
            "timezone_from": window[0],
            "timezone_to": window[1],
            "types": list(self.types),
            "level": self.level,
            "skills": [skill[:60] for skill in self.skills],
            "description": str(self.description.html),
            "excerpt": excerpt(self.description.text)[:600],
            "pay_min": pay.low if pay else None,
            "pay_max": pay.high if pay else None,
            "pay_currency": pay.currency if pay else "",
            "pay_period": pay.period if pay else "",
            "pay_text": "" if pay else self.pay_text[:200],
            "apply_url": self.apply_url,
            "apply_email": self.apply_email,
            "source_url": self.source_url,
            "end_is_stated": self.expires_at is not None,
        }
