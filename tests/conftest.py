"""What every test has: no way out of this machine, a Valkey database of its own, and stand-ins for Stripe and for mail providers where it asks."""

import ipaddress
import os
import socket
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from hypothesis import settings as hypothesis_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from jobboard.celery import app
from tests import pooler
from tests.mail_provider import postmark, provider  # noqa: F401 - fixtures
from tests.model_standin import _model_standin_process, model_standin  # noqa: F401 - fixtures
from tests.occupations.fixtures import _everything, _handful, all_occupations, cost_of_loading, occupations  # noqa: F401 - fixtures
from tests.push_standin import push_service  # noqa: F401 - a fixture
from tests.stripe_standin import _stand_in_process, stand_in  # noqa: F401 - fixtures
from tests.tables import tables  # noqa: F401 - a fixture


def _own_valkey_database() -> None:
    """Each process of a parallel run keeps its pages and counts apart (databases 2 and up; 0 and 1 are the site's)."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    settings.CACHE_URL = urlsplit(settings.REDIS_URL)._replace(path=f"/{2 + worker % 14}").geturl()
    settings.CACHES["default"]["LOCATION"] = settings.CACHE_URL


_own_valkey_database()
# How long an example takes says how busy the machine is. Tests of cost measure it themselves.
hypothesis_settings.register_profile("tests", deadline=None)
hypothesis_settings.load_profile("tests")
if "MIGRATED_DATABASE" in os.environ:  # `make test` makes it before the tests
    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = os.environ["MIGRATED_DATABASE"]
# Thousands of passwords are set in a run, and none is worth guarding: scrypt takes a twentieth of a second for each.
_HASHERS = settings.PASSWORD_HASHERS
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]

_look_for_static_files = WhiteNoiseMiddleware.update_files_dictionary
_static_files = {}


def _look_once_for_static_files(self, root, prefix):
    """Every test client makes middleware of its own, and WhiteNoise's looks at hundreds of files: a twentieth of a second. They
    are collected before a run and don't change during it."""
    known = (root, prefix, self.max_age)
    if known not in _static_files:
        _look_for_static_files(self, root, prefix)
        _static_files[known] = dict(self.files)
    self.files.update(_static_files[known])


WhiteNoiseMiddleware.update_files_dictionary = _look_once_for_static_files


def pytest_addoption(parser):
    parser.addoption(
        "--long",
        action="store_true",
        help="sixty days of feeds for every format, every occupation's page, fifty orders of events, a thousand rings",
    )


WHOLE_SITES = ("tests/deploy/test_image.py", "tests/alerts/test_faults.py", "tests/local/")


def pytest_collection_modifyitems(items):
    """Tests of whole sites come first. They take longest, so begun last they would keep one process of a parallel run busy after
    the others are done. And as the first of all tests they go to one process, which makes what they share once."""
    items.sort(key=lambda item: not item.nodeid.startswith(WHOLE_SITES))


class OutsideWorld(Exception):
    """A test tried to reach something that is not on this machine."""


_connect = socket.socket.connect


def _connect_to_loopback(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        host = address[0]
        try:
            inside = ipaddress.ip_address(host).is_loopback
        except ValueError:
            inside = host == "localhost"
        if not inside:
            raise OutsideWorld(f"A test tried to connect to {address}.")
    return _connect(self, address)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    pooler.switch.turn(item.nodeid)


def pytest_terminal_summary(terminalreporter):
    if pooler.switch.is_missing:
        terminalreporter.write_line(pooler.MISSING, red=True)


@pytest.fixture(autouse=True, scope="session")
def _loopback_only():
    socket.socket.connect = _connect_to_loopback
    yield
    socket.socket.connect = _connect


@pytest.fixture(autouse=True)
def _empty_valkey(request):
    """Pages kept and limits counted by one test are not there for the next."""
    if "django_db_setup" in request.fixturenames or request.node.get_closest_marker("django_db"):
        from jobs.search import keeping
        from toolkit.page_cache import _valkey

        _valkey().flushdb()
        keeping.forget_all()


@pytest.fixture(autouse=True)
def _our_celery():
    """A Celery application that a test makes takes the place of ours for all that follow, unless it is told not to."""
    yield
    assert current_app._get_current_object() is app, "make it with set_as_current=False"


@pytest.fixture
def production_hashers(settings):
    """For tests about passwords themselves."""
    settings.PASSWORD_HASHERS = _HASHERS


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The rows that migrations put in, such as staff groups with their permissions, are there for every test: the flush that
    ends a test with real transactions puts them back from a copy in the database. It deletes rows where there are any, as
    truncating seventy tables and making content types and permissions again would take ten times as long."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS migrated CASCADE; CREATE SCHEMA migrated")
        tables, copied = connection.introspection.django_table_names(only_existing=True), []
        for table in tables:
            cursor.execute(f'CREATE TABLE migrated."{table}" AS TABLE "{table}"')
            if cursor.rowcount:
                copied.append(table)
    filled = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (TABLE \"{table}\")" for table in tables)
    put_back = [f'INSERT INTO "{table}" TABLE migrated."{table}"' for table in copied]

    def flush(self, _truncate):
        with transaction.atomic(), self.connection.cursor() as cursor:
            cursor.execute(filled)
            empty = [f'DELETE FROM "{table}"' for (table,) in cursor.fetchall()]  # noqa: S608 - names of our tables
            # In any order, so without triggers, as a TRUNCATE is.
            cursor.execute("; ".join(["SET LOCAL session_replication_role = replica", *empty, *put_back]))

    type(connection.ops).execute_sql_flush = flush  # of every thread
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    pooler.switch.ready(connection.settings_dict)
    yield
    pooler.switch.end()
