"""The pages of the explorer: picture, table, cards, CSV, comparison. Every state has a URL."""

import csv
import io
import re
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from careers.explorer.catalog import Career, Catalog, catalog
from tests.factories import a_published_guide

PATH = "/careers/explore/"


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
    assert dots["151252/"] == "Software Developers: $135,980 a year, +15.8%"
    assert len(dots) == wide.count("<title>") == 12
    for code in ("151252", "15-1252.00", "15-1252"):
        assert client.get(f"{PATH}{code}/")["Location"] == "/careers/occupations/software-developers/"


def test_careers_with_the_same_figures_share_a_dot_that_leads_to_a_list_of_them(client, all_occupations):
    dots = dict(DOT.findall(read(client, "?sort=title")))
    assert dots["29-1141/"].startswith("Registered Nurses and 4 more")
    response = client.get(PATH + "29-1141/", follow=True)
    assert response.request["QUERY_STRING"] == "q=29-1141&view=table"
    assert response.content.decode().count('name="occupations"') == 5


def test_an_unknown_code_is_not_found(client, occupations):
    assert client.get(PATH + "99-9999/").status_code == 404
    assert client.get(PATH + "nothing/").status_code == 404


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
    assert row[7] == "-2.5"


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
