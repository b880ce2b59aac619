"""Requests of every kind to every operation, right and wrong ones, made from the description: each answer is one that it promises."""

import logging
from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData

from api.access.scopes import Scope
from api.access.tokens import issue_token
from jobboard.wsgi import application
from tests.billing.members import in_state
from tests.factories import a_job, a_published_guide, an_occupation

pytestmark = pytest.mark.django_db
EXAMPLES = 3  # of each operation and kind
# Parameters whose values are too many to be listed in the description.
NOTHING_TO_GET_WRONG = ("/industries", "/types", "/levels", "/regions", "/fields", "/me")
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
    # Text that PostgreSQL can't store is refused before the API reads it (tests/site/test_request_text.py).
    config = SchemathesisConfig.from_dict({"generation": {"allow-x00": False}})
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(operation, mode, headers=None):
    @hypothesis_settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        sent = {"Accept-Encoding": "identity"} | (headers or {})
        response = case.call(headers=sent)
        assert response.status_code < 500
        try:
            case.validate_response(response, headers=sent)
        except* RejectedPositiveData:
            errors = response.json().get("errors", ())
            is_named = errors or response.json()["type"].endswith("#key-reused")
            assert is_named, response.text  # a body can be right by the description, and still name what isn't there
            named = {error["name"] for error in errors if error["in"] != "body"}
            assert named <= OPEN, (case.query, response.text)
        except* AcceptedNegativeData:
            # A form sends empty fields, and an empty parameter is as one that isn't there.
            values = [value for value in case.query.values() if value in ("", [""])]
            assert values, case.query

    check()


ROLES = {"anonymous": None, "free": "free", "plus": "running"}


@pytest.mark.parametrize(
    ("role", "mode"),
    [
        ("anonymous", GenerationMode.POSITIVE),
        ("anonymous", GenerationMode.NEGATIVE),
        ("free", GenerationMode.POSITIVE),
        ("free", GenerationMode.NEGATIVE),
        ("plus", GenerationMode.POSITIVE),
    ],
)
def test_every_answer_is_one_that_the_description_promises(schema, stand_in, role, mode):
    """As a visitor, everything that is public; as a member, with a token that opens everything, what members have."""
    headers = None
    if ROLES[role]:
        now = timezone.now()
        user = in_state(ROLES[role])
        issued = issue_token(user=user, name="All", scopes=tuple(Scope), expires_at=now + timedelta(days=1), now=now)
        headers = {"Authorization": f"Bearer {issued.secret}"}
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        is_for_members = "/me" in operation.path
        if mode == GenerationMode.NEGATIVE and operation.path.endswith(NOTHING_TO_GET_WRONG):
            continue
        if not headers or is_for_members:
            ask(operation, mode, headers)
            asked += 1
    assert asked >= 9
