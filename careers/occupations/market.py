"""Our own jobs in an occupation."""

import datetime as dt

from jobs import market_stats
from jobs.market_stats import Market
from jobs.models import Job
from occupations.models import Occupation


def market_of_occupation(occupation: Occupation, *, now: dt.datetime) -> Market:
    """Returns the market of our jobs that are surely of the occupation."""
    return market_stats.market_of(Job.objects.leading().of_occupation(occupation), now=now)
