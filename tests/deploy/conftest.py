"""What tests of whole programs share."""

import os
from urllib.parse import urlsplit

import pytest
from django.db import connection


@pytest.fixture(scope="session")
def database_url(django_db_setup):
    """The address of this run's database, for other processes. It has all tables and what migrations put in. There is
    one only if a test is marked with ``django_db``."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
