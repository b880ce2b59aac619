"""What occupation pages say about figures that are rounded, estimated, asked of few people or missing. No database."""

from decimal import Decimal

import pytest

from careers.display import rating
from careers.occupations.bars import rated_bars
from careers.occupations.outlook import change_sentence, outlook_section
from careers.occupations.pay import pay_section
from careers.occupations.work import education_not_shown, interest_list, not_rated, required_education
from occupations.facts import OccupationFacts, Pay, Rated
from occupations.reading import SHIPPED, onet, projections

YEARS = {"first_year": 2024, "last_year": 2034, "wages": "May 2024"}
DEVELOPERS, MATHEMATICIANS, ASSEMBLERS, ACCOUNTANTS = "15-1252.00", "15-2021.00", "51-2061.00", "13-2011.00"


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


# --- Who was asked, what is estimated, what is missing


def test_education_says_whether_people_in_the_job_or_experts_were_asked(facts):
    asked = {"incumbents": 0, "experts": 0}
    for found in facts.values():
        if found.education:
            asked[found.education.asked] += 1
        if shown := required_education(found.education):
            assert ("experts" in shown.heading) is (found.education.asked == "experts")
            assert ("expert" in shown.asked) is (found.education.asked == "experts")
    assert asked == {"incumbents": 663, "experts": 195}
    marketing = required_education(facts["11-2022.00"].education)
    assert "23 experts were asked, in 2016." in marketing.asked


def test_interests_estimated_by_machine_learning_say_so(facts):
    found = facts[DEVELOPERS].onet
    assert interest_list(found).estimated == "Estimated by O*NET’s machine learning."
    assert interest_list(found.model_copy(update={"interests_are_estimated": False})).estimated == ""


def test_missing_ratings_are_named(facts):
    assert not_rated(facts[DEVELOPERS].onet).text == "O*NET 29.3 has no skill or knowledge ratings for this occupation."
    assert not_rated(facts[ACCOUNTANTS].onet) is None
    without_skills = facts[ACCOUNTANTS].onet.model_copy(update={"skills": ()})
    assert not_rated(without_skills).text == "O*NET 29.3 has no skill ratings for this occupation."
    for found in facts.values():
        assert bool(education_not_shown(found)) is not bool(required_education(found.education))


@pytest.mark.parametrize(("self_employed", "said"), [("41.5", True), ("10", True), ("9.9", False), (None, False)])
def test_us_pay_says_that_it_is_of_employees(facts, self_employed, said):
    pay = Pay(
        source="oews", release="May 2025", code="13-2011", title="Accountants", country="US", currency="USD", median=1
    )
    outlook = facts[ACCOUNTANTS].outlook.model_copy(update={"self_employed": self_employed and Decimal(self_employed)})
    left_out = pay_section(facts[ACCOUNTANTS].model_copy(update={"pay": (pay,), "outlook": outlook})).leaves_out
    assert left_out.text.startswith("US pay is that of employees only.")
    assert (f"{self_employed}% of people in this work are self-employed." in left_out.text) is said
    assert bool(left_out.source) is said
