"""Bodies of every kind that the description allows, for things that are there: done, or a problem that says why not."""

import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, openapi

from api.v1.openapi import description
from tests.api.members import Program, a_member_with_things, problem

pytestmark = pytest.mark.django_db
OPERATIONS = {
    found.label: found
    for found in (result.ok() for result in openapi.from_dict(description()).get_all_operations())
    if "/me/" in found.path and found.body
}


@pytest.mark.parametrize("label", OPERATIONS)
def test_a_body_as_described_is_done_or_refused_with_a_reason(label, settings_of_limits):
    operation = OPERATIONS[label]
    user, numbers = a_member_with_things()
    program, method = Program(user), operation.method.upper()
    path = re.sub(r"{(\w+)_id}", r"{\1}", operation.path.removeprefix("/api/v1/me")).format(**numbers)
    done = []

    @settings(
        max_examples=10,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def send(case):
        with transaction.atomic():
            answer = program.ask(method, path, case.body)
            transaction.set_rollback(True)
        if answer.status_code == 400:
            assert "character" in answer.json()["detail"]  # text that PostgreSQL can't store
        else:
            assert answer.status_code in (200, 201, 403, 409, 422), answer.content
        done.append(answer.status_code)

    send()
    assert len(done) >= 5
    assert {200, 201} & set(done) or label == "POST /api/v1/me/applications"  # whose jobs are hardly ever there


@pytest.fixture
def settings_of_limits(settings):
    settings.API_TOKEN_MINUTE = 1_000_000


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1999-12-31T00:00:00Z"])
def test_moments_at_the_ends_of_time_are_refused(moment):
    user, numbers = a_member_with_things()
    program = Program(user)
    answer = program.patch(f"/applications/{numbers['application']}", {"next_step": "Call", "next_step_at": moment})
    assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, "next_step_at")
    assert program.post(f"/alerts/{numbers['alert']}/pause", {"until": moment}).status_code == 422


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999", "9" * 5000, "[" * 5000, '"\xff"', "{"])
def test_what_is_no_json_is_refused_and_never_stored_as_something_else(value):
    user, _numbers = a_member_with_things()
    program = Program(user)
    body = f'{{"name": "Copy", "document": {{"basics": {{"name": "Ada"}}, "x-rank": {value}}}}}'.encode("latin-1")
    answer = program.client.post("/api/v1/me/resumes", body, "application/json", headers=program.headers)
    assert (answer.status_code, problem(answer)) == (400, ("bad-request", []))
    assert answer.json()["detail"] == "The body isn't JSON."
