"""A figure of a wider group, or of another time than those beside it, says so wherever it's shown."""

import csv
import datetime as dt
import io
import json

import pytest
from django.utils import timezone

from careers.explorer.catalog import catalog
from careers.machine_readers import social_image
from careers.market.salaries import salaries
from careers.occupations.passports import passport
from tests.careers.page_figures import Page
from tests.factories import a_published_guide

pytestmark = pytest.mark.django_db
GROUP, WIDER = "Buyers and purchasing agents", "a wider group"
BUYERS = "wholesale-and-retail-buyers-except-farm-products"
ADDRESSES = {
    "occupation": f"/careers/occupations/{BUYERS}/",
    "table": "/careers/explore/?q=13-1022&view=table",
    "cards": "/careers/explore/?q=13-1022&view=cards",
    "comparison": f"/careers/compare/?occupations={BUYERS},software-developers",
    "salaries": "/salaries/?q=wholesale",
    "finder": "/careers/find/?like=e1&like=e2&more=1",
}


@pytest.fixture
def buyers(occupations):
    return occupations["13-1022.00"].document


def html(client, address):
    return client.get(address).content.decode()


def holders(page, figure):
    """The smallest parts of a page that hold a figure: a cell, a row, an item or a paragraph."""
    for element in page.top.everything():
        if figure in "".join(element.texts) and element.tag not in ("title", "script", "text", "tspan", "meta"):
            yield next(
                one
                for one in element.ancestors()
                if one.tag in ("tr", "li", "section", "header")
                or (one.tag == "div" and "cells" in one.parent.classes)
                or (
                    one.tag == "td"
                    and "compare" in "".join(part.attributes.get("class", "") for part in one.ancestors())
                )
            )


@pytest.mark.parametrize("place", ADDRESSES)
def test_pay_of_a_wider_group_says_so_beside_each_figure(client, buyers, place):
    pay = buyers.pay_in("US")
    assert pay.wider
    shown = f"${pay.median // 100:,}"
    found = list(holders(Page(html(client, ADDRESSES[place])), shown))
    assert found, place
    for holder in found:
        assert "wider group" in holder.text(), (place, holder.text())


def test_descriptions_and_pictures_for_links_say_it_too(client, buyers, monkeypatch):
    page = html(client, ADDRESSES["occupation"])
    description = page.partition('<meta name="description" content="')[2].partition('"')[0]
    assert "wider group" in description
    drawn = []
    monkeypatch.setattr(social_image, "_draw", lambda *lines: drawn.append(lines) or b"")
    social_image.png_for_occupation(buyers)
    assert "wider group" in drawn[0][2]


def test_data_says_it_too(client, buyers):
    data = client.get(f"/careers/occupations/{BUYERS}.json").json()
    assert data["occupation"]["outlook"]["wider"] is True
    assert "wider group" in client.get(f"/careers/occupations/{BUYERS}.md").content.decode()
    ld = html(client, ADDRESSES["occupation"]).partition('type="application/ld+json">')[2].partition("</script>")[0]
    assert "wider group" in json.loads(ld)["estimatedSalary"][0]["name"]


def test_the_picture_says_how_many_dots_are_of_a_wider_group(client, occupations):
    drawn = [one for one in catalog().careers if one.median_pay and one.growth is not None]
    wider = sum(one.pay_is_wider or one.outlook_is_wider for one in drawn)
    assert wider > 1
    assert f"Figures of {wider} careers are for a wider group; the table says which." in html(
        client, "/careers/explore/"
    )


# --- Guides -------------------------------------------------------------------------------------------------------------

PUBLISHED = {
    "basis": "published", "publisher": "US Bureau of Labor Statistics", "release": "May 2025", "occupation_code": "15-1252",
    "area": "United States", "measure": "percentiles", "url": "https://www.bls.gov/oes/",
}  # fmt: skip


def a_guide(match, median=13_598_000, **changes):
    yesterday = timezone.now() - dt.timedelta(days=1)
    pay = [{"country": "US", "currency": "USD", "median": median, **PUBLISHED}]
    growth = {"rate": "15.8", "period": "2024–34", **PUBLISHED}
    occupation = {"code": "15-1252", "match": match}
    return a_published_guide(now=yesterday, occupation=occupation, pay=pay, growth=growth, **changes)


@pytest.mark.parametrize(
    ("match", "whose"),
    [("exact", "for “Software Developers”"), ("broad", "for “Software Developers”, a wider group"),
     ("related", "for “Software Developers”, a related occupation")],
)  # fmt: skip
def test_each_published_cell_of_a_guide_says_whose_figure_it_is(client, occupations, match, whose):
    a_guide(match)
    page = Page(html(client, "/careers/lighthouse-keeper/"))
    cells = [
        element.text()
        for element in page.top.everything()
        if element.tag == "div" and "stats" in element.parent.classes and "Published statistic" in element.text()
    ]
    assert len(cells) == 2, "the published median, which is the guide's own, and job growth"
    assert all(f" {whose} " in cell for cell in cells), cells


def test_a_compared_guide_says_it_too(client, occupations):
    a_guide("broad")
    page = html(client, "/careers/compare/?guides=lighthouse-keeper&occupations=software-developers")
    cell = page.partition('<th scope="row">Job growth</th>')[2].partition("</td>")[0]
    assert "for “Software Developers”, a wider group" in cell
    assert '<th scope="row">Median pay</th>' not in page, "it's the published one"
    a_guide("broad", slug="keeper", title="Keeper", median=13_000_000)
    page = html(client, "/careers/compare/?guides=lighthouse-keeper,keeper")
    row = page.partition('<th scope="row">Median pay</th>')[2].partition("</tr>")[0]
    assert "for “Software Developers”, a wider group" in row


def test_the_home_page_says_whose_wages_it_shows(client, occupations):
    a_guide("broad")
    assert "for “Software Developers”, a wider group" in html(client, "/")


# --- Another time -------------------------------------------------------------------------------------------------------

OLDER = "wages of May 2024"


def test_pay_of_another_time_says_so_wherever_it_is_beside_others(client, occupations):
    for address in (
        "/careers/explore/?q=11-1031&view=table",
        "/careers/explore/?q=11-1031&view=cards",
        "/salaries/?q=legislators",
        "/careers/compare/?occupations=legislators,software-developers",
        "/careers/occupations/legislators/",
    ):
        assert OLDER.lower() in html(client, address).partition("<main")[2].lower(), address
        assert OLDER not in html(client, address.replace("legislators", "actors").replace("11-1031", "27-2011")), (
            address
        )
    assert f"Pay of 1 career is of another time: {OLDER}." in html(client, "/careers/explore/")


def test_the_release_of_a_list_is_that_of_its_wages_whatever_row_is_first(occupations):
    assert salaries(query="legislators").release == ""
    assert salaries(sort="title").release == "May 2025"


def test_exported_pay_names_its_own_source(client, occupations):
    rows = csv.DictReader(io.StringIO(client.get("/careers/explore/careers.csv?q=11-1031").content.decode("utf-8-sig")))
    (row,) = (row for row in rows if row["Career"] == "Legislators")
    assert row["Source of pay"].startswith("US Bureau of Labor Statistics, Employment Projections")
    assert row["Pay is of another time"] == OLDER


def test_pay_of_several_countries_names_the_time_of_each(client, occupations):
    page = Page(html(client, "/careers/occupations/software-developers/"))
    rows = [one.text() for one in page.top.everything() if one.tag == "th" and one.attributes.get("scope") == "row"]
    countries = {
        name: row for row in rows for name in ("United States", "United Kingdom", "Canada") if row.startswith(name)
    }
    assert "May 2025" in countries["United States"]
    assert "2024" in countries["United Kingdom"]
    assert "2025" in countries["Canada"]


def test_pay_that_is_not_shown_has_no_passport(client, occupations):
    assert occupations["11-1031.00"].document.pay_in("GB").median is None
    page = Page(html(client, "/careers/occupations/legislators/"))
    section = next(one for one in page.top.everything() if one.attributes.get("aria-labelledby") == "pay")
    assert "Job Bank wages" in section.text()
    assert "Annual Survey of Hours and Earnings" not in section.text()


# --- Passports ----------------------------------------------------------------------------------------------------------


def test_a_passport_pairs_a_code_with_the_title_of_its_own_row(occupations):
    profile = occupations["11-1021.00"].document.handbook
    found = passport(profile, "what they do")
    assert found.occupation_code == "11-1021 General and operations managers"
    assert found.note == "From the profile “Top executives”, which covers other occupations too."
