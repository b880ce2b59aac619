"""Imports one source: reads its feed and brings its jobs up to date. Idempotent.

A *snapshot* lists every open job of its source. A missing job is closed after three good imports in a row without it, so a
single short feed closes nothing. Several jobs that are missing since the same import look like a truncated feed: then it takes
four imports and a day and a half, unless the source says of a job that it is gone. A job is never closed while its source says
that it is open. A feed that is empty, has more broken than usable items, or was read only in part says nothing
about missing jobs.

A *window* lists the newest jobs. Jobs that have left it are checked one by one (``availability``).
"""

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Least

from feeds.importing import availability, identity, normalization, openings, schedule
from feeds.importing.availability import MANY_GONE_FOR, MISSES, Checks
from feeds.importing.report import Move, Report
from feeds.sources import fetching, formats
from feeds.sources.base import Availability, BrokenItem, Feed, FeedError, FeedItem
from jobs import services
from jobs.lifecycle import OPEN_FOR, Closed, MoveRefused, Status
from jobs.models import ImportRun, Job, Source
from jobs.models.job import JobQuerySet

logger = logging.getLogger(__name__)

Outcome = ImportRun.Outcome
MANY = 10  # this many missing at once, and more than half of all, are reported
_MOST_MISSES = 1000
CHUNK = 50  # items between two progress calls
SOON = dt.timedelta(days=7)
_LISTED = (Status.PUBLISHED, Status.PENDING)

Progress = Callable[[int, int], None]  # items done, items in all


@dataclass(frozen=True)
class Answer:
    """What a source said. ``feed`` is None if it hasn't changed since the last import; the validators are for the next one."""

    feed: Feed | None
    etag: str = ""
    last_modified: str = ""


def run(*, source: Source, body: bytes | None = None, now: dt.datetime, progress: Progress | None = None) -> Report:
    """Imports ``source`` from its address, or from a given ``body``. One import of a source runs at a time; others
    raise ``AlreadyRunning``. The report says what is wrong with the feed."""
    lease = schedule.claim(source, now=now)
    began = time.monotonic()

    def clock() -> dt.datetime:
        return now + dt.timedelta(seconds=time.monotonic() - began)

    def alive(done: int = 0, total: int = 0) -> None:
        lease.extend(clock())
        if progress and total:
            progress(done, total)

    report = Report(ImportRun.objects.create(source=source, started_at=now))
    answer, retry_after = Answer(None), None
    try:
        answer, retry_after = _ask(source, body, report, alive)
        if not report.run.error:
            _Import(source, report, now).take(answer.feed, alive)
    except BaseException as error:
        _fail(report, f"The import stopped: {error or type(error).__name__}")
        raise
    finally:
        report.run.finished_at = clock()
        report.run.save()
        lease.end(**_validators(report, answer), **schedule.after(report.run, retry_after=retry_after, now=clock()))
    return report


def preview(*, source: Source, body: bytes | None = None, now: dt.datetime, progress: Progress | None = None) -> Report:
    """Reports what ``run`` would do; nothing is saved. ``source`` need not be saved."""
    report = Report(ImportRun(source=source, started_at=now, finished_at=now))

    def alive(done: int = 0, total: int = 0) -> None:
        if progress and total:
            progress(done, total)

    answer, _retry_after = _ask(source, body, report, alive)
    if report.run.error:
        return report
    with transaction.atomic():
        source.save()
        # Each item is rolled back at once: a transaction that held the locks of thousands of rows would block the site.
        _Import(source, report, now, undo=True).take(answer.feed, alive)
        transaction.set_rollback(True)
    return report


# --- Asking ---------------------------------------------------------------------------------------------------------


def _ask(source: Source, body: bytes | None, report: Report, alive: Callable[[], None]) -> tuple[Answer, int | None]:
    """The answer of the source (if there is none, the report says why), and the seconds it asks us to wait, if any."""
    try:
        if body is not None:
            return Answer(formats.read_feed(source.format, body, address=source.url, columns=source.columns)), None
        return _fetch(source, report.run.started_at, alive), None
    except fetching.Throttled as throttled:
        report.run.outcome, report.run.error = Outcome.THROTTLED, str(throttled)
        return Answer(None), throttled.retry_after
    except (FeedError, fetching.Refused, fetching.Unreachable) as error:
        _fail(report, str(error))
        return Answer(None), None


def _fetch(source: Source, now: dt.datetime, alive: Callable[[], None]) -> Answer:
    """Requests only what is new, but everything if a job is about to expire: the feed says whether it is still open."""
    further = fetching.fetcher(source.hosts)

    def fetch(url: str) -> bytes:
        alive()
        return further(url)

    ending = Q(status=Status.PUBLISHED, expires_at__gt=now - SOON, expires_at__lte=now + SOON)
    is_needed = source.pk is None or source.jobs.filter(ending).exists()
    known = {} if is_needed else {"etag": source.etag, "last_modified": source.last_modified}
    fetched = fetching.fetch(source.url, hosts=source.hosts, **known)
    if fetched.status == "unchanged":
        return Answer(None, source.etag, source.last_modified)
    feed = formats.read_feed(source.format, fetched.body, fetch, fetched.url, _known_ids(source), source.columns)
    return Answer(feed, fetched.etag, fetched.last_modified)


def _known_ids(source: Source) -> frozenset[str]:
    """The ids at which reading a window can stop: those of jobs we have. Ids don't depend on the source's clock."""
    if source.pk is None or not formats.is_window(source):
        return frozenset()
    return frozenset(source.jobs.values_list("external_id", flat=True))


def _fail(report: Report, why: str) -> None:
    report.run.outcome, report.run.error = Outcome.FAILED, why


def _validators(report: Report, answer: Answer) -> dict[str, str]:
    """Validators that let the source answer "not changed" next time; empty if part of this feed is still unread."""
    run = report.run
    if not report.is_usable or run.broken or run.error:
        return {"etag": "", "last_modified": ""} if run.outcome == Outcome.GOOD else {}
    return {"etag": answer.etag, "last_modified": answer.last_modified}


# --- Taking ---------------------------------------------------------------------------------------------------------


class _Import:
    """A running import. With ``undo``, each change is rolled back as soon as it is made."""

    def __init__(self, source: Source, report: Report, now: dt.datetime, *, undo: bool = False) -> None:
        self.source, self.report, self.now, self.undo = source, report, now, undo
        self.unread: set[str] = set()  # ids of items that cannot be used: their jobs are in the feed nevertheless
        self.seen: set[int] = set()  # our jobs of the items that could be used
        self.listed_ids: set[str] = set()  # ids of all items, usable or not

    def take(self, feed: Feed | None, alive: Progress) -> None:
        """Applies the feed, and decides the outcome."""
        self.checks = Checks(self.source, self.now, lambda: alive(0, 0))
        self._take(feed, alive)
        if formats.is_window(self.source) and self.report.run.outcome != Outcome.FAILED and not self.undo:
            self._close_answered()

    def _take(self, feed: Feed | None, alive: Progress) -> None:
        run = self.report.run
        if feed is None:
            run.outcome = Outcome.UNCHANGED
            self._see_all_again()
            self._close_missing()
            return
        feed = openings.with_all_places(feed)
        self.report.left_out += feed.left_out
        if not feed.items and not feed.broken:
            run.outcome = Outcome.EMPTY
            self._close_all_gone()
            return
        self._take_items(feed, alive)
        if not run.seen and run.broken:
            _fail(self.report, f"No items could be used. Broken items: {run.broken}.")
            return
        run.outcome = Outcome.GOOD
        if formats.is_window(self.source):
            self._count_missing()
            if run.added > 1 and run.added == run.seen and self.source.jobs.count() > run.added:
                run.error = "Every item is new, so earlier ones may have been missed. Import this source more often."
        elif feed.more or feed.stated > feed.size:
            run.error = "The feed wasn't read in full, so no jobs were closed."
        elif run.broken > run.seen:
            run.error = "More items are broken than usable, so no jobs were closed."
        else:
            self._close_missing()

    def _take_items(self, feed: Feed, alive: Progress) -> None:
        self.listed_ids = {name for item in feed.items for name in (item.external_id, *item.also)}
        self.listed_ids |= {item.external_id for item in feed.broken}
        for broken in feed.broken:
            self._put_down(broken)
        positions = feed.positions()
        for start in range(0, len(feed.items), CHUNK):
            alive(start, len(feed.items))
            chunk = feed.items[start : start + CHUNK]
            known = self._known(chunk)
            self._merge(chunk, known)
            known |= self._renamed([item for item in chunk if item.external_id not in known])
            taken = [self._take_one(next(positions), item, known.get(item.external_id)) for item in chunk]
            self._verify([job.pk for job in taken if job])
        alive(len(feed.items), len(feed.items))

    def _known(self, items: Sequence[FeedItem]) -> dict[str, Job]:
        names = [name for item in items for name in (item.external_id, *item.also)]
        found = self.source.jobs.filter(external_id__in=names)
        jobs = found.select_related("company").defer(
            "description", "company__about", "company__about_html", "company__logo"
        )
        return {job.external_id: job for job in jobs}

    def _merge(self, items: Sequence[FeedItem], known: dict[str, Job]) -> None:
        """Leaves one of our jobs for each opening: those that were listed for its other places are closed."""
        for item in items:
            named = [job for name in (item.external_id, *item.also) if (job := known.pop(name, None))]
            if not named:
                continue
            known[item.external_id] = named[0]
            if named[0].external_id != item.external_id:
                with self._transaction():
                    services.rename(job=named[0], external_id=item.external_id)
            self._close([job for job in named[1:] if job.status in _LISTED])

    def _renamed(self, items: Sequence[FeedItem]) -> dict[str, Job]:
        """Our jobs for items whose ids have changed; the jobs get the new ids."""
        found = identity.renamed(self.source, items, listed_ids=self.listed_ids, listed=self._listed())
        for external_id, job in found.items():
            with self._transaction():
                services.rename(job=job, external_id=external_id)
        return found

    def _take_one(self, position: int, item: FeedItem, job: Job | None) -> Job | None:
        """Returns our job for an item. An item that fails for any reason is reported and doesn't affect the others."""
        try:
            move = self._move(item, job)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            if not isinstance(error, normalization.Unusable):
                logger.warning("Item %s of %s was not taken", item.external_id, self.source, exc_info=error)
            self._put_down(BrokenItem(position, item.title, _reason(error), item.external_id))
            return None
        self.report.count(move, position, item.title)
        return move.job

    def _put_down(self, broken: BrokenItem) -> None:
        self.unread.add(broken.external_id)
        self.report.broken(broken)

    def _move(self, item: FeedItem, job: Job | None) -> Move:
        """Applies an item to our job for it. A job that staff or the employer closed stays closed."""
        digest = normalization.item_digest(item)
        is_over = item.ends_at is not None and item.ends_at <= self.now
        if job is None and is_over:
            return Move("skipped", notes=("It has ended.",))
        if job is None and (reason := normalization.left_out_because(item, self.source)):
            return Move("skipped", notes=(reason,))
        is_gone = job is not None and job.status == Status.WITHDRAWN and job.closed_because == Closed.GONE
        if job is not None and not is_gone and (job.status not in _LISTED or job.source_digest == digest):
            return Move("same", self._prolonged(item, job))
        if is_gone and self._is_still_gone(job):
            return Move("same", job)
        reading = normalization.read_job(item, self.source)
        said: dict[str, Any] = {"posting": reading.posting, "digest": digest, "now": self.now}
        with self._transaction():
            if job is None:
                added = services.add(source=self.source, external_id=item.external_id, **said)
                return Move("added", added, reading.notes)
            job = services.reopen(job=job, **said) if is_gone else services.revise(job=job, **said)
            return Move("changed", self._prolonged(item, job), reading.notes)

    def _is_still_gone(self, job: Job | None) -> bool:
        """A window can still list a job whose page is gone; such a job is reopened only when its page is back."""
        if job is None or not formats.is_window(self.source) or job.checked_at is None:
            return False
        return not self.undo and self.checks.is_still_gone(job)

    def _prolonged(self, item: FeedItem, job: Job) -> Job:
        """Extends a job that its source still has: an expiry date that only we set must not end it."""
        ours = job.expires_at
        if job.status != Status.PUBLISHED or ours is None or ours > self.now + SOON:
            return job
        days = item.ends_at - max(ours, self.now) if item.ends_at else OPEN_FOR
        if days <= dt.timedelta():
            return job
        with self._transaction():
            return services.relist(job=job, days=days, now=self.now)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with transaction.atomic():
            yield
            if self.undo:
                transaction.set_rollback(True)

    # --- What was seen, and what was not ---

    def _verify(self, job_ids: list[int]) -> None:
        self.seen.update(job_ids)
        with self._transaction():
            services.verify(job_ids=job_ids, now=self.now)

    def _see_all_again(self) -> None:
        """The feed is the same as in the last good import, so the jobs seen then count as seen again."""
        there = list(self._listed().filter(missing_runs=0).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(there), CHUNK):
            self._verify(there[start : start + CHUNK])
        self.report.run.seen = self.report.run.same = len(there)

    def _count_missing(self) -> list[int]:
        """Counts one more import without them for jobs that were not seen; returns their ids."""
        mine = self._listed().exclude(external_id__in=self.unread).order_by("pk").values_list("pk", flat=True)
        missing = [pk for pk in mine if pk not in self.seen]
        with self._transaction():
            more = Least(F("missing_runs") + 1, _MOST_MISSES)
            self.source.jobs.filter(pk__in=missing).update(missing_runs=more)
        return missing

    def _close_missing(self) -> None:
        """Closes jobs that are missing from a snapshot, unless the source says that they are open."""
        if formats.is_window(self.source):
            return
        listed = self._listed().count()
        missing = self._count_missing()
        misses = MISSES - 1 if self.undo else MISSES  # with undo, this import isn't counted
        over = list(self.source.jobs.filter(pk__in=missing, missing_runs__gte=misses).select_related("company"))
        if len(missing) >= MANY and len(missing) * 2 > listed:
            self.report.run.error = (
                f"{len(missing)} of {listed} jobs are missing at once. They'll be closed if they stay missing."
            )
        answers = {} if self.undo else self.checks.ask_about_missing(over, self._controls())
        self._close(availability.ended(over, answers, now=self.now))

    def _close_all_gone(self) -> None:
        """For a snapshot that is still empty after a day and a half: closes the jobs with nothing at their addresses."""
        if formats.is_window(self.source) or self.undo:
            return
        over = self._listed().filter(verified_at__lte=self.now - MANY_GONE_FOR)
        due = self.checks.due(over)
        answers = self.checks.ask(due, is_empty=True)
        self._close([job for job in due if answers.get(job.pk) == Availability.GONE])

    def _close_answered(self) -> None:
        """Checks the jobs of a window that are due: closes those that are gone, and extends the open ones whose expiry date,
        set by us, is near."""
        due = self.checks.due(self._listed())
        answers = self.checks.ask(due, self._controls())
        self._close([job for job in due if answers.get(job.pk) == Availability.GONE])
        for job in due:
            ends_soon = job.expires_at is not None and job.expires_at <= self.now + SOON
            if answers.get(job.pk) == Availability.OPEN and ends_soon and not job.end_is_stated:
                with contextlib.suppress(MoveRefused), self._transaction():
                    services.relist(job=job, now=self.now)

    def _controls(self) -> JobQuerySet:
        """Jobs that are in the feed now, newest first: their pages must exist."""
        return self._listed().filter(missing_runs=0).order_by("-first_seen_at", "-pk")[:10]

    def _close(self, gone: Sequence[Job]) -> None:
        for job in gone:
            with contextlib.suppress(MoveRefused), self._transaction():  # somebody closed it in the meantime
                services.withdraw(job=job, because=Closed.GONE, now=self.now)
                self.report.run.closed += 1

    def _listed(self) -> JobQuerySet:
        """Jobs that are open or held. An expired job isn't closed again."""
        is_open = Q(status=Status.PENDING) | Q(status=Status.PUBLISHED, expires_at__gt=self.now)
        return self.source.jobs.filter(is_open)


def _reason(error: Exception) -> str:
    words = " ".join(str(error).split("\n")[0].split())
    return words if isinstance(error, normalization.Unusable) else f"{type(error).__name__}: {words}"[:300]
