"""What the shipped tables say about an occupation, and which figures are those of a wider group."""

from decimal import Decimal

import pytest

pytestmark = pytest.mark.django_db


def test_software_developers_grow_by_a_sixth(occupations):
    developers = occupations["15-1252.00"]
    facts = developers.document
    assert (facts.title, developers.slug, developers.is_listed) == ("Software Developers", "software-developers", True)
    assert (facts.outlook.growth, facts.outlook.wider, facts.outlook.openings) == (Decimal("15.8"), False, 115_200)
    assert (facts.outlook.employment, facts.outlook.projected, facts.outlook.change) == (1_693_800, 1_961_400, 267_700)
    pay = facts.pay_in("US")
    assert (pay.median, pay.p10, pay.p90, pay.wider) == (13_598_000, 8_246_000, 21_467_000, False)
    assert [(group.code, group.growth) for group in facts.groups] == [
        ("15-0000", Decimal("10.1")),
        ("00-0000", Decimal("3.1")),
    ]
    assert facts.handbook.wider, "the profile covers testers too"
    assert facts.onet.high_points[0] == "I"
    assert (developers.growth, developers.median_pay, developers.education) == (Decimal("15.8"), 13_598_000, 6)
    assert len(developers.interests) == 6
    assert developers.tools[0] in {tool.name for tool in facts.onet.tools if tool.in_demand}


def test_operations_managers_grow_by_the_published_figure(occupations):
    facts = occupations["11-1021.00"].document
    assert (facts.outlook.growth, facts.outlook.wider) == (Decimal("4.4"), False)


@pytest.mark.parametrize(
    ("code", "row"),
    [("13-1022.00", "13-1020"), ("21-1014.00", "21-1018"), ("15-1299.08", "15-1299")],
)
def test_figures_of_a_group_say_so(occupations, code, row):
    facts = occupations[code].document
    assert (facts.outlook.code, facts.outlook.wider) == (row, True)
    assert (facts.pay_in("US").code, facts.pay_in("US").wider) == (row, True)


def test_what_is_not_published_is_not_there(occupations):
    actors, infantry = occupations["27-2011.00"], occupations["55-3016.00"]
    assert actors.document.pay_in("US") is None
    assert actors.median_pay is None
    assert (infantry.document.outlook, infantry.document.groups, infantry.is_listed) == (None, (), False)
    legislators = occupations["11-1031.00"].document.pay_in("US")
    assert (legislators.median, legislators.release) == (4_481_000, "2024–34, wages of May 2024")


def test_there_are_832_projections_and_a_page_for_each_occupation_with_tasks(all_occupations):
    lines = {o.document.outlook.code for o in all_occupations if o.document.outlook}
    assert len(lines) == 832
    assert all_occupations.count() == 1016
    assert all_occupations.listed().count() == 923
    assert len(set(all_occupations.values_list("slug", flat=True))) == 1016
