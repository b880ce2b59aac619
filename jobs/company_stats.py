"""Company pages' data: who is hiring, and each company's track record."""

import datetime as dt
import difflib
import string
from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, IntegerField, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from jobs.lifecycle import Closed, Status
from jobs.models import Company, Job
from jobs.models.job import JobQuerySet
from jobs.services import name_key
from toolkit.database.compiled import Compiled, given
from toolkit.database.replica import reading

LETTERS = string.ascii_lowercase
OTHER = "other"  # for names that don't start with one of these letters
PAGE = 60
MOST_COUNTED = 1000
WINDOW = dt.timedelta(days=90)
HIGHEST_ID = 2**63 - 1
FEWEST = 5  # closed jobs needed for a median


def open_jobs_of(company: Company, *, now: dt.datetime) -> JobQuerySet:
    """Returns the company's open jobs, one for each opening, newest first."""
    return Job.objects.visible(now).leading().filter(company=company).order_by("-published_at", "-pk")


@cache
def _open_cards(size: int) -> Compiled[Job]:
    """Compiled for each size, as a size is part of the SQL."""
    at, pk = given("at"), given("pk")
    is_after = Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk)
    theirs = Job.objects.visible(given("now")).leading().for_cards().filter(is_after, company=given("company"))
    return Compiled(lambda: theirs.order_by("-published_at", "-pk")[:size])


def open_cards_of(
    company: Company, *, size: int, after: tuple[dt.datetime, int] | None = None, now: dt.datetime
) -> list[Job]:
    """Returns the ``size`` newest of its open jobs as ``for_cards()`` loads them, those ``after`` a job: when that was published,
    and its id. One query."""
    at, pk = after or (now, HIGHEST_ID)
    return _open_cards(size).rows(company=company.pk, at=at, pk=pk, now=now)


def known_companies() -> QuerySet[Company]:
    """Returns companies that have a page: a job of theirs has been public, or we wrote about them. A company whose only job is
    held by our moderators isn't among them."""
    theirs = Job.objects.was_public().filter(company=OuterRef("pk"))
    return Company.objects.filter(Exists(theirs) | ~Q(about=""))


_by_slug = Compiled(
    lambda: known_companies().filter(slug=given("slug")).defer("logo", "about").annotate(has_logo=Q(logo__isnull=False))
)


def company_with_slug(slug: str) -> Company | None:
    """Returns the known company with a slug, with what its page says and ``has_logo``. One query."""
    return next(iter(_by_slug.rows(slug=slug)), None)


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
    asked = {"company": company.pk, "since": now - WINDOW, "now": now, "published": Status.PUBLISHED, **_ENDS}
    with reading().cursor() as cursor:
        cursor.execute(_RECORD, asked)
        is_open, checked_at, filled, gone, withdrawn, expired, lasted = cursor.fetchone()
    days = round(lasted / dt.timedelta(days=1)) if lasted and filled + gone >= FEWEST else None
    return TrackRecord(is_open, checked_at, filled, gone, withdrawn, expired, days)


_ENDS = {"filled": Closed.FILLED, "gone": Closed.GONE, "employer": Closed.EMPLOYER}
# Written by hand: Django took longer to make this statement than the database to answer it.
_RECORD = """
SELECT count(*) FILTER (WHERE is_open),
       min(verified_at) FILTER (WHERE is_open),
       count(*) FILTER (WHERE is_closed AND closed_because = %(filled)s),
       count(*) FILTER (WHERE is_closed AND closed_because = %(gone)s),
       count(*) FILTER (WHERE is_closed AND closed_because = %(employer)s),
       count(*) FILTER (WHERE is_expired),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY closed_at - published_at)
           FILTER (WHERE is_closed AND closed_because IN (%(filled)s, %(gone)s))
FROM (
    SELECT verified_at, closed_because, closed_at, published_at,
           status = %(published)s AND published_at <= %(now)s AND expires_at > %(now)s AS is_open,
           closed_at BETWEEN %(since)s AND %(now)s AND published_at IS NOT NULL AS is_closed,
           status = %(published)s AND expires_at BETWEEN %(since)s AND %(now)s AS is_expired
    FROM jobs_job
    WHERE company_id = %(company)s AND lead_id IS NULL
) AS theirs
"""
