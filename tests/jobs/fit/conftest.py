"""Fixtures for the tests of ranking."""

import pytest

from jobs.search import counts, query, results, sql


@pytest.fixture
def small_cap(monkeypatch):
    for module in (query, results, sql, counts):
        monkeypatch.setattr(module, "CAP", 40, raising=False)
