"""What the search of occupations shows at the top, on queries labelled by hand."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careers.occupations import finding

pytestmark = pytest.mark.django_db
LABELLED = Path(__file__).with_name("occupation_queries.txt")
RIGHT = 0.95


def labelled():
    """(how many from the top, query, right titles) of each line."""
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            top, query, titles = line.split("\t")
            yield int(top), query, set(titles.split(" / "))


def titles_of(query):
    return [occupation.title for occupation in finding.matching(query)]


def test_the_right_occupation_is_at_the_top(all_occupations, capsys):
    items = list(labelled())
    wrong = [
        f"{query} → {found}, not {sorted(right)} in the first {top}"
        for top, query, right in items
        if right.isdisjoint((found := titles_of(query)[: max(top, 3)])[:top])
    ]
    share = 1 - len(wrong) / len(items)
    with capsys.disabled():
        print(f"\n{len(items)} queries: {share:.3f} right", *wrong, sep="\n  ")  # noqa: T201 - it's the answer
    assert share >= RIGHT


def test_chance_resemblances_are_left_out(all_occupations):
    assert titles_of("CEO") == ["Chief Executives"]
    assert titles_of("devops") == ["Software Developers"]
    assert "Credit Analysts" not in titles_of("data analyst")[:10]
    assert "Bill and Account Collectors" not in titles_of("accountnt")
    assert titles_of("zzzz") == []


def test_a_query_that_is_a_whole_title_finds_none_that_have_it_in_a_longer_one(all_occupations):
    assert titles_of("data scientist") == ["Data Scientists"]
    assert "Software Developers" not in titles_of("writer")
    assert "Farmers, Ranchers, and Other Agricultural Managers" not in titles_of("project manager")


def test_what_a_title_excepts_is_not_in_it(all_occupations):
    assert "Sales Representatives of Services" not in titles_of("insurance")[0]
    assert titles_of("advertising")[0] == "Advertising Sales Agents"


def test_a_corrected_query_is_not_an_exact_match(occupations):
    assert finding.matching("registered nurses")[0].exact
    assert not finding.matching("registred nurses")[0].exact


@pytest.mark.parametrize("query", ["nurse", "accountnt", "prescribe medication", "(((("])
def test_a_search_costs_two_queries(occupations, query):
    with CaptureQueriesContext(connection) as queries:
        finding.matching(query)
    assert len(queries) <= 2
