"""A folder that the local site can't live in is named, with what to do, and nothing else is said."""

import os
import subprocess

import pytest

from local.site import CHECKOUT

from .support import PYTHON


def run(environ, folder):
    done = {}
    for command in (("-m", "local", "run"), ("manage.py", "check")):
        done[command[-1]] = subprocess.run(
            [*PYTHON, *command],
            cwd=CHECKOUT,
            env={**environ, "LOCAL_DIR": str(folder)},
            capture_output=True,
            text=True,
            timeout=120,
        )
    return done


@pytest.mark.parametrize("where", ["/proc/jobboard", "/proc", "/dev/null/x", "file"])
def test_a_folder_that_cannot_be_is_named(environ, tmp_path, where):
    (tmp_path / "file").write_text("")
    folder = tmp_path / where
    for done in run(environ, folder).values():
        assert done.returncode == 1
        assert str(folder) in done.stderr
        assert "LOCAL_DIR" in done.stderr
        assert "Traceback" not in done.stderr + done.stdout


def in_namespace(command, environ):
    return subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", command],
        cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def namespaces_work():
    return in_namespace("mount -t tmpfs -o size=1m none /mnt", dict(os.environ)).returncode == 0


@pytest.mark.skipif(not namespaces_work(), reason="only root, with user namespaces, can mount file systems")
@pytest.mark.parametrize(
    ("options", "words"),
    [("ro", "Read-only file system"), ("size=4k,nr_inodes=4", "No space left"), ("size=24m", "No space left")],
)
def test_a_disk_that_is_full_or_read_only_is_said(environ, tmp_path, options, words):
    home = tmp_path / "disk"
    home.mkdir(mode=0o711)
    environ = {**environ, "LOCAL_DIR": str(home / "site")}
    python = " ".join(PYTHON)
    done = in_namespace(f"mount -t tmpfs -o {options} none '{home}' && exec {python} -m local run", environ)
    assert done.returncode == 1
    assert words in done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout
