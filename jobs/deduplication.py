"""Deduplicates jobs: groups the same job from several sources into one opening and elects its lead.

Two visible jobs belong to one opening if company and title agree (their *key*), their sources differ, and people in the same
places can apply: the places are equal, or one set lies within the other. The company's own job leads; otherwise the one seen
first. A lead has no lead itself, so openings are flat. A job that isn't visible has none either.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Q

from jobs.lifecycle import Status
from jobs.models import Job, Source
from jobs.search import indexing
from jobs.vocabulary.regions import regions

# Formats in which job boards publish other companies' jobs. Sources with any other format publish their own jobs.
BOARDS = frozenset({
    Source.Format.JOBICY, Source.Format.REMOTIVE, Source.Format.HIMALAYAS, Source.Format.REMOTEOK, Source.Format.WORKINGNOMADS,
    Source.Format.ARBEITNOW, Source.Format.RSS, Source.Format.ATOM, Source.Format.JSONFEED, Source.Format.JSONLD,
    Source.Format.CSV,
})  # fmt: skip

# Parts of titles that don't describe the job: that it is remote, and the genders it is open to.
_BESIDE = re.compile(
    r"\b(?:(?:100 ?%|fully) )?remote(?:ly)?\b|\b(?:all|any) genders?\b|\b[mwfdxh](?:[/|*][mwfdxh]){1,3}\b"
)
_SHORT = {"sr": "senior", "snr": "senior", "jr": "junior", "jnr": "junior", "eng": "engineer", "mgr": "manager"}
_SWEEP = 500


def opening_key(employer: str, title: str) -> str:
    """Returns the key that all jobs of one opening share. ``employer`` is ``Company.name_key``."""
    words = re.findall(r"[\w+#]+", _BESIDE.sub(" ", title.casefold()))
    told = " ".join(_SHORT.get(word, word) for word in words) or title.casefold()
    return hashlib.blake2b(f"{employer}\n{told}".encode(), digest_size=16).hexdigest()


@contextmanager
def opening_locked(job: Job, *, title: str = "", now: dt.datetime) -> Iterator[None]:
    """Surrounds a change of a job: locks its opening against other transactions until ours ends, and re-elects the lead
    after the change. ``title``: the job's new title.

    The lock must be taken before the first row is changed. If it were taken later, two changes to one opening could
    deadlock: each would hold a row that the other has to write.
    """
    _lock({job.opening_key, opening_key(job.company.name_key, title or job.title)})
    yield
    elect_lead(job, now=now)


def elect_lead(job: Job, *, now: dt.datetime) -> None:
    """Re-elects the lead of the opening that ``job`` belongs to, as it is stored, and updates the listing."""
    stored = Job.objects.values_list("opening_key", "company__name_key", "title")
    before, employer, title = stored.get(pk=job.pk)
    job.opening_key = opening_key(employer, title)
    keys = {before, job.opening_key} - {""}
    _lock(keys)
    if job.opening_key != before:
        Job.objects.filter(pk=job.pk).update(opening_key=job.opening_key)
    leads = {pk: lead for name in sorted(keys) for pk, lead in _elect(name, now).items()}
    job.lead_id = leads.get(job.pk, job.lead_id)
    indexing.refresh([job.pk, *(pk for pk in leads if pk != job.pk)], now=now)


def sweep(now: dt.datetime) -> int:
    """Re-elects the leads of openings with expired jobs; returns the number of openings. Needed because jobs expire by
    time alone, without a service call."""
    over = Q(lead__expires_at__lte=now) | Q(expires_at__lte=now)
    late = Job.objects.filter(over, lead__isnull=False).order_by("opening_key").values_list("opening_key", flat=True)
    keys = list(late.distinct()[:_SWEEP])
    for name in keys:
        with transaction.atomic():
            _lock({name})
            indexing.refresh(_elect(name, now), now=now)
    return len(keys)


def sources_of(job: Job, *, now: dt.datetime) -> list[Job]:
    """Returns the visible jobs of the opening that ``job`` belongs to, each with its source; the lead first."""
    lead = job.lead_id or job.pk
    found = Job.objects.visible(now).filter(Q(pk=lead) | Q(lead=lead)).with_origin().defer("description")
    return sorted(found.select_related("source__company"), key=lambda one: (one.pk != lead, _rank(one)))


def _lock(keys: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for name in sorted(filter(None, keys)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _elect(name: str, now: dt.datetime) -> dict[int, int | None]:
    """Elects and stores the leads for the jobs of a key. Returns the changes as job to lead."""
    told = ("company_id", "regions", "status", "published_at", "expires_at", "first_seen_at", "external_id", "lead_id")
    of_key = Job.objects.filter(Q(status=Status.PUBLISHED) | Q(lead__isnull=False), opening_key=name)
    jobs = list(of_key.select_related("source").only(*told, "source__company_id", "source__format"))
    leads = _leads(job for job in jobs if job.is_visible(now))
    changed = {job.pk: leads.get(job.pk) for job in jobs if leads.get(job.pk) != job.lead_id}
    for pk in sorted(changed):
        Job.objects.filter(pk=pk).update(lead=changed[pk])
    return changed


def _leads(jobs: Iterable[Job]) -> dict[int, int | None]:
    """Returns each job's lead. The result doesn't depend on the order of ``jobs``."""
    openings: dict[Job, set[int | None]] = {}  # lead to the sources that have the job
    leads: dict[int, int | None] = {}
    for job in sorted(jobs, key=_rank):
        fitting = [
            lead for lead, sources in openings.items() if job.source_id not in sources and _same_places(job, lead)
        ]
        if not fitting:
            openings[job] = {job.source_id}
            leads[job.pk] = None
            continue
        lead = min(fitting, key=lambda one: (set(one.regions) != set(job.regions), _rank(one)))
        openings[lead].add(job.source_id)
        leads[job.pk] = lead.pk
    return leads


def _rank(job: Job) -> tuple[bool, dt.datetime, int, str, int]:
    """Sort key: the employer's own job first (from its own feed, or posted here), then the job seen first."""
    is_copy = job.source is not None and job.source.format in BOARDS and job.source.company_id != job.company_id
    return is_copy, job.first_seen_at, job.source_id or 0, job.external_id, job.pk


def _same_places(one: Job, other: Job) -> bool:
    """Returns whether the places are equal, or one job's places lie within the other's. Unknown places equal only
    unknown ones."""
    mine, theirs = set(one.regions), set(other.regions)
    return mine == theirs or (bool(mine and theirs) and (_within(mine, theirs) or _within(theirs, mine)))


def _within(inner: set[str], outer: set[str]) -> bool:
    known = regions()
    return all(slug in known and not outer.isdisjoint(known[slug].path) for slug in inner)
