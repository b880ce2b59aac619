"""Guides say what a figure is: pay with its period, and published percentiles as percentiles, never as career stages."""

import html
import re

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags

from careers import services
from careers.importing.guidefile import loads
from tests.factories import a_document, shipped_wages

CAREERS = settings.BASE_DIR / "careers"
GUIDES = sorted((CAREERS / "content").glob("*.md"))
AMOUNT = re.compile(r"[$€£][\d,]+(?:\.\d+)?")
RANGE_AND_PERIOD = re.compile(rf"{AMOUNT.pattern}(?:–{AMOUNT.pattern})? a year")
PERCENTILES = {
    "A tenth earn less than 10th percentile",
    "A quarter earn less than 25th percentile",
    "Half earn less than Median",
    "A quarter earn more than 75th percentile",
    "A tenth earn more than 90th percentile",
}


def words(markup):
    return " ".join(html.unescape(strip_tags(markup)).split())


def our_words(page):
    """The text of a page without what editors wrote."""
    prose = r'<div class="(?:prose|lead)">.*?</div>'
    return words(re.sub(rf"<script.*?</script>|{prose}", " ", page.content.decode(), flags=re.S))


def pay_tables(page):
    """For each table of pay: its second heading, and what its rows are called."""
    tables = re.findall(r'<table class="pay-table">(.*?)</table>', page.content.decode(), re.S)
    headings = [re.findall(r'<th scope="col">(.*?)</th>', table, re.S) for table in tables]
    rows = [re.findall(r'<th scope="row">(.*?)</th>', table, re.S) for table in tables]
    return [(words(heading[1]), [words(row) for row in found]) for heading, found in zip(headings, rows, strict=True)]


def publish(document):
    now = timezone.now()
    guide = services.import_document(document=document, update=False, by=None, now=now)
    services.publish(guide=guide, by=None, now=now)
    return guide


@pytest.fixture
def wages(db):
    shipped_wages()


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_guide_of_ours_gives_pay_with_its_period_and_percentiles_by_their_name(client, wages, path):
    page = client.get(publish(loads(path.read_text("utf-8"))).get_absolute_url())
    said = our_words(page)
    assert len(AMOUNT.findall(said)) >= 10
    assert AMOUNT.findall(RANGE_AND_PERIOD.sub("", said)) == []
    tables = pay_tables(page)
    assert [set(rows) for heading, rows in tables if heading == "Published statistic"] == [PERCENTILES]
    assert not {"Entry", "Senior"} & {row for _heading, rows in tables for row in rows}


def test_a_comparison_gives_pay_with_its_period(client, wages):
    slugs = [publish(loads(path.read_text("utf-8"))).slug for path in GUIDES[:3]]
    said = our_words(client.get("/careers/compare/", {"guides": slugs}))
    assert len(AMOUNT.findall(said)) >= 9
    assert AMOUNT.findall(RANGE_AND_PERIOD.sub("", said)) == []


def test_career_stages_are_for_estimates_alone(client, db):
    bands = [
        {"country": "US", "currency": "USD", "low": 1, "entry": 2, "median": 3, "senior": 4, "high": 5, **passport}
        for passport in (
            {"basis": "editorial", "note": "Our own reading."},
            {
                "basis": "published",
                "publisher": "Labor office",
                "release": "May 2025",
                "occupation_code": "53-5021",
                "area": "United States",
                "measure": "percentiles",
                "url": "https://labor.example/",
            },
        )
    ]
    for number, band in enumerate(bands):
        document = a_document(slug=f"guide-{number}", title=f"Guide {number}", pay=[band], occupation=None)
        [(_heading, rows)] = pay_tables(client.get(publish(document).get_absolute_url()))
        if band["basis"] == "editorial":
            assert rows == ["Low", "Entry", "Median", "Senior", "Top 10%"]
        else:
            assert rows == ["10th percentile", "25th percentile", "Median", "75th percentile", "90th percentile"]
