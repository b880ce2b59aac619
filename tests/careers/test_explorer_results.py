"""What the explorer finds: filters, order, pages, parameters."""

from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from careers.explorer import results
from careers.explorer.catalog import Career, Catalog, catalog
from careers.explorer.criteria import SORTS, Criteria, active_filters, parse
from careers.explorer.vocabulary import EDUCATION, FIELDS, SKILLS, SKILLS_BY_ID

codes = st.integers(0, 400).map(lambda number: f"{11 + number % 3 * 2}-{1000 + number}.00")
careers = st.builds(
    Career,
    code=codes,
    title=st.text("abcé ZY", min_size=1, max_size=6),
    slug=st.just("a"),
    soc=st.just("11-1011"),
    major_group=st.sampled_from(["11-0000", "13-0000", "15-0000"]),
    median_pay=st.none() | st.integers(1, 5).map(lambda number: number * 1_000_000),
    growth=st.none() | st.integers(-3, 3).map(Decimal),
    openings=st.none() | st.integers(0, 3),
    education=st.none() | st.integers(1, 8),
    job_zone=st.none() | st.integers(1, 5),
    high_points=st.sampled_from(["", "R", "RI", "SEA"]),
)
catalogs = st.lists(careers, max_size=40, unique_by=lambda career: career.code).map(Catalog)
criterias = st.builds(
    Criteria,
    field=st.sets(st.sampled_from(["management", "business", "computer"])).map(tuple),
    pay_from=st.none() | st.integers(0, 60_000),
    pay_to=st.none() | st.integers(0, 60_000),
    growth_from=st.none() | st.integers(-4, 4).map(Decimal),
    openings=st.none() | st.integers(1, 3),
    education=st.sets(st.sampled_from(EDUCATION)).map(tuple),
    zone=st.sets(st.sampled_from("12345")).map(tuple),
    interest=st.sets(st.sampled_from("RIS"), max_size=2).map(tuple),
    sort=st.sampled_from(SORTS),
)
jobs_by_code = st.dictionaries(codes, st.integers(0, 3), max_size=20)


def walk(found, known, size):
    seen, after = [], ""
    while True:
        page = found.page(after=after, known=known, size=size)
        seen += page.careers
        if not page.after:
            return seen
        after = page.after


@given(catalogs, criterias, jobs_by_code, st.integers(1, 9))
@settings(max_examples=150, deadline=None)
def test_pages_show_every_career_once_in_any_order(every, criteria, jobs, size):
    found = results.search(every, criteria, jobs=jobs, titles={})
    assert walk(found, every.by_code, size) == list(found.careers)
    assert len({career.code for career in found.careers}) == len(found.careers)


@given(catalogs, criterias, jobs_by_code, st.integers(1, 9))
@settings(max_examples=100, deadline=None)
def test_the_way_back_shows_every_career_too(every, criteria, jobs, size):
    found = results.search(every, criteria, jobs=jobs, titles={})
    page = found.page(known=every.by_code, size=size)
    while page.after:
        page = found.page(after=page.after, known=every.by_code, size=size)
    seen = set(page.careers)
    while page.before:
        page = found.page(before=page.before, known=every.by_code, size=size)
        seen |= set(page.careers)
    assert seen == set(found.careers)
    assert page.skipped == 0


@given(catalogs, criterias, jobs_by_code)
@settings(max_examples=150, deadline=None)
def test_what_matches_is_what_every_filter_alone_lets_through(every, criteria, jobs):
    alone = [
        Criteria(**{name: getattr(criteria, name)})
        for name in ("field", "pay_from", "pay_to", "growth_from", "openings", "education", "zone", "interest")
    ]
    sets = [set(results.search(every, one, jobs=jobs, titles={}).careers) for one in alone]
    assert set(results.search(every, criteria, jobs=jobs, titles={}).careers) == set.intersection(*sets)


@given(catalogs, st.sampled_from(["pay", "growth", "openings", "education"]), st.booleans())
@settings(deadline=None)
def test_careers_without_the_figure_come_last_in_both_directions(every, name, is_falling):
    found = results.search(every, Criteria(sort=f"-{name}" if is_falling else name), jobs={}, titles={}).careers
    figure = {"pay": "median_pay"}.get(name, name)
    values = [getattr(career, figure) for career in found]
    known = [value for value in values if value is not None]
    assert values == [*known, *[None] * (len(values) - len(known))]
    assert known == sorted(known, reverse=is_falling)


def test_a_page_after_a_career_that_no_longer_matches_keeps_its_place():
    every = Catalog(
        [Career(code=f"11-100{n}.00", title=f"{n}", slug="a", soc="11-1001", median_pay=n * 100) for n in range(6)]
    )
    found = results.search(every, Criteria(sort="pay", pay_from=3), jobs={}, titles={})
    page = found.page(after="11-1001.00", known=every.by_code)
    assert [career.title for career in page.careers] == ["3", "4", "5"]
    assert not page.is_lost


def test_an_unknown_place_shows_the_first_page_and_says_so():
    every = Catalog([Career(code="11-1001.00", title="A", slug="a", soc="11-1001")])
    page = results.search(every, Criteria(), jobs={}, titles={}).page(after="nonsense", known=every.by_code)
    assert (len(page.careers), page.is_lost) == (1, True)


def test_left_out_careers_are_counted_only_if_a_figure_is_missing():
    every = Catalog(
        [
            Career(code="11-1001.00", title="Rich", slug="a", soc="11-1001", median_pay=90_000_00),
            Career(code="11-1002.00", title="Poor", slug="b", soc="11-1002", median_pay=10_000_00),
            Career(code="11-1003.00", title="Unknown", slug="c", soc="11-1003"),
        ]
    )
    assert results.search(every, Criteria(pay_from=50_000), jobs={}, titles={}).unpublished == 1
    assert results.search(every, Criteria(), jobs={}, titles={}).unpublished == 0


def test_words_match_titles_first_then_other_titles_then_tools():
    def career(number, title, **more):
        return Career(code=f"11-100{number}.00", title=title, slug="a", soc="11-1001", openings=number, **more)

    every = Catalog([career(1, "Python Keepers"), career(2, "Zoo Workers"), career(3, "Developers", tools=("Python",))])
    found = results.search(every, Criteria(q="pyth"), jobs={}, titles={"11-1002.00": ["Python Trainer"]})
    assert [career.title for career in found.careers] == ["Python Keepers", "Zoo Workers", "Developers"]
    assert found.also_called == {"11-1002.00": "Python Trainer", "11-1003.00": "Python"}


@pytest.mark.parametrize("query", ["15-1252", "15-1252.00"])
def test_a_code_is_found(query):
    every = Catalog(
        [
            Career(code="15-1252.00", title="A", slug="a", soc="15-1252"),
            Career(code="11-1011.00", title="B", slug="b", soc="11-1011"),
        ]
    )
    assert [career.title for career in results.search(every, Criteria(q=query), jobs={}, titles={}).careers] == ["A"]


@given(criterias)
@settings(deadline=None)
def test_criteria_come_back_from_their_query_string(criteria):
    criteria = criteria.replace(pay_from=criteria.pay_from or None, pay_to=None)
    again = parse(QueryDict(criteria.querystring)).criteria
    assert again.querystring == criteria.querystring
    assert again.order == criteria.order


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("pay_from=lots", "pay_from"), ("growth_from=fast", "growth_from"), ("openings=-3", "openings"), ("field=magic", "field"),
        ("education=kindergarten", "education"), ("zone=9", "zone"), ("interest=Q", "interest"), ("skill=flying", "skill"),
        ("sort=luck", "sort"), ("view=dream", "view"), ("interest=R,I,A,S", "interest"), ("pay_from=9&pay_to=3", "pay_to"),
    ],
)  # fmt: skip
def test_wrong_parameters_get_a_message_and_cost_nothing_else(query, field):
    asked = parse(QueryDict(query + "&q=nurse"))
    assert set(asked.problems) == {field}
    assert asked.criteria.q == "nurse"


def test_every_skill_and_field_is_one_of_the_data(all_occupations):
    every = catalog()
    rated = {id for career in every.careers for id in career.skills or {}}
    assert rated == set(SKILLS_BY_ID)
    assert {career.major_group for career in every.careers} <= set(FIELDS.values())
    assert len(SKILLS) == 35


def test_every_filter_has_a_chip_whose_link_is_without_it():
    criteria = Criteria(q="a", field=("computer",), pay_from=1, pay_to=2, growth_from=Decimal(1), growth_to=Decimal(2), openings=3,
                        education=("none",), zone=("1",), interest=("R",), skill=("writing",), jobs=True)  # fmt: skip
    chips = active_filters(criteria)
    assert len(chips) == 12
    assert len({chip.criteria.querystring for chip in chips}) == 12
