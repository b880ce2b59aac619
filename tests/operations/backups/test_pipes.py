"""Programs that hand data to each other: which one is blamed, and that none is waited for forever."""

import signal
import subprocess
import sys
import time

import pytest

from operations.backups import pipes
from operations.backups.errors import BackupError
from operations.backups.pipes import Command, Input, Output, check_all, pipeline

ENDLESS = "cat /dev/zero"


def sh(script):
    return Command(["/bin/sh", "-c", script])


def why(*scripts, stdin=subprocess.DEVNULL):
    """Why a pipeline of these fails."""
    with pytest.raises(BackupError) as raised, pipeline([sh(one) for one in scripts], stdin=stdin, stdout=subprocess.DEVNULL) as running:  # fmt: skip
        check_all(running, time.monotonic() + 30)
    return str(raised.value)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(f"exec {ENDLESS}", id="killed by the broken pipe"),
        pytest.param(f"trap '' PIPE; {ENDLESS}", id="says that the pipe is broken"),
    ],
)
@pytest.mark.parametrize("after", [(), ("cat",), ("cat >/dev/null; echo 'too short' >&2; exit 6",)])
def test_the_one_in_the_middle_is_blamed_and_not_its_neighbors(before, after):
    assert why(before, "head -c 10; echo 'no space' >&2; exit 4", *after) == "sh failed (4): no space"


def test_the_first_one_is_blamed_if_the_next_only_miss_their_input():
    assert why("echo 'no such table' >&2; exit 1", "cat", "cat; echo 'end of file' >&2; exit 2") == "sh failed (1): no such table"  # fmt: skip


def test_whoever_was_killed_by_another_signal_is_to_blame():
    assert why("kill -9 $$", "cat") == "sh failed (-9): it said nothing"


def test_one_that_hangs_hides_nobody_elses_failure(monkeypatch):
    monkeypatch.setattr(pipes, "END_SECONDS", 0.2)
    assert why("exec sleep 60", "echo 'no luck' >&2; exit 3") == "sh failed (3): no luck"


def test_one_that_never_ends_is_stopped():
    with pytest.raises(BackupError, match="sh took too long and was stopped"), pipeline([sh("exec sleep 60")], stdout=subprocess.DEVNULL) as running:  # fmt: skip
        check_all(running, time.monotonic() + 0.2)


def test_whoever_does_not_read_is_stopped(monkeypatch):
    monkeypatch.setattr(pipes, "SILENT_SECONDS", 0.3)
    with (
        pytest.raises(BackupError, match="sh and sh were silent for too long"),
        pipeline([sh("exec cat"), sh("exec sleep 60")], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as running,
    ):
        Input(running).write(bytes(1_000_000))


def test_whoever_ends_before_it_has_read_everything_is_named():
    with pipeline([sh("echo 'no key' >&2; exit 2")], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as running:
        given = Input(running)
        with pytest.raises(BackupError, match=r"sh failed \(2\): no key"):
            given.write(bytes(20_000_000))


def test_large_contents_go_through_whole():
    with pipeline([sh("exec sha256sum")], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        given, output = Input(running), Output(running)
        for _number in range(30):
            given.write(bytes(100_000))
        given.close()
        found = output.read(1000)
        check_all(running, output.deadline)
    done = subprocess.run(["sha256sum"], input=bytes(3_000_000), capture_output=True, check=True, timeout=20)
    assert found == done.stdout


def test_a_secret_is_read_as_often_as_a_program_likes_and_on_no_command_line():
    script = 'cat "$1"; cat "$WHERE"; tr "\\0" " " < /proc/$$/cmdline'
    command = Command(
        ["/bin/sh", "-c", script, "sh", "{secret}"], {"PATH": "/usr/bin:/bin", "WHERE": "{secret}"}, b"s3cret"
    )
    with pipeline([command], stdout=subprocess.PIPE) as running:
        found = b""
        output = Output(running)
        while piece := output.read(10_000):
            found += piece
        check_all(running, output.deadline)
    assert found.startswith(b"s3crets3cret/bin/sh -c")
    assert found.count(b"s3cret") == 2


NOT_HEARD = """
import os, signal, subprocess, time, weakref
from operations.backups.pipes import Command, check_all, pipeline
from toolkit.command_line import end_on_sigterm

class Thing:
    pass

end_on_sigterm()
with pipeline([Command(["/bin/sleep", "60"])], stdout=subprocess.DEVNULL) as running:
    thing = Thing()
    gone = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGTERM))
    del thing  # the callback's own error is ignored, as are those of imports that end
    print("goes on", flush=True)
    check_all(running, time.monotonic() + 50)
"""


def test_a_stop_that_python_ignored_is_heard_a_moment_later():
    done = subprocess.run([sys.executable, "-c", NOT_HEARD], capture_output=True, text=True, timeout=40)
    assert (done.returncode, done.stdout) == (128 + signal.SIGTERM, "goes on\n"), done.stderr
    assert "Exception ignored" in done.stderr
