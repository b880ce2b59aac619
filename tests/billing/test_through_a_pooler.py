"""The tests of this folder, and those of alerts, reach their database through PgBouncer, where it is installed."""

import os

import pytest
from django.db import connection

from tests.deploy.programs import needed


@pytest.mark.django_db
def test_these_tests_run_through_a_pooler():
    needed("pgbouncer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT inet_server_port()")
        assert cursor.fetchone() != (connection.settings_dict["PORT"],)
    assert os.environ["DATABASE_POOLER"] == "transaction"
