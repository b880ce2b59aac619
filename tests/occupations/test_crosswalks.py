"""Our crosswalks name codes that exist, with their titles, and never an occupation of another kind."""

import pytest

from occupations.reading import SHIPPED, crosswalks, find_tables

# By the first two digits of the SOC: the first digits that a group of the other country can have.
UK = {
    "11": "1234", "13": "234", "15": "23", "17": "23", "19": "23", "21": "23", "23": "23", "25": "2346", "27": "2357", "29": "2367", "31": "6",
    "33": "39", "35": "59", "37": "6", "39": "36", "41": "367", "43": "4789", "47": "5", "49": "5", "51": "58", "53": "38",
}  # fmt: skip
CANADA = {
    "11": "0123456789", "13": "1246", "15": "2", "17": "2", "19": "234", "21": "4", "23": "4", "25": "45", "27": "125", "29": "13", "31": "34",
    "33": "46", "35": "6", "37": "67", "39": "6", "41": "16", "43": "1567", "47": "7", "49": "7", "51": "679", "53": "67",
}  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    return {
        tables.key: dict(tables.rows()) for tables in find_tables(SHIPPED) if tables.key in ("soc", "ashe", "job_bank")
    }


@pytest.mark.parametrize(("name", "key", "kinds"), [("uk", "ashe", UK), ("canada", "job_bank", CANADA)])
def test_every_match_exists_under_its_title_and_is_of_the_same_kind(rows, name, key, kinds):
    matches = crosswalks.read(name)
    assert len(matches) >= 150
    groups = {code: row for code, row in rows[key].items() if row.level in ("", "unit")}
    for soc, match in matches.items():
        assert rows["soc"][soc].level == "detailed"
        assert groups[match.code].pay.title == match.title
        assert match.code[0] in kinds[soc[:2]], f"{soc} {rows['soc'][soc].title} as {match.title}"


@pytest.mark.parametrize("name", ["uk", "canada"])
def test_a_group_of_several_occupations_is_wider(name):
    matches = list(crosswalks.read(name).values())
    codes = [match.code for match in matches]
    assert all(match.is_wider for match in matches if codes.count(match.code) > 1)


@pytest.mark.parametrize("name", ["uk", "canada"])
def test_titles_of_the_soc_are_the_publishers(rows, name):
    for line in (crosswalks.FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()[1:]:
        soc, title = line.split("\t")[:2]
        assert rows["soc"][soc].title == title


def test_pay_abroad_is_beside_that_of_the_united_states_and_says_when_it_covers_more(occupations):
    developers = occupations["15-1252.00"].document
    assert [(pay.country, pay.code, pay.wider) for pay in developers.pay] == [
        ("US", "15-1252", False),
        ("GB", "2134", True),
        ("CA", "21231", True),
    ]
    analysts = occupations["15-1212.00"].document
    assert (analysts.pay_in("GB").title, analysts.pay_in("GB").wider) == ("Cyber security professionals", False)
    assert (analysts.pay_in("CA").period, analysts.pay_in("CA").median) == ("hour", 4952)
