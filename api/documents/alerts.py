"""Job alerts as their member's programs read them."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from alerts import display, saved_searches
from alerts.models import Alert
from api.documents.jobs import absolute
from jobs.search.links import search_url

Cadence = Literal["daily", "weekly"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class AlertDocument(BaseModel):
    """A search that is emailed. ``hour`` is in the member's time zone. ``cadence`` is what was chosen: without Plus, a daily
    alert is sent weekly."""

    id: int
    name: str
    search: str = Field(examples=["geo=spain&q=python"], description="The parameters of the search.")
    filters: list[str] = Field(description="The search in words.")
    search_url: str
    cadence: Cadence
    weekday: Weekday
    hour: int
    by_fit: bool = Field(description="Whether jobs that fit the member come first, with Plus.")
    state: Literal["unconfirmed", "active", "paused", "ended"]
    paused_until: dt.datetime | None
    is_over_limit: bool = Field(description="Paused because the plan covers fewer alerts.")
    next_check_at: dt.datetime | None
    created_at: dt.datetime


def describe_alerts(alerts: Sequence[Alert]) -> list[AlertDocument]:
    """Describes alerts read with their searches; two queries for the names in them."""
    asked = [saved_searches.asked_of(alert.search) for alert in alerts]
    companies = display.company_names([one.criteria for one in asked])
    occupations = display.occupation_names([one.criteria for one in asked])
    return [
        AlertDocument(
            id=alert.pk,
            name=alert.name,
            search=one.querystring,
            filters=display.filters_of(
                one.criteria,
                company=companies.get(one.criteria.company, ""),
                occupation=occupations.get(one.criteria.occupation, ""),
                unknown=one.unknown,
            ),
            search_url=absolute(search_url(one.criteria)),
            cadence=alert.cadence,
            weekday=WEEKDAYS[alert.weekday],
            hour=alert.hour,
            by_fit=alert.by_fit,
            state=alert.state,
            paused_until=alert.paused_until,
            is_over_limit=alert.is_over_limit,
            next_check_at=alert.next_due_at,
            created_at=alert.created_at,
        )
        for alert, one in zip(alerts, asked, strict=True)
    ]
