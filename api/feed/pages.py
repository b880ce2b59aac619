"""Makes the feed's pages of jobs, its taxonomies and its statuses from our rows."""

import datetime as dt
import json
import zlib
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse

from api.documents.jobs import absolute, describe_job
from api.feed.cursors import Cursor, read_cursor
from api.feed.documents import VERSION, FeedJob, IndustryRow, JobStatus, Location, feed_job
from api.feed.keeping import KEPT, Made
from api.feed.parameters import Asked
from jobs.lifecycle import EXPIRED, Status
from jobs.models import Job
from jobs.search.criteria import PLACES, Criteria
from jobs.search.query import JOB_ID, Condition, condition
from jobs.search.walking import newest_positions
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.regions import regions

WINDOW = dt.timedelta(days=7)
_CLOSED = (Status.FILLED, Status.WITHDRAWN, Status.REJECTED, EXPIRED)
# What clients of such feeds call a place, where we say something else.
_CUSTOMARY = ("usa", "uk", "hong-kong")
GEO_SLUGS = {PLACES[slug]: slug for slug in _CUSTOMARY}


def criteria_of(asked: Asked) -> Criteria:
    """Returns the search for a request: keywords are looked for in the whole text, as they were typed."""
    return Criteria(
        q=asked.tag, in_text=True, as_typed=True, geo=asked.place, industry=(asked.industry,) if asked.industry else ()
    )


def make_page(asked: Asked, *, now: dt.datetime) -> Made:
    """Makes a page of jobs. Two statements. Raises `BadCursor`."""
    cursor = read_cursor(asked.cursor, asked.filters, now=now) if asked.cursor else None
    positions = newest_positions(
        condition(criteria_of(asked), now), below=cursor.position if cursor else None, since=now - WINDOW,
        most=asked.count + 1, now=now,
    )  # fmt: skip
    shown, has_more = positions[: asked.count], len(positions) > asked.count
    jobs = jobs_at(shown, now=now)
    started = cursor.started if cursor else now
    following = Cursor(started, shown[-1]).written(asked.filters) if has_more else None
    answer = _envelope(asked, [feed_job(describe_job(job, now=now)) for job in jobs], following)
    # A cursor differs each time. A client that is told that nothing is new keeps one that is an hour old at most.
    hour = f"{started:%Y-%m-%dT%H}" if following else ""
    identity = json.dumps([{**answer, "nextCursor": bool(following)}, shown[-1:], hour])
    return Made(_written(answer), identity, _true_until(jobs, now))


def jobs_at(positions: Sequence[int], *, now: dt.datetime) -> list[Job]:
    """Loads jobs by their positions, in this order: those that are open and lead. One statement."""
    ids = [position & JOB_ID for position in positions]
    if not ids:
        return []
    found = (
        Job.objects.visible(now).leading().with_origin().defer("company__logo", "company__about", "company__about_html")
    )
    by_id = found.in_bulk(ids)
    return [by_id[pk] for pk in ids if pk in by_id]


def newest_jobs(asked: Condition, *, most: int, now: dt.datetime) -> list[Job]:
    """Returns the newest jobs of any age that match. Two statements."""
    ever = dt.datetime.fromtimestamp(0, dt.UTC)
    return jobs_at(newest_positions(asked, since=ever, most=most, now=now), now=now)


def _true_until(jobs: Iterable[Job], now: dt.datetime) -> dt.datetime:
    """When a page changes without a new job: its first job expires or becomes too old."""
    ends = [end for job in jobs for end in (job.expires_at, job.published_at and job.published_at + WINDOW) if end]
    return min([end for end in ends if end > now], default=now + KEPT)


def _envelope(asked: Asked, jobs: list[FeedJob], following: str | None) -> dict[str, object]:
    answer: dict[str, object] = {
        "apiVersion": VERSION,
        "documentationUrl": absolute(reverse("feed:documentation")),
        "friendlyNotice": f"These jobs are from {settings.SITE_NAME}. Please name it and link to each job's page.",
        "jobCount": len(jobs),
        "lastUpdate": jobs[0].pubDate if jobs else "",
        "nextCursor": following,
        "hasMore": following is not None,
        "appliedFilters": asked.applied,
        "jobs": [job.model_dump(exclude_none=True) for job in jobs],
        "statusCode": 200,
        "success": True,
    }
    if not jobs and not following:
        answer["message"] = "No jobs match these filters."
    return answer


def make_taxonomy(kind: str, *, now: dt.datetime) -> Made:
    """Makes the list of ``locations`` or ``industries``. No statement."""
    rows = [_location(slug) for slug in regions()] if kind == "locations" else [_industry(slug) for slug in INDUSTRIES]
    answer = {kind: [row.model_dump() for row in rows], "appliedFilters": {"get": kind}}
    return Made(_written(answer), json.dumps(answer), now + KEPT)


def _location(slug: str) -> Location:
    return Location(geoID=_number(slug), geoName=regions()[slug].name, geoSlug=GEO_SLUGS.get(slug, slug))


def _industry(slug: str) -> IndustryRow:
    return IndustryRow(industryID=_number(slug), industryName=str(INDUSTRIES[slug].name), industrySlug=slug)


def _number(slug: str) -> int:
    """Returns a number for a slug that stays when others come and go."""
    return zlib.crc32(slug.encode()) >> 1 or 1


def statuses(ids: Sequence[int], *, now: dt.datetime) -> list[JobStatus]:
    """Returns whether jobs are open, in the order of ``ids``. Jobs that were never public are unknown. One statement."""
    columns = ("status", "published_at", "expires_at", "closed_at", "closed_because")
    by_id = Job.objects.was_public().only(*columns).in_bulk(ids)
    return [_status(pk, by_id.get(pk), now) for pk in ids]


def _status(pk: int, job: Job | None, now: dt.datetime) -> JobStatus:
    if job is not None and job.is_visible(now):
        return JobStatus(id=pk, status="active")
    state = job.state(now) if job is not None else ""
    if job is None or state not in _CLOSED:
        return JobStatus(id=pk, status="unknown")
    at = job.expires_at if state == EXPIRED else job.closed_at
    return JobStatus.model_validate(
        {
            "id": pk,
            "status": "closed",
            "reason": EXPIRED if state == EXPIRED else job.closed_because or None,
            "closedAt": at and at.isoformat(timespec="seconds"),
        }
    )


def _written(answer: object) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
