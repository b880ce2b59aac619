"""Counts of a page of results: exact or estimated, of facets, of what filters hide."""

import pytest
from django.db import connection

from jobs.pay import Pay
from jobs.search import counts, results, sql
from jobs.search.criteria import Criteria
from tests.factories import NOW, a_job
from tests.jobs.search.support import aged

pytestmark = pytest.mark.django_db


def test_facets_ignore_their_own_choice():
    a_job(industries=("hr", "legal"), types=("full-time",))
    a_job(industries=("hr",), types=("contract",))
    found = results.search(Criteria(industry=("legal",)), now=NOW)
    assert [(one.value, one.count.number, one.is_chosen) for one in found.facets["industry"]] == [
        ("hr", 2, False),
        ("legal", 1, True),
    ]
    assert [(one.value, one.count.number) for one in found.facets["type"]] == [("full-time", 1)]


def test_a_choice_that_finds_nothing_stays_to_be_taken_back():
    found = results.search(Criteria(type=("internship",)), now=NOW)
    assert [(one.value, one.count.number, one.is_chosen) for one in found.facets["type"]] == [("internship", 0, True)]


@pytest.mark.parametrize("small", [sql.SMALL, -2])
def test_few_jobs_are_counted_exactly_on_boards_of_any_size(small_cap, monkeypatch, small):
    monkeypatch.setattr(sql, "SMALL", small)
    for days in range(1, 61):
        aged(days, types=("contract",) if days > 50 else ("full-time",))
    counted = {one.value: one.count for one in results.search(Criteria(), now=NOW).facets["type"]}
    assert counted == {"full-time": (50, True), "contract": (10, True)}


def test_what_is_beside_the_answer_is_counted_too(small_cap):
    for days in range(1, 31):
        aged(days, regions=("japan",))
    found = results.search(Criteria(geo="spain", type=("contract",)), now=NOW)
    assert found.hidden == []
    assert [(one.value, one.count) for one in found.facets["type"]] == [("contract", (0, True))]
    found = results.search(Criteria(geo="spain", type=("full-time",)), now=NOW)
    assert [(one.kind, one.count) for one in found.hidden] == [("geo", (30, True))]
    found = results.search(Criteria(geo="japan", type=("full-time",)), now=NOW)
    assert found.count == (30, True)
    assert ("full-time", (30, True)) in [(one.value, one.count) for one in found.facets["type"]]


def test_many_jobs_of_a_large_board_are_estimated_from_the_newest(monkeypatch):
    for module, name, value in ((sql, "SMALL", -2), (sql, "CAP", 20), (counts, "CAP", 20), (counts, "EXACT", 10)):
        monkeypatch.setattr(module, name, value)
    for hours in range(200):
        aged(hours / 24, title="Potter" if hours % 2 else "Weaver", industries=("hr",) if hours % 4 else ("legal",))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE jobs_listing")
    found = results.search(Criteria(q="potter"), now=NOW)
    assert not found.count.is_exact
    assert 90 <= found.count.number <= 110
    [hr] = [one.count for one in found.facets["industry"] if one.value == "hr"]
    assert 90 <= hr.number <= 110


@pytest.mark.parametrize(("number", "rounded"), [(7, 7), (96, 96), (12_345, 12_000), (987_654, 990_000)])
def test_an_estimate_has_two_digits(number, rounded):
    assert counts.Count(number, is_exact=False).rounded == rounded
    assert counts.Count(number).rounded == number


def test_what_place_and_pay_hide_is_counted_and_leads_there():
    a_job(title="Seen")
    a_job(title="Elsewhere", regions=("japan",))
    a_job(title="Silent", pay=None)
    a_job(title="Neither", regions=("japan",), pay=None)
    a_job(title="Less", pay=Pay(1_000_000, 1_000_000, "USD", "year"))
    criteria = Criteria(geo="spain", pay=70_000)
    found = results.search(criteria, now=NOW)
    assert {one.kind: one.count.number for one in found.hidden} == {"geo": 1, "pay": 1}
    shown = {one.kind: {job.title for job in results.search(one.criteria, now=NOW).jobs} for one in found.hidden}
    assert shown == {"geo": {"Seen", "Elsewhere"}, "pay": {"Seen", "Silent"}}


def test_nothing_is_hidden_when_both_kinds_are_shown():
    a_job(pay=None)
    assert results.search(Criteria(pay=70_000, no_pay=True), now=NOW).hidden == []


def test_without_one_says_what_dropping_a_filter_finds(django_assert_num_queries):
    a_job(industries=("hr",), types=("contract",))
    a_job(industries=("legal",), types=("full-time",))
    criteria = Criteria(industry=("hr",), type=("full-time",), posted=1)
    with django_assert_num_queries(1):
        found = results.counts_without_each_filter(criteria, now=NOW)
    assert [(one.field, count) for one, count in found] == [("type", (1, True)), ("industry", (1, True))]
    assert results.counts_without_each_filter(Criteria(q="nothing"), now=NOW) == []
