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
from jobs.search import counts, indexing, query, results, sql
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
    in_text=st.booleans(),
    as_typed=st.just(True),
    sort=st.sampled_from(("best", "newest")),
    zone=st.sampled_from(("", "", "Europe/Madrid", "Asia/Kathmandu", "America/Los_Angeles")),
)


def by_tier(criteria, now):
    """Tier and id of what the plain condition finds, newest first: 1 is called what was typed, 2 has it in its title,
    skills, company or industry, 3 only in its text. Without such names, everything is of tier 2."""
    one = condition(criteria, now)
    values = {
        **one.keywords, "words": one.words, "bottom": one.bottom, "now": now, "amount": one.amount,
        "currency": one.currency, "or_unstated": one.or_unstated,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH asked AS (
                SELECT %(words)s::tsquery AS wanted, websearch_to_tsquery('english', %(text)s) AS text,
                       websearch_to_tsquery('english', %(without)s) AS avoided
            ), judged AS (
                SELECT job_id, position,
                       %(named)s <> '' AND words @@ %(title)s::tsquery AS is_called,
                       %(named)s <> '' AND words @@ %(named)s::tsquery AS is_named,
                       CASE WHEN numnode(text) = 0 THEN %(named)s = ''
                            ELSE words @@ text AND (%(also)s = '' OR words @@ %(also)s::tsquery) END AS is_described
                FROM jobs_listing, asked
                WHERE (numnode(wanted) = 0 OR words @@ wanted) AND (numnode(avoided) = 0 OR NOT words @@ avoided)
                  AND position >= %(bottom)s AND expires_at > %(now)s
                  AND (%(amount)s::bigint IS NULL OR (pay_currency = %(currency)s AND pay_top >= %(amount)s)
                       OR (%(or_unstated)s AND pay_top IS NULL))
            )
            SELECT CASE WHEN is_called THEN 1 WHEN is_named OR %(named)s = '' THEN 2 ELSE 3 END, job_id
            FROM judged WHERE is_called OR is_named OR is_described ORDER BY position DESC
            """,
            values,
        )
        return cursor.fetchall()


def exactly(criteria, now):
    """The ids of what counts as found, newest first."""
    return [pk for tier, pk in by_tier(criteria, now) if tier < 3 or criteria.in_text]


def in_order(criteria, now):
    """Everything that the pages of a search show: by best match the tiers one after the other, by time what only
    mentions the keywords last."""
    found = by_tier(criteria, now)
    if criteria.sort == "newest" and criteria.in_text:
        return [pk for _tier, pk in found]
    first = 3 if criteria.sort == "newest" else 0
    return [pk for tier, pk in sorted(found, key=lambda one: one[0] if one[0] >= first else 0)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    criteria=asked,
    now=st.sampled_from((NOW, LATER)),
    cap=st.sampled_from((3, 20, 300)),
    small=st.sampled_from((sql.SMALL, -2)),
)
def test_every_window_is_the_exact_answer(board, criteria, now, cap, small):
    with pytest.MonkeyPatch.context() as patch:
        for module in (query, results, sql, counts):
            patch.setattr(module, "CAP", cap, raising=False)
        patch.setattr(sql, "SMALL", small)
        count = len(exactly(criteria, now))
        expected = in_order(criteria, now)
        seen, start = [], None
        while True:
            found = results.search(criteria, start=start, now=now)
            pages = [found]
            for number in range(2, found.pages + 1):
                pages.append(results.search(criteria, page=number, start=found.start, now=now))
            ids = [job.pk for page in pages for job in [*page.jobs, *page.mentions]]
            assert len(ids) == min(cap, len(expected) - len(seen))
            assert bool(found.older) == (len(expected) - len(seen) > cap)
            assert found.count == (count, True)
            assert found.mentioned == (len(expected) - count, True)
            seen += ids
            if not found.older:
                break
            start = found.older
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
    assert results.search(criteria, now=now).count == (len(expected), True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(criteria=asked, now=st.sampled_from((NOW, LATER)))
def test_counts_of_facets_and_hidden_postings_are_those_of_the_searches_they_lead_to(board, criteria, now):
    found = results.search(criteria, now=now)
    for facet, choices in found.facets.items():
        for choice in choices:
            exact = len(exactly(criteria.replace(**{facet: (choice.value,)}), now))
            assert choice.count == (exact, True), (facet, choice)
    shown = {one.kind: one for one in found.hidden}
    for kind, fewer in (("geo", {"geo": ""}), ("pay", {"no_pay": True})):
        if getattr(criteria, kind):
            more = len(exactly(criteria.replace(**fewer), now)) - len(exactly(criteria, now))
            assert (shown[kind].count if kind in shown else (0, True)) == (more, True)


def test_what_is_closed_is_gone_at_once_and_a_rebuilt_listing_is_the_same(board):
    before = exactly(Criteria(), NOW)
    assert set(before) == set(Job.objects.visible(NOW).leading().values_list("pk", flat=True))
    assert indexing.rebuild(NOW) == len(before)
    assert exactly(Criteria(), NOW) == before
    assert len(exactly(Criteria(), LATER)) < len(before)
