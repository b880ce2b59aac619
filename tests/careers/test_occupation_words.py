"""What occupation pages say about figures that are rounded, estimated, asked of few people or missing. No database."""

from decimal import Decimal

import pytest

from careers.display import rating
from careers.occupations.bars import rated_bars
from careers.occupations.outlook import change_sentence, outlook_section
from occupations.facts import OccupationFacts, Rated
from occupations.reading import SHIPPED, onet, projections

YEARS = {"first_year": 2024, "last_year": 2034, "wages": "May 2024"}
DEVELOPERS, MATHEMATICIANS, ASSEMBLERS = "15-1252.00", "15-2021.00", "51-2061.00"


@pytest.fixture(scope="module")
def facts():
    """Facts of each occupation of O*NET by code, with its projection."""
    lines = dict(projections.read(SHIPPED / "projections", "2024–34", YEARS))

    def facts_of(code, row):
        line = lines.get(code[:7])
        outlook = line.outlook if line else None
        return OccupationFacts(
            code=code,
            title=row.onet.title,
            definition=row.definition,
            onet=row.onet,
            education=row.education,
            outlook=outlook,
        )

    return {code: facts_of(code, row) for code, row in onet.read(SHIPPED / "onet", "29.3", {})}


# --- Rounded figures


def test_zero_thousand_is_fewer_than_50_and_has_no_bar(facts):
    section = outlook_section(facts[ASSEMBLERS])
    assert section.openings == "Openings a year: fewer than 50"
    assert [(bar.figure, bar.length) for bar in section.parts] == [("fewer than 50", 0)] * 3
    assert section.parts[2].label == "Jobs that go away"
    assert section.openings_why == "Each year:"


def test_a_number_of_jobs_that_changes_by_less_than_is_published_does_not_stay(facts):
    assert change_sentence(facts[ASSEMBLERS].outlook) == (
        "The number of jobs falls 17.5% from 2024 to 2034. That’s fewer than 50 jobs."
    )
    assert "falls 0.7%" in change_sentence(facts[MATHEMATICIANS].outlook)
    for found in facts.values():
        if found.outlook and found.outlook.growth:
            assert "stays" not in change_sentence(found.outlook)


def test_most_openings_are_new_jobs_only_where_rounding_leaves_no_doubt(facts):
    for found in facts.values():
        section = outlook_section(found)
        if section and "Most openings" in section.openings_why:
            leaving = found.outlook.exits + found.outlook.transfers
            least, most = sorted((leaving, found.outlook.change / 10))
            assert most - 50 > least + 50


def test_new_jobs_a_year_are_in_hundreds_and_called_our_calculation(facts):
    section = outlook_section(facts[DEVELOPERS])
    assert [(bar.label, bar.figure, bar.note) for bar in section.parts[2:]] == [
        ("New jobs", "about 26,800", "our calculation")
    ]
    assert section.calculated == "New jobs: the published change from 2024 to 2034, divided by 10 and rounded."
    assert {bar.note for bar in section.parts[:2]} == {""}


@pytest.mark.parametrize(
    ("score", "shown"), [("3.25", "3.3"), ("3.75", "3.8"), ("3.24", "3.2"), ("4.95", "5.0"), ("4", "4.0")]
)
def test_a_rating_is_rounded_half_up(score, shown):
    assert rating(Decimal(score)) == shown
    assert [bar.figure for bar in rated_bars([Rated(id="1", name="Reading", importance=score)])] == [shown]
