"""Fetching over TLS, against a real server on this machine."""

import ipaddress
import os
import socket
import time

import pytest

from feeds.sources.fetching import Unreachable, fetch
from tests.feeds.sources.server import CERTIFICATE, Source, certificate_for

HERE = ["127.0.0.1"]


@pytest.fixture
def feeds_example(tls_source, feeds_example_is_at):
    """A server with a certificate for feeds.example, and the name leading to it."""
    feeds_example_is_at("127.0.0.1")
    tls_source.says(200, b"over tls")
    return tls_source


def test_the_certificate_is_checked_for_the_host_and_not_for_the_address(feeds_example, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(CERTIFICATE))
    url = f"https://feeds.example:{feeds_example.port}/feed"
    assert fetch(url, hosts=["feeds.example"]).body == b"over tls"
    with pytest.raises(Unreachable, match="certificate of other.example isn't valid"):
        fetch(url.replace("feeds.", "other."), hosts=["other.example"])


@pytest.mark.parametrize(
    ("names", "host", "is_valid"),
    [
        (["feeds.example"], "feeds.example", True),
        ([ipaddress.ip_address("127.0.0.1")], "feeds.example", False),
        ([ipaddress.ip_address("127.0.0.1")], "127.0.0.1", True),
        (["other.example"], "feeds.example", False),
        (["*.feeds.example"], "jobs.feeds.example", True),
        ([], "feeds.example", False),
    ],
    ids=["host", "address of the host", "address asked for", "other host", "wildcard", "common name only"],
)
def test_a_certificate_counts_for_the_name_that_was_asked(
    settings, monkeypatch, tmp_path, feeds_example_is_at, names, host, is_valid
):
    settings.FETCH_LOOPBACK = True
    feeds_example_is_at("127.0.0.1")
    certificate = certificate_for(names, tmp_path / "made.pem", common_name="feeds.example")
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(certificate))
    with Source(tls=certificate) as source:
        source.says(200, b"over tls")
        url = f"https://{host}:{source.port}/feed"
        if is_valid:
            assert fetch(url, hosts=[host]).body == b"over tls"
        else:
            with pytest.raises(Unreachable, match="certificate of feeds.example isn't valid"):
                fetch(url, hosts=[host])
            assert source.requests == []


def test_the_server_is_told_the_host_and_not_its_address(feeds_example, monkeypatch):
    """In the handshake, by which it chooses its certificate, and in the request."""
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(CERTIFICATE))
    fetch(f"https://feeds.example:{feeds_example.port}/feed", hosts=["feeds.example"])
    assert feeds_example.names_of_handshakes == ["feeds.example"]
    [(_path, sent)] = feeds_example.requests
    assert sent["Host"] == f"feeds.example:{feeds_example.port}"


def test_a_server_without_tls_gets_no_request_in_the_clear(source, feeds_example_is_at):
    feeds_example_is_at("127.0.0.1")
    with pytest.raises(Unreachable, match="failed"):
        fetch(f"https://feeds.example:{source.port}/feed", hosts=["feeds.example"])
    assert source.requests == []


def test_a_handshake_that_never_ends_is_given_up_in_time(settings, short_time):
    settings.FETCH_LOOPBACK = True
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(Unreachable):
            fetch(f"https://127.0.0.1:{silent.getsockname()[1]}/", hosts=HERE)
    assert time.monotonic() - started < 5


def test_a_certificate_nobody_vouches_for_is_an_error(feeds_example):
    with pytest.raises(Unreachable, match="certificate of feeds.example isn't valid"):
        fetch(f"https://feeds.example:{feeds_example.port}/feed", hosts=["feeds.example"])
    assert feeds_example.requests == []


def test_a_slow_body_over_tls_is_cut(feeds_example, monkeypatch, short_time):
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(CERTIFICATE))
    feeds_example.drips(b"HTTP/1.0 200 OK\r\n\r\n")
    with pytest.raises(Unreachable, match="didn't answer in full"):
        fetch(f"https://feeds.example:{feeds_example.port}/feed", hosts=["feeds.example"])
