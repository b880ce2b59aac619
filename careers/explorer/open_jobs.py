"""Open jobs of each occupation on this site: those whose occupation is sure."""

import datetime as dt
import json

from django.db.models import Count

from careers.caching import MARKET_LASTS
from jobs.models import Job
from toolkit import page_cache


def open_jobs(now: dt.datetime) -> dict[str, int]:
    """Returns the number of openings by occupation code, counted at most every 15 minutes."""

    def read() -> str:
        jobs = Job.objects.visible(now).leading().with_sure_occupation()
        return json.dumps(dict(jobs.order_by().values_list("occupation__code").annotate(number=Count("pk"))))

    counted: dict[str, int] = json.loads(
        page_cache.fragment("open-jobs-by-occupation", read, lifetime=lambda: MARKET_LASTS)
    )
    return counted
