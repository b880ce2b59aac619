"""Payloads in the shapes the sources publish, of companies that do not exist, and a server that hands them out."""

import socket
from pathlib import Path

import pytest

from feeds.sources import fetching, formats
from tests.feeds.sources.server import CERTIFICATE, Source

PAYLOADS = Path(__file__).parent / "payloads"


@pytest.fixture
def payload():
    """The bytes of a payload by its name."""
    return lambda name: (PAYLOADS / name).read_bytes()


@pytest.fixture
def read(payload):
    """The feed in a payload by its name, which begins with that of its format."""

    def read(name, fetch=None, address=""):
        return formats.read_feed(name.partition(".")[0].partition("-")[0], payload(name), fetch, address)

    return read


@pytest.fixture
def source(settings):
    settings.FETCH_LOOPBACK = True
    with Source() as source:
        yield source


@pytest.fixture
def tls_source(settings):
    settings.FETCH_LOOPBACK = True
    with Source(tls=CERTIFICATE) as source:
        yield source


@pytest.fixture
def short_time(monkeypatch):
    monkeypatch.setattr(fetching, "TIME_LIMIT", 0.4)


@pytest.fixture
def feeds_example_is_at(monkeypatch):
    """Lets the names below .example lead to these addresses, in this order."""
    real = socket.getaddrinfo

    def lead(*ips):
        def getaddrinfo(host, port, *args, **kwargs):
            if not host.endswith(".example"):
                return real(host, port, *args, **kwargs)
            return [
                (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips
            ]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return lead
