"""A PostgreSQL that takes connections and says nothing is waited for once; nobody waits meanwhile."""

import socket
import time

import pytest
from django.db import connection

from toolkit import circuit_breaker
from toolkit.database import DatabaseUnreachableError, base


def connect(**changes):
    """As one more thread of the site does, with other settings of the database."""
    wrapper = base.DatabaseWrapper({**connection.settings_dict, **changes}, "another")
    wrapper.get_new_connection(wrapper.get_connection_params()).close()


@pytest.fixture
def silent():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_only_the_first_waits_for_a_silent_server(silent):
    port = str(silent.getsockname()[1])
    options = {**connection.settings_dict["OPTIONS"], "connect_timeout": 2}
    began = time.monotonic()
    with pytest.raises(DatabaseUnreachableError):
        connect(PORT=port, OPTIONS=options)
    assert time.monotonic() - began > 1.5
    silent.setblocking(False)
    silent.accept()[0].close()
    for _ in range(20):
        with pytest.raises(DatabaseUnreachableError, match="does not answer"):
            connect(PORT=port, OPTIONS=options)
    with pytest.raises(BlockingIOError):  # nobody came after the first
        silent.accept()


def test_a_server_that_refuses_is_asked_each_time_so_that_its_return_is_seen_at_once():
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = str(closing.getsockname()[1])
    for _ in range(3):
        with pytest.raises(DatabaseUnreachableError, match="refused"):
            connect(PORT=port)
    assert not base.breaker(connection.settings_dict["HOST"], port, connection.settings_dict["NAME"]).is_open


@pytest.mark.django_db
def test_a_silent_replica_behind_the_pooler_of_the_primary_leaves_that_alone():
    """PgBouncer has both at one address, as two databases."""
    where = [str(connection.settings_dict[name]) for name in ("HOST", "PORT")]
    base.breaker(*where, "jobboard_replica").failed(TimeoutError())
    connect()


@pytest.mark.django_db
def test_a_server_that_answers_again_is_used_after_a_rest(monkeypatch):
    monkeypatch.setattr(circuit_breaker, "REST", 0.0)
    waits = base.breaker(*(str(connection.settings_dict[name]) for name in ("HOST", "PORT", "NAME")))
    waits.failed(TimeoutError())
    connect()
    assert not waits.is_open
