"""The capped search answers exactly what the plain condition answers, whatever is asked and whatever happened to the jobs."""

import datetime as dt
import random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs import services
from jobs.lifecycle import Closed
from jobs.models import Job
from jobs.pay import Pay
from jobs.search import indexing, query, results
from jobs.search.criteria import POSTED, Criteria
from jobs.search.query import condition
from jobs.vocabulary.regions import open_to
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LATER = NOW + 3 * DAY
WORDS = ("python", "office", "lighthouse", "remote", "ledger", "invoice", "payroll", "Node.js", "sales/marketing")
FREQUENCIES = (9, 9, 1, 5, 1, 1, 1, 1, 1)
REGIONS = ("anywhere", "europe", "spain", "united-states", "latam", "emea", "japan")
INDUSTRIES = ("admin", "engineering", "hr", "legal")
TYPES = ("full-time", "contract", "internship")
LEVELS = ("any", "entry", "senior")
PAYS = (
    None,
    (4_000_000, 6_000_000, "USD", "year"),
    (None, 12_345_600, "USD", "year"),
    (3_000, None, "USD", "hour"),
    (50_000, 70_000, "EUR", "month"),
)
WINDOWS = (None, (-60, 180), (-480, -300), (330, 345))
ASKED = (*WORDS, "-office", '"python office"', "python OR ledger", "-python -office", "the", "")


def fill_the_board():
    """Some hundred jobs over two years, most of them young, a few closed, expired or moved in time."""
    dice = random.Random(7)  # noqa: S311 - not for secrets
    for _ in range(260):
        age = dt.timedelta(minutes=int(dice.paretovariate(0.35) * 7) % (700 * 24 * 60))
        pay = dice.choice(PAYS)
        job = a_job(
            title=" ".join(dice.sample(WORDS, 2)),
            description=f"<p>{' '.join(dice.choices(WORDS, FREQUENCIES, k=6))} the</p>",
            company=dice.choice(("Northwind", "Kestrel")),
            regions=tuple(dice.sample(REGIONS, dice.randint(0, 2))),
            industries=tuple(dice.sample(INDUSTRIES, dice.randint(0, 2))),
            types=tuple(dice.sample(TYPES, dice.randint(0, 2))),
            level=dice.choice(LEVELS),
            skills=(),
            pay=pay and Pay(*pay),
            timezone=dice.choice(WINDOWS),
            published_at=NOW - age,
            expires_at=NOW + dt.timedelta(hours=dice.randint(1, 900)),
        )
        if dice.random() < 0.1:
            services.withdraw(job=job, because=Closed.EMPLOYER, now=NOW)
        elif dice.random() < 0.1:
            services.fill(job=job, now=NOW)


@pytest.fixture(scope="module")
def board(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        fill_the_board()
        yield
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE jobs_job, jobs_company CASCADE")


def some(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(lambda chosen: tuple(sorted(chosen)))


asked = st.builds(
    Criteria,
    q=st.lists(st.sampled_from(ASKED), max_size=2).map(" ".join),
    geo=st.sampled_from(("", "", "spain", "anywhere", "europe", "japan")),
    industry=some(INDUSTRIES),
    type=some(TYPES),
    level=some(LEVELS),
    pay=st.sampled_from((None, None, 0, 35, 50_000, 62_400, 123_456, 130_000)),
    currency=st.sampled_from(("USD", "EUR")),
    period=st.sampled_from(("year", "hour")),
    no_pay=st.booleans(),
    posted=st.sampled_from((None, None, *POSTED)),
    company=st.sampled_from(("", "", "kestrel", "nobody")),
    zone=st.sampled_from(("", "", "Europe/Madrid", "Asia/Kathmandu", "America/Los_Angeles")),
)


def exactly(criteria, now, *, top=None):
    """The ids by the plain condition, newest first."""
    one = condition(criteria, now)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH asked AS (SELECT websearch_to_tsquery('english', %s) && %s::tsquery AS query)
            SELECT job_id FROM jobs_listing, asked
            WHERE (numnode(query) = 0 OR words @@ query) AND position >= %s AND position <= %s AND expires_at > %s
              AND (%s::bigint IS NULL OR (pay_currency = %s AND pay_top >= %s) OR (%s AND pay_top IS NULL))
            ORDER BY position DESC
            """,
            [
                one.text, one.words, one.bottom, top or 2**62, now,
                one.amount, one.currency, one.amount, one.or_unstated,
            ],
        )  # fmt: skip
        return [pk for (pk,) in cursor.fetchall()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(criteria=asked, now=st.sampled_from((NOW, LATER)), cap=st.sampled_from((3, 20, 300)))
def test_every_window_is_the_exact_answer(board, criteria, now, cap):
    with pytest.MonkeyPatch.context() as patch:
        for module in (query, results):
            patch.setattr(module, "CAP", cap)
            patch.setattr(module, "FEW", cap)
        expected = exactly(criteria, now)
        seen, top = [], None
        while True:
            found = results.search(criteria, top=top, now=now)
            ids = [job.pk for job in found.jobs]
            for number in range(2, found.pages + 1):
                ids += [job.pk for job in results.search(criteria, page=number, top=found.top, now=now).jobs]
            assert found.count == len(ids) == min(cap, len(expected) - len(seen))
            assert found.is_capped == (len(expected) - len(seen) > cap)
            seen += ids
            if not found.older:
                break
            top = found.older
        assert seen == expected


def by_hand(criteria, now):
    """What the fields of the jobs themselves say, for searches without keywords."""
    floor = criteria.least_pay and criteria.least_pay.yearly
    offset = criteria.zone and int(now.astimezone(ZoneInfo(criteria.zone)).utcoffset().total_seconds() // 60)
    since = (now - dt.timedelta(days=criteria.posted)).replace(microsecond=0) if criteria.posted else now - 9999 * DAY
    for job in Job.objects.visible(now).leading().order_by("-published_at", "-pk").select_related("company"):
        pay = job.pay and job.pay.yearly
        reaches = pay and floor and pay.currency == floor.currency and (pay.high or pay.low) >= floor.low
        if (
            (not criteria.geo or set(open_to(criteria.geo)) & set(job.regions))
            and (not criteria.industry or set(criteria.industry) & set(job.industries))
            and (not criteria.type or set(criteria.type) & set(job.types))
            and (not criteria.level or job.level in criteria.level)
            and (not criteria.company or job.company.slug == criteria.company)
            and job.published_at >= since
            and (not criteria.zone or not job.timezone or job.timezone[0] <= offset <= job.timezone[1])
            and (not floor or reaches or (not pay and criteria.no_pay))
        ):
            yield job.pk


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(criteria=asked.map(lambda criteria: criteria.replace(q="")), now=st.sampled_from((NOW, LATER)))
def test_filters_mean_what_the_fields_of_postings_say(board, criteria, now):
    expected = list(by_hand(criteria, now))
    assert exactly(criteria, now) == expected
    assert [job.pk for job in results.newest(criteria, limit=300, now=now)] == expected
    assert results.search(criteria, now=now).count == len(expected)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(criteria=asked, now=st.sampled_from((NOW, LATER)))
def test_counts_of_facets_and_hidden_postings_are_those_of_the_searches_they_lead_to(board, criteria, now):
    found = results.search(criteria, now=now)
    for facet, choices in found.facets.items():
        for choice in choices:
            exact = len(exactly(criteria.replace(**{facet: (choice.value,)}), now))
            assert choice.count == exact or (choice.is_capped and choice.count < exact), (facet, choice)
    shown = {one.kind: one for one in found.hidden}
    for kind, fewer in (("geo", {"geo": ""}), ("pay", {"no_pay": True})):
        if getattr(criteria, kind):
            more = len(exactly(criteria.replace(**fewer), now)) - len(exactly(criteria, now))
            count, is_capped = (shown[kind].count, shown[kind].is_capped) if kind in shown else (0, False)
            assert (count, is_capped) == (min(more, query.FEW), more > query.FEW)


def test_what_is_closed_is_gone_at_once_and_a_rebuilt_listing_is_the_same(board):
    before = exactly(Criteria(), NOW)
    assert set(before) == set(Job.objects.visible(NOW).leading().values_list("pk", flat=True))
    assert indexing.rebuild(NOW) == len(before)
    assert exactly(Criteria(), NOW) == before
    assert len(exactly(Criteria(), LATER)) < len(before)
