"""A page of results: what is found, in which order, with which counts and ways on."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs import services
from jobs.models import Job
from jobs.pay import Pay
from jobs.search import results, sql
from jobs.search.criteria import Criteria, parse
from jobs.search.results import NoSuchPage
from tests.factories import NOW, a_job
from tests.jobs.search.support import aged

pytestmark = pytest.mark.django_db


def titles(q="", **criteria):
    """All that is found, in titles and skills or only in texts."""
    found = results.search(Criteria(q=q, **criteria), now=NOW)
    assert found.count == (len(found.jobs), True)
    assert found.mentioned == (len(found.mentions), True)
    return {job.title for job in [*found.jobs, *found.mentions]}


# --- Keywords -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("You write C++ and C# here", "c++"),
        ("You write C++ and C# here", "C#"),
        ("ASP and .NET, daily", ".net"),
        ("Node.js/React.js", "react"),
        ("Node.js/React.js", "node.js"),
        ("HR/payroll", "payroll"),
        ("HR/payroll", "hr/payroll"),
        ("A résumé for São Paulo", "resume sao paulo"),
        ("A resume", "résumé"),
        ("full-time work", "full-time"),
        ("several engineers", "engineer"),
    ],
)
def test_words_are_found_as_people_type_them(text, typed):
    a_job(title="Plain", description=f"<p>{text}.</p>")
    assert titles(typed) == {"Plain"}


def test_names_that_differ_by_a_sign_differ():
    a_job(title="Plus", description="<p>C++</p>")
    a_job(title="Sharp", description="<p>C#</p>")
    assert titles("c++") == {"Plus"}
    assert titles("c#") == {"Sharp"}


def test_phrases_negation_and_or():
    a_job(title="Data Engineer", description="<p>Warehouse work.</p>")
    a_job(title="Engineer of Data", description="<p>Lakes.</p>")
    a_job(title="Gardener", description="<p>Roses.</p>")
    assert titles('"data engineer"') == {"Data Engineer"}
    assert titles("engineer -lakes") == {"Data Engineer"}
    assert titles("lakes OR roses") == {"Engineer of Data", "Gardener"}
    assert titles("-engineer") == {"Gardener"}


def test_title_company_skills_and_text_are_searched():
    a_job(title="Beekeeper", company="Honeycomb", skills=("Smoker",), description="<p>Hives.</p>")
    for typed in ("beekeeper", "honeycomb", "smoker", "hives"):
        assert titles(typed) == {"Beekeeper"}


@pytest.mark.parametrize(
    "typed",
    [
        "foo & | !",
        "((((",
        "'",
        '"',
        '"unbalanced office',
        "a:*",
        "office:A",
        "office <-> keep",
        "office\x00running",
        "\\",
        "'; DROP TABLE jobs_listing; --",
        "%s %(names)s %",
        "~iadmin",
        "🙂",
        "- - -",
        "-" * 200,
        "- " * 99,
        "-a " * 66,
        "a OR " * 40,
        '"' * 199,
        "or or or",
        "x" * 10_000,
        "office " * 1500,
    ],
)
def test_hostile_keywords_are_words(typed):
    a_job()
    asked = parse({"q": typed})
    found = results.search(asked.criteria, now=NOW)
    assert found.count.number in (0, 1)
    assert results.newest(asked.criteria, limit=5, now=NOW) == found.jobs


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(alphabet="-\"'&|!():*<>\\ or~@#%a.é\u2028", max_size=200))
def test_no_keywords_break_the_statement(typed):
    results.search(parse({"q": typed}).criteria, now=NOW)


def test_filter_words_cannot_be_typed():
    a_job(title="~iadmin hunter", description="<p>Find '~iadmin' ~ranywhere/~tfull-time.</p>")
    assert titles(industry=("hr",)) == set()
    a_job(title="Other")
    assert "Other" not in titles("~iadmin")


def test_only_words_too_common_to_search_for_are_said_to_be_ignored():
    a_job()
    assert results.search(Criteria(q="the of"), now=NOW).is_ignoring_keywords
    assert not results.search(Criteria(q="the office"), now=NOW).is_ignoring_keywords
    assert not results.search(Criteria(), now=NOW).is_ignoring_keywords


# --- Filters ------------------------------------------------------------------------------------------------------------


def test_where_i_live_matches_the_place_what_holds_it_and_anywhere():
    for title, regions in {
        "Spain": ("spain",), "Europe": ("europe",), "Anywhere": ("anywhere",), "Japan": ("japan",), "Unknown": (),
        "Two": ("japan", "european-union"),
    }.items():  # fmt: skip
        a_job(title=title, regions=regions)
    assert titles(geo="spain") == {"Spain", "Europe", "Anywhere", "Two"}
    assert titles(geo="europe") == {"Europe", "Anywhere"}
    assert titles(geo="anywhere") == {"Anywhere"}


def test_pay_at_least_compares_yearly_pay_in_the_same_currency():
    a_job(title="Year", pay=Pay(5_000_000, 8_000_000, "USD", "year"))
    a_job(title="Hour", pay=Pay(None, 4_000, "USD", "hour"))  # 83,200 a year
    a_job(title="From", pay=Pay(8_000_000, None, "USD", "year"))
    a_job(title="Euro", pay=Pay(9_000_000, 9_000_000, "EUR", "year"))
    a_job(title="Silent", pay=None)
    assert titles(pay=80_000) == {"Year", "Hour", "From"}
    assert titles(pay=80_001) == {"Hour"}
    assert titles(pay=40, period="hour") == {"Hour"}
    assert titles(pay=80_000, currency="EUR") == {"Euro"}
    assert titles(pay=80_001, no_pay=True) == {"Hour", "Silent"}
    assert titles(pay=1, currency="JPY") == set()


def test_time_zones_lie_inside_the_window_or_there_is_none():
    a_job(title="Europe", timezone=(-60, 180))
    a_job(title="Nepal", timezone=(345, 345))
    a_job(title="Free", timezone=None)
    assert titles(zone="Europe/Madrid") == {"Europe", "Free"}
    assert titles(zone="Asia/Kathmandu") == {"Nepal", "Free"}
    assert titles(zone="America/Los_Angeles") == {"Free"}


def test_posted_within_and_company():
    aged(2.9, title="Young", company="Kestrel")
    aged(3.1, title="Old")
    assert titles(posted=3) == {"Young"}
    assert titles(company="northwind") == {"Old"}
    assert titles(company="nobody") == set()


def test_a_level_is_that_level():
    a_job(title="Senior", level="senior")
    a_job(title="Any", level="any")
    assert titles(level=("senior",)) == {"Senior"}
    assert titles(level=("any", "senior")) == {"Senior", "Any"}


# --- Order and pages ----------------------------------------------------------------------------------------------------


def test_newest_first():
    jobs = [aged(days) for days in (5, 1, 3)]
    assert results.search(Criteria(), now=NOW).jobs == [jobs[1], jobs[2], jobs[0]]
    assert results.newest(Criteria(), limit=2, now=NOW) == [jobs[1], jobs[2]]


def test_best_match_puts_titles_first_then_skills_then_texts_and_each_newest_first():
    text = aged(1, title="Gardener", description="<p>Some Python now and then.</p>")
    titled = aged(3, title="Python Developer")
    skilled = aged(2, title="Analyst", skills=("Python",))
    old = aged(100, title="Python Developer")
    found = results.search(Criteria(q="python"), now=NOW)
    assert (found.jobs, found.mentions) == ([titled, old, skilled], [text])
    assert (found.count, found.mentioned) == ((3, True), (1, True))


def test_by_time_what_is_only_mentioned_comes_last_unless_descriptions_are_searched():
    text = aged(1, title="Gardener", description="<p>Some Python now and then.</p>")
    titled = aged(3, title="Python Developer")
    skilled = aged(2, title="Analyst", skills=("Python",))
    found = results.search(Criteria(q="python", sort="newest"), now=NOW)
    assert (found.jobs, found.mentions) == ([skilled, titled], [text])
    assert results.newest(Criteria(q="python"), limit=9, now=NOW) == [skilled, titled]
    found = results.search(Criteria(q="python", sort="newest", in_text=True), now=NOW)
    assert (found.jobs, found.mentions, found.count.number) == ([text, skilled, titled], [], 3)
    assert results.newest(Criteria(q="python", in_text=True), limit=9, now=NOW) == found.jobs
    found = results.search(Criteria(q="python", in_text=True), now=NOW)
    assert (found.jobs, found.count.number) == ([titled, skilled, text], 3)


def test_best_match_without_keywords_is_newest_first():
    jobs = [aged(days) for days in (1, 2, 3)]
    assert results.search(Criteria(sort="best"), now=NOW).jobs == jobs


@pytest.mark.parametrize("sort", ["newest", "best"])
def test_pages_share_out_the_window_and_new_postings_do_not_move_them(small_cap, sort):
    jobs = [aged(days, title=f"Office {days}") for days in range(1, 71)]
    criteria = Criteria(q="office", sort=sort)
    first = results.search(criteria, now=NOW)
    assert (first.count, first.pages) == ((70, True), 2)
    for _ in range(3):
        a_job(title="Office, new")
    second = results.search(criteria, page=2, start=first.start, now=NOW)
    older = results.search(criteria, start=first.older, now=NOW)
    last = results.search(criteria, page=2, start=older.start, now=NOW)
    assert second.start == first.start
    assert (older.count, older.pages, older.older) == ((73, True), 2, None)
    seen = [*first.jobs, *second.jobs, *older.jobs, *last.jobs]
    assert {job.pk for job in seen} == {job.pk for job in jobs}
    assert len(seen) == len(jobs)


def test_a_window_that_holds_all_has_no_older_one(small_cap):
    for days in range(1, 41):
        aged(days)
    found = results.search(Criteria(), now=NOW)
    assert (found.count, found.pages, found.older) == ((40, True), 2, None)


def test_windows_go_on_from_titles_to_skills_to_texts(small_cap):
    jobs = [
        *(aged(days, title=f"Potter {days}") for days in range(1, 31)),
        *(aged(days, skills=("Potter",)) for days in range(1, 31)),
        *(aged(days, description="<p>We met a potter.</p>") for days in range(1, 31)),
    ]
    seen, start = [], None
    for _window in range(3):
        found = results.search(Criteria(q="potter"), start=start, now=NOW)
        pages = [
            found,
            *(
                results.search(Criteria(q="potter"), page=n, start=found.start, now=NOW)
                for n in range(2, found.pages + 1)
            ),
        ]
        seen += [job for page in pages for job in [*page.jobs, *page.mentions]]
        assert (found.count, found.mentioned) == ((60, True), (30, True))
        start = found.older
    assert start is None
    assert seen == jobs


@pytest.mark.parametrize("page", [0, -1, 2, 99, 10**18])
def test_a_page_out_of_range_is_none_and_says_how_many_there_are(page):
    a_job()
    with pytest.raises(NoSuchPage) as problem:
        results.search(Criteria(), page=page, now=NOW)
    assert problem.value.pages == 1


def test_nothing_found_is_a_page_too():
    found = results.search(Criteria(q="nothing"), now=NOW)
    assert (found.jobs, found.count, found.pages, found.start) == ([], (0, True), 0, None)


@pytest.mark.parametrize("top", [0, 1, 2**62, 2**80])
def test_any_number_is_a_top(top):
    a_job()
    assert len(results.search(Criteria(), start=sql.Key(0, top), now=NOW).jobs) == (1 if top > 2**40 else 0)


# --- In step with the jobs ------------------------------------------------------------------------------------------


def test_a_page_takes_two_statements_whatever_it_shows(django_assert_num_queries):
    for days in range(1, 25):
        aged(days)
    everything = Criteria(
        q="office", geo="spain", industry=("admin",), type=("full-time",), level=("midweight",), pay=1, posted=30,
        company="northwind", zone="Europe/Madrid", sort="newest",
    )  # fmt: skip
    for criteria in (Criteria(), everything):
        with django_assert_num_queries(2):
            found = results.search(criteria, now=NOW)
            shown = [*found.jobs, *found.mentions]
            assert len({(job.company.name, job.source) for job in shown}) == 1
        assert len(shown) == 20


def test_a_posting_whose_time_is_over_is_not_shown_before_any_sweep():
    a_job(expires_at=NOW + dt.timedelta(hours=1))
    assert results.search(Criteria(), now=NOW + dt.timedelta(minutes=59)).count.number == 1
    assert results.search(Criteria(), now=NOW + dt.timedelta(hours=1)).count.number == 0


def test_a_row_that_lags_behind_its_posting_is_not_shown():
    job = a_job()
    Job.objects.filter(pk=job.pk).update(status="withdrawn")
    assert results.search(Criteria(), now=NOW).jobs == []


def test_filled_postings_are_gone_and_revised_ones_found_by_their_new_words():
    from tests.factories import a_posting

    job = a_job()
    services.revise(job=job, posting=a_posting(title="Harbor Pilot", industries=("legal",)), now=NOW)
    assert titles("pilot", industry=("legal",)) == {"Harbor Pilot"}
    assert titles("operations") == titles(industry=("admin",)) == set()
    services.fill(job=Job.objects.get(pk=job.pk), now=NOW)
    assert titles() == set()
