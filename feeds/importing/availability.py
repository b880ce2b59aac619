"""Checks whether single jobs are still open at their source.

If the format has a status address, its answer counts; otherwise the job's page is read, if it is on one of the source's hosts.
A job is checked at most once a day, with the same safeguards and rate limit as feeds. An import stops checking after
``MOST_REQUESTS`` requests or ``LONGEST``.

A site that is being moved or blocks us answers 404 for everything. So a missing page counts only if the page of another job of
the same source is found; up to three listed jobs are checked as controls, even if they were checked recently. A snapshot that
has been empty for a day and a half needs no control.

A job that is missing from a snapshot is closed after three good imports without it. If others are missing since the same
import, the feed may be truncated: then it takes four imports and a day and a half, unless the source says that the job is gone.
"""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import islice
from urllib.parse import urlsplit

from django.db.models import F, Q

from feeds.sources import fetching, job_pages
from feeds.sources.base import Availability, FeedError
from feeds.sources.formats import FORMATS
from jobs import services
from jobs.models import Job, Source
from jobs.models.job import JobQuerySet

ONCE_IN = dt.timedelta(days=1)
MISSES = 3  # good imports in a row without a job until a snapshot's job counts as gone
TOGETHER = 3  # this many missing since the same import look like a truncated feed
MANY_GONE_FOR = dt.timedelta(hours=36)  # how long they must be missing until they count as gone
MOST_REQUESTS = 300
LONGEST = 600.0  # seconds
_CONTROLS = 3  # jobs in the feed that must not all be without a page
_MOST_JOBS = 5000  # considered in one import

OPEN, GONE, UNKNOWN = Availability.OPEN, Availability.GONE, Availability.UNKNOWN


def ended(missing: Sequence[Job], answers: Mapping[int, Availability], *, now: dt.datetime) -> list[Job]:
    """Which of these jobs, missing from a snapshot for long enough, are to be closed."""
    times = Counter(job.verified_at for job in missing)

    def has_waited(job: Job) -> bool:
        if times[job.verified_at] < TOGETHER:
            return True
        return job.missing_runs > MISSES and (job.verified_at is None or job.verified_at <= now - MANY_GONE_FOR)

    found = ((job, answers.get(job.pk, UNKNOWN)) for job in missing)
    return [job for job, answer in found if answer == GONE or (answer == UNKNOWN and has_waited(job))]


class Checks:
    """The checks of one import. ``alive`` is called before each."""

    def __init__(self, source: Source, now: dt.datetime, alive: Callable[[], None]) -> None:
        self._source, self._now, self._alive = source, now, alive
        self._left = MOST_REQUESTS
        self._until = time.monotonic() + LONGEST
        self._is_there = False  # something was found at the address of a job
        self._hosts = [*source.hosts, *FORMATS[source.format].page_hosts]

    def due(self, jobs: JobQuerySet) -> list[Job]:
        """Returns the jobs that are due for a check, the longest waiting first."""
        before = self._now - ONCE_IN
        waiting = jobs.filter(Q(checked_at__lte=before) | Q(checked_at__isnull=True, first_seen_at__lte=before))
        oldest = waiting.order_by(F("checked_at").asc(nulls_first=True), "pk").select_related("company")
        return list(oldest.defer("description", "company__about", "company__about_html", "company__logo")[:_MOST_JOBS])

    def is_due(self, job: Job) -> bool:
        return job.checked_at is None or job.checked_at <= self._now - ONCE_IN

    def is_still_gone(self, job: Job) -> bool:
        """Whether there is still nothing at the address of a closed job that is in the feed again. If so, it stays closed, for
        up to a day too long, since it is checked once a day."""
        if not self.is_due(job):
            return True
        try:
            answers = [found for _job, found in self._answers([job])]
        except fetching.Throttled:
            self._left = 0
            return True
        services.record_checks(asked=[job.pk], open_now=[], now=self._now)
        return not answers or answers[0] in (None, GONE)

    def ask_about_missing(self, jobs: Sequence[Job], controls: Iterable[Job]) -> dict[int, Availability]:
        """Like ``ask``, for jobs that are missing from a snapshot. One that was checked within the last day isn't checked again
        and counts as open if it was so."""
        answers = self.ask([job for job in jobs if self.is_due(job)], controls)
        told = (job for job in jobs if job.pk not in answers and job.checked_at)
        return answers | {job.pk: OPEN for job in told if job.verified_at == job.checked_at}

    def ask(
        self, jobs: Sequence[Job], controls: Iterable[Job] = (), *, is_empty: bool = False
    ) -> dict[int, Availability]:
        """Returns the answer for each job that could be checked; the rest are checked in a later import. ``controls`` are jobs
        that certainly exist; there are none if the feed itself says that it ``is_empty``."""
        answers: dict[int, Availability] = {}
        without_page: list[Job] = []
        try:
            for job, found in self._answers(jobs):
                answers[job.pk] = UNKNOWN if found is None else found
                if found is None:
                    without_page.append(job)
            if without_page and not self._is_there:
                self._look_for(controls)
        except fetching.Throttled:
            self._left = 0
        if self._is_there or is_empty:
            answers |= {job.pk: GONE for job in without_page}
        services.record_checks(
            asked=answers, open_now=[pk for pk, found in answers.items() if found == OPEN], now=self._now
        )
        return answers

    def _answers(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Availability | None]]:
        """Yields None for a job with nothing at its address."""
        told = set()
        for job, found in self._statuses(jobs):
            told.add(job.pk)
            yield job, found
        for job in jobs:
            if job.pk in told:
                continue
            if not self._is_ours(job.source_url):
                yield job, UNKNOWN
            elif self._may_ask():
                yield job, self._page(job)

    def _statuses(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Availability | None]]:
        """Yields what the source's own status answers say, for the jobs they contain."""
        check = FORMATS[self._source.format].status
        if check is None or not self._source.url:
            return
        waiting = iter(jobs)
        while batch := list(islice(waiting, check.at_once)):
            by_id = {job.external_id: job for job in batch}
            address = check.address(self._source.url, list(by_id))
            if not address or not self._may_ask():
                continue
            try:
                found = check.read(fetching.fetch(address, hosts=self._source.hosts).body)
            except fetching.Missing:
                if check.at_once == 1:
                    yield batch[0], None
                continue
            except (FeedError, fetching.Refused, fetching.Unreachable):
                continue
            self._is_there = self._is_there or bool(found)
            yield from ((by_id[name], said) for name, said in found.items() if name in by_id)

    def _page(self, job: Job) -> Availability | None:
        try:
            page = fetching.fetch(job.source_url, hosts=self._hosts)
        except fetching.Missing:
            return None
        except (fetching.Refused, fetching.Unreachable):
            return UNKNOWN
        self._is_there = True
        return job_pages.read_job_page(page.body, title=job.title, now=self._now)

    def _look_for(self, controls: Iterable[Job]) -> None:
        for job in islice(controls, _CONTROLS):
            if not self._is_there:
                list(self._answers([job]))

    def _may_ask(self) -> bool:
        if not self._left or time.monotonic() > self._until:
            return False
        self._left -= 1
        self._alive()
        return True

    def _is_ours(self, url: str) -> bool:
        host = (urlsplit(url).hostname or "").lower()
        return bool(host) and any(fnmatchcase(host, pattern.lower()) for pattern in self._hosts)
