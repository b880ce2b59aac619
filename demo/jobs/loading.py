"""Loads invented jobs in bulk, in the state in which the services would have left them."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection, models, transaction

from demo.jobs import grammar
from demo.jobs.invention import TOLD_IN_FULL, Draft, draft
from demo.jobs.material import Employer, employer
from demo.jobs.sources import Sources
from jobs import deduplication, services
from jobs.lifecycle import Closed, Status
from jobs.models import Company, Job, JobEvent, Listing
from jobs.occupation_matching import match_occupations
from jobs.screening.claims import Finding
from jobs.search import indexing, spelling

STEP = 1_000
REBUILD_FROM = 20_000  # from this many new jobs on, rebuilding the full-text index is faster than updating it
HELD_FOR = dt.timedelta(days=12)  # a contradiction in an older job counts as overlooked: readers see it on the page
Kind = JobEvent.Kind


def load(*, count: int, seed: int, now: dt.datetime, progress: Callable[[int, int], None]) -> int:
    """Adds jobs of a seed until there are ``count``; returns the number of added jobs. ``progress`` gets done and total."""
    missing = _missing(count, seed)
    if len(missing) < REBUILD_FROM:
        _load(missing, seed, now, progress)
    else:
        with _index_rebuilt():
            _load(missing, seed, now, progress)
    if missing:
        spelling.refresh(now)
    return len(missing)


@contextlib.contextmanager
def _index_rebuilt() -> Iterator[None]:
    """Drops the full-text index for the block and rebuilds it afterwards."""
    index = next(index for index in Listing._meta.indexes if index.name == "listing_words")
    with connection.schema_editor() as editor:
        editor.remove_index(Listing, index)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.add_index(Listing, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) jobs_listing")


def _missing(count: int, seed: int) -> list[int]:
    prefix = _external_id(seed, "")
    ids = Job.objects.filter(external_id__startswith=prefix).values_list("external_id", flat=True)
    known = {int(external_id.removeprefix(prefix)) for external_id in ids}
    return [number for number in range(count) if number not in known]


def _external_id(seed: int, number: int | str) -> str:
    return f"demo-{seed}-{number}"


def _load(numbers: Sequence[int], seed: int, now: dt.datetime, progress: Callable[[int, int], None]) -> None:
    waiting = iter(numbers)
    done = 0
    companies: dict[int, Company] = {}
    while step := [draft(number, seed=seed, now=now) for number in islice(waiting, STEP)]:
        with transaction.atomic():
            _write(step, companies, seed, now)
        done += len(step)
        progress(done, len(numbers))


def _write(drafts: Sequence[Draft], companies: dict[int, Company], seed: int, now: dt.datetime) -> None:
    wanted = {one.employer for one in drafts} | (set(range(20)) if not companies else set())
    companies.update(_companies(sorted(wanted - companies.keys())))
    sources = Sources(companies, now)
    jobs = [_job(one, companies, sources, seed, now) for one in drafts]
    match_occupations(jobs)
    for job, pk in zip(jobs, _ids(Job, len(jobs)), strict=True):
        job.pk = pk
    copy_in(Job, jobs)
    told = [(one, job) for one, job in zip(drafts, jobs, strict=True) if one.number < TOLD_IN_FULL]
    copy_in(JobEvent, [event for one, job in told for event in _history(one, job, now)])
    indexing.refresh([job.pk for job in jobs], now=now)
    _list_when_seen([job.pk for job in jobs])
    for one, job in told:
        if one.copy_of is not None:
            deduplication.elect_lead(job, now=now)


def _list_when_seen(job_ids: Sequence[int]) -> None:
    """Sets the time since which jobs count as new for alerts: when first seen, not when the demo was loaded."""
    seen = Job.objects.filter(pk=models.OuterRef("job")).values("first_seen_at")
    Listing.objects.filter(job__in=job_ids).update(listed_at=models.Subquery(seen))


# --- Employers ------------------------------------------------------------------------------------------------------


def _companies(numbers: Sequence[int]) -> dict[int, Company]:
    employers = {number: employer(number) for number in numbers}
    keys = {number: services.name_key(one.name) for number, one in employers.items()}
    known = Company.objects.defer("logo").in_bulk(list(keys.values()), field_name="name_key")
    return {number: known.get(keys[number]) or _company(one) for number, one in employers.items()}


def _company(one: Employer) -> Company:
    company = services.company_named(one.name, site=one.site)
    company.about = f"{one.name} makes {one.trade} for {one.customers}. This is an invented employer in the demo."
    company.save(update_fields=["about"])
    return company


# --- Jobs -------------------------------------------------------------------------------------------------------


def _job(one: Draft, companies: dict[int, Company], sources: Sources, seed: int, now: dt.datetime) -> Job:
    company = companies[one.employer]
    is_copy = one.copy_of is not None
    dice = grammar.dice(seed, one.number, "seen")
    seen = min(one.published_at + dt.timedelta(minutes=dice.randint(5, 300)), now - dt.timedelta(minutes=1))
    job = Job(
        company=company,
        source=sources.elsewhere(one.employer, one.number) if is_copy else sources.of(one.employer),
        external_id=_external_id(seed, one.number),
        first_seen_at=seen,
        verified_at=one.closed_at or max(seen, now - dt.timedelta(minutes=dice.randint(2, 350))),
        published_at=one.published_at,
        expires_at=one.expires_at,
        status=Status.PUBLISHED,
        opening_key=deduplication.opening_key(company.name_key, one.posting.title),
        **one.posting.columns(),
    )
    findings = services.examine(job) if one.number < TOLD_IN_FULL or one.fault else ()
    job.found = [finding.as_json() for finding in findings]
    if _is_held(findings, one.published_at, now):
        job.status, job.published_at = Status.PENDING, None
    elif one.closed:
        job.status = Status.FILLED if one.closed == Closed.FILLED else Status.WITHDRAWN
        job.closed_because, job.closed_at = one.closed, one.closed_at
    return job


def _is_held(findings: Iterable[Finding], published_at: dt.datetime, now: dt.datetime) -> bool:
    kinds = {finding.kind for finding in findings}
    return "scam" in kinds or ("contradiction" in kinds and published_at > now - HELD_FOR)


def _history(one: Draft, job: Job, now: dt.datetime) -> Iterator[JobEvent]:
    """The history that fits the state of the job."""
    seen = job.first_seen_at
    yield JobEvent(job=job, at=seen, kind=Kind.FIRST_SEEN, note=job.source.name if job.source else "")
    if job.status == Status.PENDING:
        yield JobEvent(job=job, at=seen, kind=Kind.HELD)
        return
    yield JobEvent(job=job, at=seen, kind=Kind.PUBLISHED)
    end = min(now, job.closed_at or now, one.expires_at)
    if one.number % 41 == 7:
        yield JobEvent(job=job, at=seen + (end - seen) * 0.2, kind=Kind.CLOSED)
        yield JobEvent(job=job, at=seen + (end - seen) * 0.3, kind=Kind.REPOSTED)
    if one.number % 6 == 1:
        changes = {"pay_min": [job.pay_min * 9 // 10, job.pay_min]} if job.pay_min else {"description": []}
        yield JobEvent(job=job, at=seen + (end - seen) * 0.5, kind=Kind.CHANGED, changes=changes)
    if one.number % 17 == 3:
        until = [str(one.expires_at - dt.timedelta(days=14)), str(one.expires_at)]
        yield JobEvent(job=job, at=seen + (end - seen) * 0.7, kind=Kind.RELISTED, changes={"expires_at": until})
    if job.closed_at:
        yield JobEvent(job=job, at=max(seen, job.closed_at), kind=Kind.CLOSED)


# --- COPY -----------------------------------------------------------------------------------------------------------


def _ids(model: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def copy_in(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Writes new rows by COPY; the database assigns missing ids."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and not (field.primary_key and rows and rows[0].pk is None)
    ]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    command = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({names}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(
                [field.get_db_prep_save(getattr(row, field.attname), connection=connection) for field in fields]
            )
