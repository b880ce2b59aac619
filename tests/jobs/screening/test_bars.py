"""How right screening has to be on the parts of the corpus that rules are worked on with, and that its figures are published."""

import json

import pytest

from jobs.screening.figures import FIGURES
from tests.jobs.screening.measure import figures_as_json, measure

SETS = pytest.mark.parametrize("half", ["tune", "second", "third"])


@SETS
def test_nobody_who_can_not_apply_is_told_yes(half):
    assert measure(half).wrong_yes == 0


@SETS
def test_contradictions_and_scams_are_right(half):
    assert measure(half).contradiction.precision >= 0.97
    assert measure(half).scam.precision >= 0.95


def test_contradictions_are_found_and_answers_agree():
    figures = measure("tune")
    assert figures.contradiction.recall >= 0.95
    assert figures.agreement >= 0.98


def test_the_published_figures_are_those_of_this_code():
    assert json.loads(FIGURES.read_text(encoding="utf-8")) == figures_as_json(), "run measure --write"
