"""The explorer of careers: filters, order, pages, picture, cards, CSV. Every state has a URL."""

import csv
import io
import re
import time
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import brotli
import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from careers.explorer import results
from careers.explorer.catalog import Career, Catalog, catalog
from careers.explorer.criteria import SORTS, Criteria, active_filters, parse
from careers.explorer.vocabulary import EDUCATION, FIELDS, SKILLS, SKILLS_BY_ID
from tests.factories import a_published_guide
from toolkit.page_cache import BROTLI_QUALITY

PATH = "/careers/explore/"

# --- Pure: filters, order, pages ----------------------------------------------------------------------------------------

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


# --- Pages --------------------------------------------------------------------------------------------------------------


def numbers(page):
    return int(re.search(r'<span role="status">([\d,]+) career', page)[1].replace(",", ""))


def read(client, query=""):
    response = client.get(PATH + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_plain_page_is_canonical_and_every_filtered_one_is_not_indexed(client, occupations):
    plain = read(client)
    assert '<link rel="canonical" href="http://testserver/careers/explore/">' in plain or 'rel="canonical"' in plain
    assert "noindex" not in plain
    for query in ("?field=computer", "?sort=-pay", "?view=table", "?after=15-1252.00", "?pay_from=x"):
        page = read(client, query)
        assert '<meta name="robots" content="noindex, follow">' in page, query
        assert 'rel="canonical"' not in page


DOT = re.compile(r'<a href="([\d.-]+/)" tabindex="-1"><title>([^<]+)</title><path d="M\d+ \d+h.1"/></a>')


def test_every_dot_is_a_link_with_a_text(client, occupations):
    page = read(client, "?view=picture")
    wide = page[page.index('<div class="on-wide">') : page.index('<div class="on-narrow">')]
    dots = dict(DOT.findall(wide))
    assert dots["15-1252.00/"] == "Software Developers: $135,980 a year, +15.8%"
    assert len(dots) == wide.count("<title>") == 12
    response = client.get(PATH + "15-1252.00/")
    assert response["Location"] == "/careers/occupations/software-developers/"


def test_careers_with_the_same_figures_share_a_dot_that_lists_them(client, all_occupations):
    dots = dict(DOT.findall(read(client, "?sort=title")))
    assert dots["29-1141/"].startswith("5 careers: Acute Care Nurses; ")
    response = client.get(PATH + "29-1141/", follow=True)
    assert response.request["QUERY_STRING"] == "q=29-1141&view=table"
    assert response.content.decode().count('name="occupations"') == 5


def test_an_unknown_code_is_not_found(client, occupations):
    assert client.get(PATH + "99-9999/").status_code == 404
    assert client.get(PATH + "nothing/").status_code == 404


def test_the_page_of_all_careers_is_light_and_quick(client, all_occupations, capsys):
    read(client)  # templates are compiled and the catalog is read once
    started = time.process_time()
    page = client.get(PATH + "?view=picture").content
    took = time.process_time() - started
    compressed = len(brotli.compress(page, quality=BROTLI_QUALITY))
    with capsys.disabled():
        print(  # noqa: T201
            f"\nExplorer with {len(DOT.findall(page.decode()))} dots: {len(page):,} bytes, {compressed:,} compressed, {took * 1000:.0f} ms"
        )
    assert len(page) <= 200_000
    assert compressed <= 25_000


def test_what_is_not_drawn_is_said(client, occupations):
    assert "1 career has no published pay or growth; it’s only in the table." in read(client)  # actors


def test_a_figure_of_a_wider_group_says_so(client, occupations):
    page = read(client, "?q=13-1022&view=table")
    assert "Figures are for a wider group of careers." in page
    assert "wider group" not in read(client, "?q=15-1252&view=table")


def test_a_top_coded_figure_is_at_least(client, occupations):
    every = catalog()
    coded = [career for career in every.careers if career.pay_is_at_least]
    for career in coded:
        assert "at least $" in read(client, f"?q={career.code}&view=table")


def test_headers_are_links_that_sort_and_say_how(client, occupations):
    page = read(client, "?view=table&sort=-pay")
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert 'aria-sort="descending"><a href="/careers/explore/?sort=pay&amp;view=table">Median pay</a>' in head
    assert head.count("aria-sort") == 1
    assert '<a href="/careers/explore/?sort=-growth&amp;view=table">Growth</a>' in head


def test_a_message_links_to_its_field_and_keeps_what_was_typed(client, occupations):
    page = read(client, "?pay_from=a%20lot&q=nurse")
    assert '<li><a href="#pay_from">Median pay from: Enter a whole number, such as 75000.</a></li>' in page
    assert 'value="a lot"' in page
    assert "Registered Nurses" in page
    assert re.search(r'<details class="pop" name="pop" open> ?<summary>Pay', page)


def test_nothing_found_names_the_filter_to_remove(client, occupations):
    page = read(client, "?q=software&pay_to=20000")
    assert "No careers match." in page
    assert re.search(r"\d+ careers? without “Pay up to \$20,000”", page)


def test_careers_are_chosen_for_comparison_by_checkboxes(client, occupations):
    for view in ("table", "cards", "picture"):
        page = read(client, f"?view={view}")
        assert 'action="/careers/compare/"' in page
        assert '<input type="checkbox" name="occupations" value="software-developers">' in page


def test_pages_of_the_site_show_every_career_once(client, all_occupations):
    seen, path = [], f"{PATH}?sort=-growth&view=table"
    while path:
        page = " ".join(client.get(path).content.decode().split())
        seen += re.findall(r'name="occupations" value="([^"]+)"', page)
        after = re.search(r'<a href="([^"]+)" rel="next">', page)
        path = after[1].replace("&amp;", "&") if after else ""
    assert len(seen) == len(set(seen)) == len(catalog().careers) > 900


@pytest.mark.parametrize(("query", "most"), [("", 8), ("?q=nurse&view=table", 5), ("?view=cards&sort=title", 4)])
def test_queries_are_few(client, occupations, django_assert_max_num_queries, query, most):
    with django_assert_max_num_queries(most):
        read(client, query)


def test_an_other_title_finds_the_occupation(client, occupations):
    assert "Software Engineer" in read(client, "?q=software+engineer&view=table")


# --- CSV ----------------------------------------------------------------------------------------------------------------


def exported(client, query=""):
    response = client.get(PATH + "careers.csv" + query)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_csv_has_all_results_with_sources_and_credits(client, all_occupations):
    rows = exported(client)
    blank = rows.index([])
    assert blank - 1 == len(catalog().careers)
    header, *careers = rows[:blank]
    row = dict(zip(header, next(row for row in careers if row[1] == "15-1252.00"), strict=True))
    assert row["Median pay a year in USD"] == "135980"
    assert row["Growth in percent, 2024–34"] == "15.8"
    assert row["Source of pay"].startswith(
        "US Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2025"
    )
    credits = " ".join(row[0] for row in rows[blank:] if row)
    assert "This site includes information from the O*NET 29.3 Database" in credits
    assert "Employment Projections program" in credits


def test_csv_has_the_results_of_the_same_address(client, occupations):
    assert [row[0] for row in exported(client, "?field=computer&sort=title")[1:] if row][:3] == [
        "Computer Systems Engineers/Architects", "Information Security Analysts", "Software Developers"
    ]  # fmt: skip
    link = re.search(r'href="(/careers/explore/careers.csv[^"]*)"', read(client, "?field=computer&view=table"))[1]
    assert parse_qs(urlsplit(link.replace("&amp;", "&")).query) == {"field": ["computer"]}


def test_csv_runs_no_formula(occupations):
    from careers.explorer.export import as_csv

    evil = Career(code="11-1011.00", title="=HYPERLINK(1)", slug="a", soc="11-1011", growth=Decimal("-2.5"))
    row = list(csv.reader(io.StringIO(as_csv(Catalog([evil]), [evil], {}).decode("utf-8-sig"))))[1]
    assert row[0] == "'=HYPERLINK(1)"
    assert row[6] == "-2.5"


def test_csv_is_limited(client, occupations, monkeypatch):
    monkeypatch.setattr("careers.views.explorer.EXPORTS", "1/hour")
    assert client.get(PATH + "careers.csv").status_code == 200
    assert client.get(PATH + "careers.csv").status_code == 429


# --- Comparison ---------------------------------------------------------------------------------------------------------


def compared(client, query):
    response = client.get("/careers/compare/?" + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_occupations_are_compared_with_sources(client, occupations):
    page = compared(client, "occupations=software-developers&occupations=registered-nurses")
    table = page[page.index("<table") : page.index("</table>")]
    assert table.index("Software Developers") < table.index("Registered Nurses")
    for figure in ("$135,980 a year", "$97,550 a year", "+15.8%", "+4.9%"):
        assert figure in table
    assert table.count('class="strip"') == 6  # pay, growth and openings of both
    assert "Not stated" in table  # software developers have no rated skills
    assert "Stress" not in table  # of guides only


def test_guides_and_occupations_are_compared_in_the_order_of_the_address(client, occupations):
    guide = a_published_guide(now=timezone.now())
    page = compared(client, f"occupations=software-developers&guides={guide.slug}")
    head = page[page.index("<thead") : page.index("</thead>")]
    assert head.index("Software Developers") < head.index(guide.title)
    assert 'name="occupations" value="software-developers" checked' in page
    assert f'<option value="{guide.slug}" selected>' in page
    assert page.count("<select") == 3


def test_an_unknown_occupation_is_named_and_the_others_stay(client, occupations):
    page = compared(client, "occupations=software-developers&occupations=wizards&occupations=registered-nurses")
    assert "We couldn&#x27;t find this career: “wizards”." in page
    assert "<table" in page


def test_at_most_four_careers_are_compared(client, occupations):
    slugs = [career.slug for career in catalog().careers[:5]]
    page = compared(client, "&".join(f"occupations={slug}" for slug in slugs))
    assert "You can compare up to 4 careers." in page
    assert 'class="compare of-4"' in page


def test_comparing_takes_few_queries(client, occupations, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        compared(client, "occupations=software-developers&occupations=registered-nurses")
