"""Short forms of the fault runs (`make fault` runs them in full; docs/reliability.md)."""

import shutil
import tempfile

import pytest

from tests.alerts import faults

pytestmark = pytest.mark.django_db  # for its tables


@pytest.fixture(scope="module")
def stage(tables):
    folder = tempfile.mkdtemp(prefix="jobboard-fault-tests-")
    try:
        with faults.Stage(folder, tables) as made:
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_killed_senders_lose_nothing_and_send_one_mail_twice_at_most(stage):
    figures = faults.killed(stage, 40, 4)
    assert (figures.lost, figures.stray) == (0, 0)
    assert figures.twice <= figures.other["kills"]


def test_an_empty_broker_loses_nothing_and_sends_nothing_twice(stage):
    figures = faults.flushed(stage, 60, 3, pace=0.02)
    assert (figures.lost, figures.twice) == (0, 0)


def test_a_broker_that_is_away_loses_nothing_and_sends_nothing_twice(stage):
    figures = faults.without_valkey(stage, 100, 5, pace=0.05)  # some leave while it's away, and some later
    assert (figures.lost, figures.twice) == (0, 0)


@pytest.mark.parametrize("crash", [False, True])
def test_workers_outlive_a_restart_of_the_database(stage, crash):
    figures = faults.restarted(stage, 100, times=1, crash=crash, pace=0.02)
    assert (figures.lost, figures.twice) == (0, 0)


def test_a_worker_that_is_asked_to_stop_leaves_nothing_held(stage):
    figures = faults.asked_to_stop(stage, 300)
    assert (figures.lost, figures.twice) == (0, 0)


def test_three_beats_at_the_same_time_give_one_digest_a_member_and_period(stage):
    figures = faults.three_beats(stage, 48)
    assert (figures.lost, figures.twice) == (0, 0)
