"""The embedded Valkey starts, stops and comes back with what it held."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from local.processes import wait_gone
from local.valkey import Valkey


@pytest.fixture
def valkey(home: Path):
    server = Valkey(home / "valkey")
    yield server
    server.stop()


def push(url: str) -> int:
    with redis.Redis.from_url(url) as client:
        return client.rpush("queue", "work")


def test_starting_and_stopping_can_be_repeated_and_queued_work_stays(valkey: Valkey):
    url = valkey.start()
    first = valkey.process()
    assert push(url) == 1
    assert valkey.start() == url
    assert valkey.process() == first
    valkey.stop()
    valkey.stop()
    assert valkey.process() is None
    assert valkey.start() == url
    assert push(url) == 2


def test_it_comes_back_after_a_kill_and_with_a_pid_file_that_names_somebody_else(valkey: Valkey):
    url = valkey.start()
    server = valkey.process()
    server.kill()
    wait_gone([server], 5)
    assert valkey.start() == url
    valkey.stop()
    valkey.pid_file.write_text(f"{os.getpid()}\n")
    assert valkey.process() is None
    assert valkey.start() == url


def test_it_asks_for_a_password_kept_in_private_files(valkey: Valkey):
    url = valkey.start()
    with redis.Redis(port=urlsplit(url).port) as client, pytest.raises(redis.AuthenticationError):
        client.ping()
    for name in ("url", "valkey.conf"):
        assert (valkey.folder / name).stat().st_mode & 0o077 == 0


def test_a_server_whose_files_were_removed_is_replaced(valkey: Valkey):
    valkey.start()
    first = valkey.process()
    (valkey.folder / "url").unlink()
    push(valkey.start())
    assert valkey.process() != first
