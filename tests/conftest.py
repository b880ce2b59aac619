"""What every test has: no way out of this machine, a Valkey database of its own, and stand-ins for Stripe and for mail providers where it asks."""

import ipaddress
import os
import socket
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db.models.signals import post_migrate

from jobboard.celery import app
from tests.mail_provider import postmark, provider  # noqa: F401 - fixtures
from tests.stripe_standin import _stand_in_process, stand_in  # noqa: F401 - fixtures


def _own_valkey_database() -> None:
    """Each process of a parallel run keeps its pages and counts apart (databases 2 and up; 0 and 1 are the site's)."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    settings.CACHE_URL = urlsplit(settings.REDIS_URL)._replace(path=f"/{2 + worker % 14}").geturl()
    settings.CACHES["default"]["LOCATION"] = settings.CACHE_URL


_own_valkey_database()
# Thousands of passwords are set in a run, and none is worth guarding: scrypt takes a twentieth of a second for each.
_HASHERS = settings.PASSWORD_HASHERS
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


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


@pytest.fixture(autouse=True, scope="session")
def _loopback_only():
    socket.socket.connect = _connect_to_loopback
    yield
    socket.socket.connect = _connect


@pytest.fixture(autouse=True)
def _empty_valkey(request):
    """Pages kept and limits counted by one test are not there for the next."""
    if "django_db_setup" in request.fixturenames or request.node.get_closest_marker("django_db"):
        from toolkit.page_cache import _valkey

        _valkey().flushdb()


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
    ends a test with real transactions takes them along, and Django then sends `post_migrate` as after a migration."""
    with django_db_blocker.unblock():
        rows = serializers.serialize("json", _rows_of_migrations(), use_natural_foreign_keys=True)

    def restore(**given):
        if "plan" not in given:  # not a migration, which puts in its rows itself
            for row in serializers.deserialize("json", rows):
                row.save()

    last = [app for app in apps.get_app_configs() if app.models_module][-1]  # so that all permissions are there
    post_migrate.connect(restore, sender=last, weak=False)


def _rows_of_migrations():
    for model in apps.get_models():
        if model not in (ContentType, Permission):
            yield from model._default_manager.all()
