"""Years of work that a résumé's dated jobs add up to. Jobs at the same time count once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from resumes.document import Work
from resumes.partial_dates import parts_of


@dataclass(frozen=True)
class Experience:
    """Months in at least one job, counted to today. Where a date is only a year, ``least`` counts from its end and ``most``
    from its start. ``counted`` are the places of the jobs in the résumé; ``undated`` is how many jobs have no start."""

    least: int = 0
    most: int = 0
    counted: tuple[int, ...] = ()
    undated: int = 0

    @property
    def years(self) -> int:
        """Whole years that are certain."""
        return self.least // 12

    @property
    def is_exact(self) -> bool:
        return self.least == self.most


def experience_of(work: Iterable[Work], *, today: dt.date) -> Experience:
    """Returns the months of work. A job that begins after today doesn't count; one without an end counts until now."""
    last = today.year * 12 + today.month - 1
    least: set[int] = set()
    most: set[int] = set()
    counted: list[int] = []
    undated = 0
    for place, job in enumerate(work):
        start, end = parts_of(job.start_date), parts_of(job.end_date)
        if start is None:
            undated += 1
        elif start.first_month <= last:
            counted.append(place)
            most.update(range(start.first_month, min(end.last_month if end else last, last) + 1))
            least.update(range(start.last_month, min(end.first_month if end else last, last) + 1))
    return Experience(len(least), len(most), tuple(counted), undated)
