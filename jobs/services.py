"""Services for jobs: add, revise, publish, close, reopen. Each runs in one transaction that also writes the job's
history and listing.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from accounts.models import User
from jobs.deduplication import opening_locked
from jobs.job_data import JobData
from jobs.lifecycle import EXPIRED, LONGEST, MOVES, OPEN_FOR, Closed, MoveRefused, Status
from jobs.models import Company, Job, JobEvent, JobReport, RulePolicy, Source
from jobs.occupation_matching import match_occupations
from jobs.screening import rules, scam
from jobs.screening.claims import Claims, Finding
from toolkit import rich_text

Kind = JobEvent.Kind
LEGAL_FORM = re.compile(r"\b(inc|llc|ltd|limited|gmbh|ag|bv|b v|sa|s a|sas|srl|oy|ab|as|plc|corp|co|kg|ug|se|pty)$")

# Columns whose changes are shown to readers, in the order of the history.
TOLD = (
    "title", "place", "workplace", "regions", "timezone_from", "timezone_to", "types", "level",
    "pay_min", "pay_max", "pay_currency", "pay_period", "pay_text", "industries", "skills", "apply_url", "apply_email",
    "description",
)  # fmt: skip


# --- Employers ------------------------------------------------------------------------------------------------------


def name_key(name: str) -> str:
    """Returns a company's name without case, punctuation and legal form, which identifies duplicates."""
    words = re.sub(r"[^\w]+", " ", name.casefold()).strip()
    return LEGAL_FORM.sub("", words).strip()[:120] or words[:120] or name.casefold()[:120]


def company_named(name: str, *, site: str = "") -> Company:
    """Returns the company with that name; creates it if needed. Two simultaneous imports get the same row."""
    key = name_key(name)
    found = Company.objects.defer("logo").filter(name_key=key).first()
    if found:
        return found
    base = slugify(name)[:70] or "company"
    slug = base
    if Company.objects.filter(slug=slug).exists():
        slug = f"{base}-{hashlib.blake2b(key.encode(), digest_size=3).hexdigest()}"
    company, _made = Company.objects.get_or_create(
        name_key=key, defaults={"name": name[:120], "slug": slug, "site": site[:200]}
    )
    return company


# --- Writing a job ----------------------------------------------------------------------------------------------


def examine(job: Job) -> tuple[Finding, ...]:
    """Returns the rules' findings in the job's current state."""
    claims = Claims(
        title=job.title,
        text=rich_text.words(job.description),
        place=job.place,
        workplace=job.workplace,
        tags=tuple(job.tags),
        regions=tuple(job.regions),
        timezone=job.timezone,
        company=job.company.name,
        apply_url=job.apply_url,
        apply_email=job.apply_email,
        pay_currency=job.pay_currency,
        pay_yearly=(job.pay.yearly.low, job.pay.yearly.high) if job.pay else (None, None),
    )
    return (*rules.examine(claims), *scam.examine(claims))


def _must_be_held(job: Job) -> bool:
    return bool(RulePolicy.objects.holding(job.findings))


def _set_findings(job: Job) -> None:
    job.found = [finding.as_json() for finding in examine(job)]
    job.__dict__.pop("findings", None)


@transaction.atomic
def add(
    *, posting: JobData, source: Source | None = None, external_id: str = "", digest: str = "", now: dt.datetime
) -> Job:
    """Adds a job: publishes it at once, or holds it for moderation if a rule finds that it contradicts itself or looks
    like a scam."""
    job = Job(
        company=company_named(posting.company, site=posting.company_site),
        source=source,
        external_id=external_id,
        source_digest=digest,
        first_seen_at=now,
        verified_at=now if source else None,
        status=Status.PENDING,
        **posting.columns(),
    )
    _set_findings(job)
    match_occupations([job])
    job.save()
    _write(job, Kind.FIRST_SEEN, now, note=source.name if source else "")
    if _must_be_held(job):
        _write(job, Kind.HELD, now)
        _keep_dates(job, posting)
        return job
    with opening_locked(job, now=now):
        return _publish(job, posting.published_at, posting.expires_at, None, now)


@transaction.atomic
def draft(*, posting: JobData, by: User, now: dt.datetime) -> Job:
    """Creates a draft by staff, which joins the moderation queue when it is submitted."""
    job = Job(company=company_named(posting.company), first_seen_at=now, **posting.columns())
    _set_findings(job)
    match_occupations([job])
    job.save()
    _write(job, Kind.FIRST_SEEN, now, by=by)
    return job


def _keep_dates(job: Job, posting: JobData) -> None:
    """Stores the end that the source gave for a held job, to be used when a moderator publishes it."""
    if posting.expires_at:
        Job.objects.filter(pk=job.pk).update(expires_at=posting.expires_at)
        job.expires_at = posting.expires_at


@transaction.atomic
def revise(*, job: Job, posting: JobData, digest: str = "", by: User | None = None, now: dt.datetime) -> Job:
    """Updates a job to what its source (or a member of staff) says now. Changes are shown to readers; a published job
    with a new contradiction or sign of a scam is held."""
    with opening_locked(job, title=posting.title, now=now):
        return _revise(job, posting, digest, by, now)


def _revise(job: Job, posting: JobData, digest: str, by: User | None, now: dt.datetime) -> Job:
    job = Job.objects.select_for_update(of=("self",)).select_related("company").get(pk=job.pk)
    before = {name: getattr(job, name) for name in TOLD}
    for name, value in posting.columns().items():
        setattr(job, name, value)
    job.__dict__.pop("pay", None)
    job.source_digest = digest or job.source_digest
    if posting.expires_at and job.status == Status.PUBLISHED and job.published_at:
        job.expires_at = min(max(posting.expires_at, now), now + LONGEST)
    known = {(finding.rule, finding.quote) for finding in job.findings}
    _set_findings(job)
    if (job.title, job.skills) != (before["title"], before["skills"]):
        match_occupations([job])
    job.save()
    changes = _changes(before, {name: getattr(job, name) for name in TOLD})
    if changes:
        _write(job, Kind.CHANGED, now, changes=changes, by=by)
    fresh = [finding for finding in job.findings if (finding.rule, finding.quote) not in known]
    if job.status == Status.PUBLISHED and RulePolicy.objects.holding(fresh):
        _move(job, Status.PENDING, now)
        _write(job, Kind.HELD, now)
    return job


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Maps changed fields to their values before and after; for the description, only records that it changed."""
    changed = {name: [before[name], after[name]] for name in TOLD if before[name] != after[name]}
    if "description" in changed:
        changed["description"] = []
    return changed


# --- Moves ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(*, job: Job, by: User | None, now: dt.datetime) -> Job:
    """Publishes a held job, or an expired one again, for the usual time."""
    if job.state(now) == EXPIRED:
        return relist(job=job, by=by, now=now)
    with opening_locked(job, now=now):
        return _publish(job, None, job.expires_at, by, now)


@transaction.atomic
def submit(*, job: Job, by: User | None, now: dt.datetime) -> Job:
    """Submits a draft, or a withdrawn or rejected job, to the moderators."""
    with opening_locked(job, now=now):
        _move(job, Status.PENDING, now, closed_at=None, closed_because=Closed.OPEN)
        _write(job, Kind.HELD, now, by=by)
    return job


@transaction.atomic
def hold(*, job: Job, now: dt.datetime) -> Job:
    """Takes a published job off the board until a moderator decides."""
    with opening_locked(job, now=now):
        _move(job, Status.PENDING, now)
        _write(job, Kind.HELD, now)
    return job


@transaction.atomic
def reject(*, job: Job, by: User | None, note: str = "", now: dt.datetime) -> Job:
    """Rejects a job on behalf of a moderator."""
    return _close(job, Status.REJECTED, Closed.REFUSED, by, note, now)


@transaction.atomic
def fill(*, job: Job, by: User | None = None, now: dt.datetime) -> Job:
    return _close(job, Status.FILLED, Closed.FILLED, by, "", now)


@transaction.atomic
def withdraw(*, job: Job, because: Closed, by: User | None = None, note: str = "", now: dt.datetime) -> Job:
    """Takes a job off the board; ``because`` is the reason shown to readers."""
    return _close(job, Status.WITHDRAWN, because, by, note, now)


@transaction.atomic
def relist(*, job: Job, by: User | None = None, days: dt.timedelta = OPEN_FOR, now: dt.datetime) -> Job:
    """Extends a job: an open one from its current end, an expired one from now."""
    if job.state(now) not in (Status.PUBLISHED, EXPIRED) or job.expires_at is None:
        raise MoveRefused(gettext("A job that is %s can't be extended.") % job.state(now))
    end = min(max(job.expires_at, now) + days, now + LONGEST)
    with opening_locked(job, now=now):
        known = Job.objects.filter(pk=job.pk, status=Status.PUBLISHED, expires_at=job.expires_at)
        if not known.update(expires_at=end):
            raise MoveRefused(gettext("Someone else changed this job at the same time."))
        _write(job, Kind.RELISTED, now, by=by, changes={"expires_at": [str(job.expires_at), str(end)]})
        job.expires_at = end
    return job


@transaction.atomic
def reopen(*, job: Job, posting: JobData, digest: str = "", now: dt.datetime) -> Job:
    """Reopens a job that was gone at its source and is back: the same row, shown to readers as reposted."""
    if job.status != Status.WITHDRAWN or job.closed_because != Closed.GONE:
        raise MoveRefused(gettext("Only a job removed from its source can be reopened."))
    with opening_locked(job, title=posting.title, now=now):
        _move(job, Status.PENDING, now, closed_at=None, closed_because=Closed.OPEN, missing_runs=0)
        job = _revise(job, posting, digest, None, now)
        _write(job, Kind.REPOSTED, now)
        if _must_be_held(job):
            _write(job, Kind.HELD, now)
            _keep_dates(job, posting)
            return job
        return _publish(job, job.published_at, posting.expires_at, None, now)


@transaction.atomic
def duplicate(*, job: Job, by: User | None, now: dt.datetime) -> Job:
    """Creates a draft with the same content, from a job in any state."""
    copy = Job.objects.get(pk=job.pk)
    copy.pk = None
    copy._state.adding = True
    copy.status, copy.closed_because = Status.DRAFT, Closed.OPEN
    copy.published_at = copy.expires_at = copy.closed_at = copy.verified_at = copy.checked_at = None
    copy.end_is_stated = False
    copy.source, copy.external_id, copy.source_url, copy.source_digest, copy.missing_runs = None, "", "", "", 0
    copy.lead, copy.opening_key, copy.first_seen_at = None, "", now
    copy.save()
    _write(copy, Kind.FIRST_SEEN, now, by=by)
    return copy


def verify(*, job_ids: Iterable[int], now: dt.datetime) -> None:
    """Records that the feed of their source still has these jobs."""
    Job.objects.filter(pk__in=list(job_ids)).update(verified_at=now, missing_runs=0)


def record_checks(*, asked: Iterable[int], open_now: Iterable[int], now: dt.datetime) -> None:
    """Records individual checks: the source was ``asked`` about these jobs and said that some are open."""
    Job.objects.filter(pk__in=list(asked)).update(checked_at=now)
    Job.objects.filter(pk__in=list(open_now)).update(verified_at=now)


def rename(*, job: Job, external_id: str) -> None:
    """Stores the new id that the source now uses for the same job."""
    Job.objects.filter(pk=job.pk).update(external_id=external_id)
    job.external_id = external_id


@transaction.atomic
def report(*, job: Job, reason: str, note: str, now: dt.datetime) -> JobReport:
    """Records a reader's report on a job for the moderators."""
    return JobReport.objects.create(job=job, reason=reason, note=note, at=now)


def _publish(
    job: Job, published_at: dt.datetime | None, expires_at: dt.datetime | None, by: User | None, now: dt.datetime
) -> Job:
    first = job.published_at or min(published_at or now, now)
    end = min(expires_at or now + OPEN_FOR, now + LONGEST)
    if end <= now:
        end = now + OPEN_FOR if by else end
    _move(job, Status.PUBLISHED, now, published_at=first, expires_at=end)
    _write(job, Kind.PUBLISHED, now, by=by)
    return job


def _close(job: Job, to: Status, because: Closed, by: User | None, note: str, now: dt.datetime) -> Job:
    with opening_locked(job, now=now):
        _move(job, to, now, closed_at=now, closed_because=because)
        _write(job, Kind.CLOSED, now, by=by, note=note)
    return job


def _move(job: Job, to: Status, now: dt.datetime, **columns: Any) -> None:
    """Moves a job by conditional update, so that of two simultaneous moves only one succeeds. The caller holds the lock
    of the job's opening."""
    state = job.state(now)
    if to not in MOVES[state]:
        raise MoveRefused(gettext("A job that is %(state)s can't become %(to)s.") % {"state": state, "to": to})
    if not Job.objects.filter(pk=job.pk, status=job.status).update(status=to, **columns):
        raise MoveRefused(gettext("Someone else changed this job at the same time."))
    job.status = to
    for name, value in columns.items():
        setattr(job, name, value)


def _write(
    job: Job, kind: JobEvent.Kind, now: dt.datetime, *, note: str = "", changes: dict[str, Any] | None = None,
    by: User | None = None,
) -> None:  # fmt: skip
    JobEvent.objects.create(job=job, at=now, kind=kind, note=note[:300], changes=changes or {}, by=by)
