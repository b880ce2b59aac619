"""Slots: processes count on in the files of those before them, and a killed one leaves no gauge."""

import fcntl
import os
import subprocess
import sys

import pytest
from django.conf import settings

from toolkit import metrics
from toolkit.metrics import Slot

COUNT = """
import os, signal, sys
from pathlib import Path
from toolkit.metrics import Instruments
found = Instruments(Path(sys.argv[1]))
found.in_flight.inc()
found.count_request("home", "GET", 200, False, 0.3)
found.exceptions.labels("request", "home", "OSError").inc()
child = os.fork() if "fork" in sys.argv else 0
if child or "fork" not in sys.argv:
    print(len(list(Path(sys.argv[1]).glob("*.lock"))), flush=True)
else:
    found.count_request("home", "GET", 200, False, 0.3)
    os._exit(0)
if child:
    os.wait()
if "wait" in sys.argv:
    sys.stdin.read()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def counting(tmp_path):
    folder = tmp_path / "metrics"
    running = []

    def start(*options):
        process = subprocess.Popen(
            [sys.executable, "-c", COUNT, str(folder), *options], cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        running.append(process)
        process.stdout.readline()
        return process

    start.folder = folder
    yield start
    for process in running:
        process.kill()
        process.communicate()


def values(folder):
    found = metrics.Instruments.__new__(metrics.Instruments)
    found.folder = folder
    return {
        sample.name: sample.value for family in found.collect() for sample in family.samples if not sample.name.endswith("_bucket")
    }  # fmt: skip


def test_counts_of_killed_processes_stay_and_their_gauges_go(counting):
    for _ in range(3):
        counting().wait(60)
    assert values(counting.folder)["jobboard_http_request_duration_seconds_count"] == 3
    assert values(counting.folder)["jobboard_exceptions_total"] == 3
    assert "jobboard_http_requests_in_flight" not in values(counting.folder)
    assert len(list(counting.folder.glob("*.lock"))) == 1, "each took the slot of the one before"


def test_processes_at_the_same_time_have_slots_of_their_own(counting):
    one = counting("wait")
    two = counting("wait")
    assert values(counting.folder)["jobboard_http_requests_in_flight"] == 2
    assert len(list(counting.folder.glob("*.lock"))) == 2
    one.kill()
    one.wait(60)
    assert values(counting.folder)["jobboard_http_requests_in_flight"] == 1
    assert two.poll() is None


def test_a_forked_process_takes_its_own_slot(counting):
    counting("fork").wait(60)
    assert values(counting.folder)["jobboard_http_request_duration_seconds_count"] == 2
    assert len(list(counting.folder.glob("*.lock"))) == 2


def test_a_slot_is_held_while_the_process_lives(tmp_path):
    slot = Slot(tmp_path)
    assert (slot(), slot(), Slot(tmp_path)()) == (0, 0, 1)
    with (tmp_path / "0.lock").open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(slot._file)
    assert Slot(tmp_path)() == 0


def test_more_processes_than_a_host_runs_have_slots_of_their_own_and_are_told_of(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(metrics, "MANY_SLOTS", 3)
    slots = [Slot(tmp_path) for _number in range(5)]
    assert [slot() for slot in slots] == [0, 1, 2, 3, 4]
    assert len({os.fstat(slot._file).st_ino for slot in slots}) == 5
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2
    assert f"4 processes are counting in {tmp_path}" in caplog.text
    for slot in slots:
        os.close(slot._file)


def test_a_folder_that_cant_be_written_stops_nothing(settings, monkeypatch, caplog):
    settings.METRICS_DIR = "/proc/metrics"
    metrics.instruments.cache_clear()
    assert metrics.instruments() is None
    metrics.note_circuit("a", is_open=True)
    assert "Nothing is counted" in caplog.text
    metrics.instruments.cache_clear()


def test_invented_methods_take_no_memory(tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    monkeypatch.setattr(metrics.values, "ValueClass", metrics.values.ValueClass)
    found = metrics.Instruments(tmp_path)
    for number in range(5):
        found.count_request("home", f"M{number}", 405, False, 0.1)
    assert len(found._of_request) == 1
