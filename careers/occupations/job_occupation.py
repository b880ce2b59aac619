"""What a job's page says of its occupation."""

from dataclasses import dataclass

from django.db.models import F

from careers.display import yearly
from careers.occupations.passports import wider_note
from jobs.models import Job
from occupations.facts import Pay
from occupations.models import Occupation
from occupations.sources import SOURCES


@dataclass(frozen=True)
class JobOccupation:
    """An occupation by its page, and its published median with the release; ``pay`` is empty where none is published."""

    title: str
    url: str
    pay: str
    is_at_least: bool
    source: str
    wider: str


def occupation_of_job(job: Job) -> JobOccupation | None:
    """Returns the occupation to show for a job, None if it isn't sure. One query."""
    if job.occupation_id is None or not job.occupation_is_sure:
        return None
    asked = Occupation.objects.listed().annotate(published=F("facts__pay__0"))
    occupation = asked.only("title", "slug", "median_pay", "pay_is_at_least").filter(pk=job.occupation_id).first()
    if occupation is None:
        return None
    published = occupation.published  # type: ignore[attr-defined]  # annotated
    pay = Pay.model_validate(published) if published and published["country"] == "US" else None
    return JobOccupation(
        title=occupation.title,
        url=occupation.get_absolute_url(),
        pay=yearly(occupation.median_pay, "USD") if pay else "",
        is_at_least=occupation.pay_is_at_least,
        source=f"{SOURCES[pay.source].title}, {pay.release}" if pay else "",
        wider=wider_note(pay) if pay else "",
    )
