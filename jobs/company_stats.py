"""Company pages' data: who is hiring, and each company's track record."""

import datetime as dt
import difflib
import string
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Aggregate, Count, DurationField, Exists, F, Func, IntegerField, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from jobs.lifecycle import Closed, Status
from jobs.models import Company, Job
from jobs.models.job import JobQuerySet
from jobs.services import name_key

LETTERS = string.ascii_lowercase
OTHER = "other"  # for names that don't start with one of these letters
PAGE = 60
MOST_COUNTED = 1000
WINDOW = dt.timedelta(days=90)
FEWEST = 5  # closed jobs needed for a median


def open_jobs_of(company: Company, *, now: dt.datetime) -> JobQuerySet:
    """Returns the company's open jobs, one for each opening, newest first."""
    return Job.objects.visible(now).leading().filter(company=company).order_by("-published_at", "-pk")


def known_companies() -> QuerySet[Company]:
    """Returns companies that have a page: a job of theirs has been public, or we wrote about them. A company whose only job is
    held by our moderators isn't among them."""
    theirs = Job.objects.was_public().filter(company=OuterRef("pk"))
    return Company.objects.filter(Exists(theirs) | ~Q(about=""))


def hiring_companies(*, now: dt.datetime) -> QuerySet[Company]:
    """Returns companies with open jobs."""
    theirs = Job.objects.visible(now).leading().filter(company=OuterRef("pk"))
    return Company.objects.defer("logo", "about", "about_html").filter(Exists(theirs))


@dataclass(frozen=True)
class CompaniesPage:
    """A page of companies by name; each has ``open`` (at most ``MOST_COUNTED`` are counted) and ``has_logo``.
    ``following``: where the next page starts, empty on the last one."""

    companies: list[Company]
    following: str


def companies_page(*, query: str = "", letter: str = "", after: str = "", size: int, now: dt.datetime) -> CompaniesPage:
    """Returns ``size`` hiring companies whose name contains ``query`` and starts with ``letter``, after the name ``after``. The
    cost doesn't grow with the number of companies."""
    found = hiring_companies(now=now)
    if query:
        found = found.filter(name_key__contains=name_key(query))
    if letter in LETTERS and letter:
        found = found.filter(name_key__startswith=letter)
    elif letter == OTHER:
        found = found.filter(name_key__regex="^[^a-z]")
    if after:
        found = found.filter(name_key__gt=after)
    theirs = Job.objects.visible(now).leading().filter(company=OuterRef("pk")).order_by("-published_at")
    counted = Func(
        ArraySubquery(theirs.values("pk")[:MOST_COUNTED]), function="CARDINALITY", output_field=IntegerField()
    )
    rows: list[Company] = list(
        found.annotate(open=counted, has_logo=Q(logo__isnull=False)).order_by("name_key")[: size + 1]
    )
    return CompaniesPage(rows[:size], rows[size - 1].name_key if len(rows) > size else "")


def similar_slugs(slug: str, *, most: int = 5) -> list[Company]:
    """Returns companies whose slug resembles an unknown one; compares only slugs with the same beginning."""
    near = dict(known_companies().filter(slug__startswith=slug[:2]).order_by("slug").values_list("slug", "pk")[:500])
    close = difflib.get_close_matches(slug, near, n=most, cutoff=0.6)
    return sorted(
        Company.objects.defer("logo", "about", "about_html").filter(slug__in=close),
        key=lambda one: close.index(one.slug),
    )


# --- Track record ----------------------------------------------------------------------------------------------


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class TrackRecord:
    """Outcomes of a company's jobs. Closed jobs are those of the last ``WINDOW``, without those our staff removed.
    ``days_open`` is the median of jobs filled or gone at their source, None if there are fewer than ``FEWEST``."""

    open: int
    checked_at: dt.datetime | None
    filled: int
    gone: int
    withdrawn: int
    expired: int
    days_open: int | None

    @property
    def closed(self) -> int:
        return self.filled + self.gone + self.withdrawn + self.expired

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """Returns label and number for each way jobs were closed, without zeros."""
        counted = (
            (_("Filled"), self.filled),
            (_("Removed from the source"), self.gone),
            (_("Withdrawn by the employer"), self.withdrawn),
            (_("Expired"), self.expired),
        )
        return [(label, number) for label, number in counted if number]

    @property
    def sample(self) -> int:
        return self.filled + self.gone


def track_record_of(company: Company, *, now: dt.datetime) -> TrackRecord:
    """Returns the track record; one query. ``checked_at`` is the oldest time at which an open job was last seen at its
    source."""
    since = now - WINDOW
    is_open = Q(status=Status.PUBLISHED, published_at__lte=now, expires_at__gt=now)
    closed = Q(closed_at__gte=since, closed_at__lte=now, published_at__isnull=False)
    taken = closed & Q(closed_because__in=(Closed.FILLED, Closed.GONE))
    figures = (
        Job.objects.leading()
        .filter(company=company)
        .aggregate(
            open=Count("pk", filter=is_open),
            checked_at=Min("verified_at", filter=is_open),
            filled=Count("pk", filter=closed & Q(closed_because=Closed.FILLED)),
            gone=Count("pk", filter=closed & Q(closed_because=Closed.GONE)),
            withdrawn=Count("pk", filter=closed & Q(closed_because=Closed.EMPLOYER)),
            expired=Count("pk", filter=Q(status=Status.PUBLISHED, expires_at__gte=since, expires_at__lte=now)),
            lasted=Median(F("closed_at") - Coalesce("published_at", "closed_at"), filter=taken),
        )
    )
    lasted = figures.pop("lasted")
    sample = figures["filled"] + figures["gone"]
    return TrackRecord(
        **figures, days_open=round(lasted / dt.timedelta(days=1)) if lasted and sample >= FEWEST else None
    )
