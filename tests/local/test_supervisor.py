"""Processes that end are started again, more slowly each time, and given up when that is in vain."""

import sys
import time

import pytest

from local.console import Console
from local.process import Child
from local.programs import Program
from local.supervisor import MOST_ENDS, Supervisor

from .support import eventually

FAILS = Program("hasty", (sys.executable, "-c", "print('no such thing'); raise SystemExit(3)"))
STAYS = Program("steady", (sys.executable, "-c", "import time; time.sleep(60)"))
LEAVES_A_CHILD = Program(
    "parent",
    (
        sys.executable,
        "-c",
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])",
    ),
)


class Said(Console):
    """Keeps what it is given to say."""

    def __init__(self):
        super().__init__()
        self.text = ""

    def say(self, text):
        self.text += text + "\n"


@pytest.fixture
def said():
    return Said()


@pytest.fixture
def supervisor(tmp_path, said):
    started = []

    def start(program):
        log = tmp_path / f"{program.name}.log"
        started.append(Child(program.name, program.command, environ={}, folder=tmp_path, log=log, console=said))
        return started[-1]

    made = Supervisor(start, said, first_wait=0.01)
    made.started = started
    yield made
    for child in started:
        child.kill()
        child.end_leftovers()


def test_what_keeps_ending_is_given_up_by_name_and_the_rest_stays(supervisor, said, tmp_path):
    supervisor.start(FAILS)
    supervisor.start(STAYS)

    def given_up():
        supervisor.look_after()
        return "won't be started again" in said.text

    eventually(given_up, "it is given up", 60)
    assert f"hasty stopped {MOST_ENDS} times in a row and won't be started again" in said.text
    waits = [
        line.split("Restarting it in ")[1].split(" s.")[0] for line in said.text.splitlines() if "Restarting" in line
    ]
    assert waits == ["0.01", "0.02", "0.04", "0.08", "0.16"]
    assert [child.name for child in supervisor.started].count("hasty") == MOST_ENDS
    assert (tmp_path / "hasty.log").read_text() == "no such thing\n" * MOST_ENDS
    before = said.text
    supervisor.look_after()
    assert said.text == before
    [steady] = [child for child in supervisor.started if child.name == "steady"]
    assert steady.exit_code is None


def test_a_process_that_ran_for_long_has_its_earlier_ends_forgiven(supervisor, said, monkeypatch):
    monkeypatch.setattr("local.supervisor.STEADY_SECONDS", 0)
    supervisor.start(FAILS)

    def often():
        supervisor.look_after()
        return len(supervisor.started) > MOST_ENDS + 2

    eventually(often, "it is started again and again", 60)
    assert "won't be started again" not in said.text


def test_what_a_dead_process_had_started_does_not_outlive_it(supervisor):
    supervisor.start(LEAVES_A_CHILD)
    parent = supervisor.started[0]
    eventually(lambda: parent.exit_code is not None, "the parent ends")
    supervisor.look_after()
    began = time.monotonic()
    parent.last_lines()  # waits for whoever holds the output
    assert not parent._reader.is_alive()
    assert time.monotonic() - began < 30
