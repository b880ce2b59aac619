"""Requests of every kind to every operation, right and wrong ones, made from the description: each answer is one that it promises."""

import logging

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.openapi.checks import RejectedPositiveData

from jobboard.wsgi import application
from tests.factories import a_job, a_published_guide, an_occupation

pytestmark = pytest.mark.django_db
EXAMPLES = 8  # of each operation and kind
# Parameters whose values are too many to be listed in the description.
OPEN = {"geo", "people", "currency", "tz", "q", "cursor"}


@pytest.fixture
def schema(settings, caplog):
    """The description, and the site behind it in this process, which keeps the connection of the test."""
    settings.API_NETWORK_MINUTE = settings.API_TOKEN_MINUTE = 1_000_000
    caplog.set_level(logging.CRITICAL, "django.request")  # each refusal would be a line
    now = timezone.now()
    a_job(now=now)
    a_published_guide(now=now)
    an_occupation(now=now)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(operation, mode, headers=None):
    @hypothesis_settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        response = case.call(headers={"Accept-Encoding": "identity"} | (headers or {}))
        assert response.status_code < 500
        try:
            case.validate_response(response)
        except* RejectedPositiveData:
            named = {error["name"] for error in response.json().get("errors", ())}
            assert named
            assert named <= OPEN, (case.query, response.json())

    check()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_every_answer_is_one_that_the_description_promises(schema, mode):
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if (
            mode == GenerationMode.POSITIVE or "/vocabularies/" not in operation.path
        ):  # nothing is wrong without parameters
            ask(operation, mode)
            asked += 1
    assert asked >= 9
