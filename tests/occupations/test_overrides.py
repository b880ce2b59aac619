"""What staff set right: which values a figure can have, and what becomes of the facts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occupations import overrides
from occupations.overrides import BadValue, Correction

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(occupations):
    return occupations["15-1252.00"].document


def test_every_figure_of_the_list_is_one_that_facts_can_have(facts):
    present = overrides.figures_of(facts)
    assert present["outlook.growth"] == "15.8"
    assert present["outlook.openings"] == "115,200"
    assert present["pay.US.median"] == "$135,980"
    assert present["handbook"] == "shown"
    data = facts.model_dump(mode="json")
    assert all(
        overrides.find(data, path)[0] is not None
        for path in overrides.FIGURES
        if not path.startswith(("pay.GB", "pay.CA"))
    )


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("outlook.growth", "−4.5 %", "-4.5"),
        ("outlook.openings", "90,000", 90_000),
        ("outlook.education", "Master's degree", "Master's degree"),
        ("pay.US.median", "$140,000", 14_000_000),
        ("onet.job_zone", "5", 5),
        ("definition.text", "Writes software.", "Writes software."),
        ("handbook", "", None),
        ("pay.US.p90", "", None),
    ],
)
def test_a_value_is_written_as_staff_read_it(facts, path, text, value):
    assert overrides.parse(facts, path, text) == value
    assert overrides.apply(facts, [Correction(path, value, "Why")]).set_right_in(path)[0].reason == "Why"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("outlook.growth", "fast"), ("outlook.growth", "NaN"), ("outlook.growth", ""), ("outlook.openings", "1.5"),
        ("outlook.education", "Some school"), ("pay.US.median", "a lot"), ("pay.US.median", "-1"), ("pay.US.median", "1,000,000"),
        ("onet.job_zone", "9"), ("handbook", "Better text"), ("definition.text", ""),
    ],
)  # fmt: skip
def test_a_value_that_a_figure_can_not_have_is_refused(facts, path, text):
    with pytest.raises(BadValue):
        overrides.parse(facts, path, text)


def test_a_correction_says_what_was_published_and_why(facts):
    right = overrides.apply(
        facts, [Correction("outlook.growth", "4.4", "The table was corrected."), Correction("pay.US.p10", None, "Odd.")]
    )
    assert right.outlook.growth == Decimal("4.4")
    assert right.pay_in("US").p10 is None
    assert {(one.path, one.published, one.reason) for one in right.set_right} == {
        ("outlook.growth", "15.8", "The table was corrected."), ("pay.US.p10", "$82,460", "Odd."),
    }  # fmt: skip
    assert [one.path for one in right.set_right_in("pay.US")] == ["pay.US.p10"]


def test_a_correction_of_what_is_no_longer_there_is_left_out(facts):
    hidden = overrides.apply(
        facts, [Correction("outlook.growth", "1", ""), Correction("outlook", None, "Wrong occupation.")]
    )
    assert hidden.outlook is None
    assert [one.path for one in hidden.set_right] == ["outlook"]
    assert overrides.apply(facts, [Correction("pay.FR.median", 1, "")]).set_right == ()


@given(text=st.text(max_size=30), path=st.sampled_from(sorted(overrides.FIGURES)))
def test_whatever_is_typed_is_refused_or_makes_valid_facts(text, path):
    facts = _typical()
    if overrides.find(facts.model_dump(mode="json"), path)[0] is None:
        return
    try:
        value = overrides.parse(facts, path, text)
    except BadValue:
        return
    assert overrides.apply(facts, [Correction(path, value, "Why")]).code == facts.code


def _typical():
    from occupations.facts import Description, OccupationFacts, OnetFacts, Outlook, Pay

    cited = {"source": "onet", "release": "1", "code": "15-1252", "title": "Developers"}
    people = dict.fromkeys(("employment", "projected", "change", "openings", "exits", "transfers"), 10)
    return OccupationFacts(
        code="15-1252.00", title="Developers", onet=OnetFacts(**cited, job_zone=4),
        definition=Description(**cited, url="https://onet.example/", text="Develop."),
        handbook=Description(**cited, url="https://ooh.example/", text="Develop."),
        outlook=Outlook(**cited, first_year=2024, last_year=2034, growth="1.5", **people),
        pay=(Pay(**cited, country="US", currency="USD", p10=1, p25=2, median=3, p75=4, p90=5),),
    )  # fmt: skip
