"""The corpus is what its README says: complete, of one vocabulary, without doubles, in two halves and three further sets."""

from collections import Counter

import pytest

from jobs.screening.labels import RULE_LABELS
from tests.jobs.screening.measure import CLOCKS, FURTHER, HALVES, PUBLICATIONS, VERDICTS, cases

FINDINGS = {"nothing", "contradiction", "limit", "scam"}


def words(value):
    return set(value.split(" or "))


@pytest.mark.parametrize("kind", ["sentences", "jobs"])
def test_every_case_stands_once_and_belongs_to_a_half(kind):
    corpus = cases(kind)
    assert [name for name, times in Counter(case.id for case in corpus).items() if times > 1] == []
    assert [said for said, times in Counter((case.label, case.text) for case in corpus).items() if times > 1] == []
    assert {case.half for case in corpus} <= set(HALVES)
    assert all(case.why and case.topic and case.text == case.text.strip() for case in corpus)


@pytest.mark.parametrize("kind", ["sentences", "jobs"])
def test_every_answer_is_of_the_vocabulary(kind):
    for case in cases(kind):
        assert set().union(*map(words, case.answers.values()), set()) <= set(VERDICTS), case.id
        assert not case.answers or set(CLOCKS) <= set(case.answers) <= set(CLOCKS | FURTHER), case.id
        assert {code for code in case.parts if "partly" in case.answers[code]} == set(case.parts), case.id


def test_a_sentence_has_one_question():
    for case in cases("sentences"):
        assert bool(case.finding) != bool(case.remote), case.id
        assert not case.finding or words(case.finding) <= FINDINGS, case.id
        assert case.remote in ("", "stated", "denied", "silent"), case.id
        assert (case.finding == "scam") == (case.scam in RULE_LABELS), case.id


def test_a_job_is_published_held_or_left_out():
    for case in cases("jobs"):
        assert case.publication in PUBLICATIONS, case.id
        assert (case.publication == "held") == (case.held_for in ("contradiction", "scam")), case.id
        assert bool(case.answers) == (case.publication != "left_out" and case.held_for != "scam"), case.id


def test_there_are_enough_hard_negatives():
    decided = [case for case in cases("sentences") if case.topic != "label"]
    negatives = [case for case in decided if case.finding == "nothing" or case.remote == "silent"]
    assert len(negatives) >= 0.4 * len(decided)
