"""A host is asked at most once a second."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from feeds.sources import rate_limit
from toolkit.page_cache import _valkey


@pytest.fixture(autouse=True)
def _nobody_has_asked():
    _valkey().flushdb()


def test_two_requests_to_a_host_are_a_second_apart_whoever_makes_them():
    started = time.monotonic()
    with ThreadPoolExecutor(2) as both:
        assert all(both.map(rate_limit.wait_for_turn, ["feeds.example"] * 2))
    assert 0.9 < time.monotonic() - started < 5


def test_another_host_has_its_own_turn():
    started = time.monotonic()
    for number in range(5):
        assert rate_limit.wait_for_turn(f"{number}.feeds.example")
    assert time.monotonic() - started < 0.9


def test_waiting_ends(monkeypatch):
    monkeypatch.setattr(rate_limit, "LONGEST_WAIT", 0.0)
    assert rate_limit.wait_for_turn("feeds.example")
    assert not rate_limit.wait_for_turn("feeds.example")


def test_without_valkey_each_process_waits_by_itself(settings):
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    rate_limit._limiter.cache_clear()
    try:
        started = time.monotonic()
        assert rate_limit.wait_for_turn("feeds.example")
        assert time.monotonic() - started > 0.9
    finally:
        rate_limit._limiter.cache_clear()
