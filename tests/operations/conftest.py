"""A second connection for tests of operations."""

import psycopg
import pytest


@pytest.fixture
def other(settings):
    """Another connection to the test database."""
    found = settings.DATABASES["default"]
    with psycopg.connect(
        host=found["HOST"],
        port=found["PORT"],
        user=found["USER"],
        password=found["PASSWORD"],
        dbname=found["NAME"],
        autocommit=True,
    ) as connected:
        yield connected
