"""Who may call what: every operation for members, asked with every scope, without one, and for another member's things."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import app_sessions, privacy
from accounts.models import User
from api.access import tokens
from api.access.scopes import Scope
from api.models import AccessToken
from api.v1.api import api
from tests.accounts.test_app_sign_in import App
from tests.api.members import OPERATIONS, Program, a_member_with_things, problem
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db


def ask(program, method, path, body):
    """The answer; what it changed is undone."""
    with transaction.atomic():
        answer = program.ask(method, path, body)
        transaction.set_rollback(True)
    return answer


def test_the_table_has_every_operation_for_members():
    described = api.get_openapi_schema(path_prefix="/api/v1")["paths"]
    found = {
        (method.upper(), re.sub(r"{(\w+)_id}", r"{\1}", path.removeprefix("/api/v1/me")))
        for path, operations in described.items()
        for method, operation in operations.items()
        if "security" in operation
    }
    assert found == {(method, path) for method, path, _scope, _body in OPERATIONS}


def test_only_the_scope_of_an_operation_lets_in(settings):
    settings.API_TOKEN_MINUTE = 10_000
    user, numbers = a_member_with_things()
    programs = {scope: Program(user, scope) for scope in Scope}
    wrong = []
    for method, path, needed, body in OPERATIONS:
        for scope, program in programs.items():
            answer = ask(program, method, path.format(**numbers), body)
            if (answer.status_code < 300) != (scope == needed):
                wrong.append((method, path, scope, answer.status_code, answer.content))
            if scope != needed and (problem(answer)[0] != "forbidden" or needed not in answer["WWW-Authenticate"]):
                wrong.append((method, path, scope, answer.content))
    assert wrong == []
    assert sum(1 for _ in OPERATIONS) * len(Scope) == 189


DOES = {
    "POST": "add|create|pause|move", "PUT": "save|replace", "PATCH": "edit|change", "DELETE": "delete|remove|stop", "GET": "see",
}  # fmt: skip


def test_a_scope_says_in_words_all_that_it_allows():
    unsaid = [
        (method, path, scope)
        for method, path, scope, _body in OPERATIONS
        if not re.search(DOES[method], str(Scope(scope).label).lower())
    ]
    assert unsaid == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wf_0000000000000000000000000000000000000000000000"},
        {"Authorization": "Basic YWRhOmFkYQ=="},
        {"Authorization": "Bearer"},
        {"X-Session-Token": "0" * 32},
        {"X-Session-Token": ""},
    ],
)
def test_without_a_valid_token_everything_is_401(headers):
    _user, numbers = a_member_with_things()
    for method, path, _scope, body in OPERATIONS:
        answer = Program(**headers).ask(method, path.format(**numbers), body)
        assert (answer.status_code, problem(answer)[0]) == (401, "unauthorized")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_what_another_member_has_is_not_there():
    _ada, numbers = a_member_with_things()
    bob = Program(a_user("bob@example.com"))
    for method, path, _scope, body in OPERATIONS:
        if "{" in path and (method, path) != ("PUT", "/bookmarks/{job}"):  # which saves it for Bob
            answer = ask(bob, method, path.format(**numbers), body)
            assert (answer.status_code, problem(answer)[0]) == (404, "not-found"), (method, path)
    for path in ("/bookmarks", "/applications", "/alerts", "/resumes"):
        assert bob.get(path).json()["items"] == []


@pytest.mark.parametrize("number", [0, 2**63, 10**30])
def test_numbers_that_no_row_has_are_404(number):
    program = Program(a_user())
    for method, path, _scope, body in OPERATIONS:
        if "{" in path:
            numbers = dict.fromkeys(("job", "application", "alert", "resume"), number)
            assert program.ask(method, path.format(**numbers), body).status_code == 404, (method, path)


@pytest.mark.parametrize("end", ["revoked", "expired", "closed", "deleted"])
def test_a_token_that_died_opens_nothing(end):
    user, _numbers = a_member_with_things()
    program = Program(user)
    assert program.get("").status_code == 200
    now = timezone.now()
    if end == "revoked":
        tokens.revoke_token(token=program.token, now=now)
    elif end == "expired":
        AccessToken.objects.update(created_at=now - 2 * (program.token.expires_at - now), expires_at=now)
    elif end == "closed":
        User.objects.update(is_active=False)
    else:
        privacy.delete_account(user=user, now=now)
    assert program.get("").status_code == 401


def test_the_session_of_an_app_opens_everything_a_member_has():
    user, numbers = a_member_with_things()
    app = App()
    app.sign_in()
    assert app_sessions.member_of(app.token) == user
    program = Program(**{"X-Session-Token": app.token})
    for method, path, _scope, body in OPERATIONS:
        assert ask(program, method, path.format(**numbers), body).status_code < 300, (method, path)


def test_cookies_of_the_site_open_nothing():
    user, _numbers = a_member_with_things()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    assert browser.get("/api/v1/me").status_code == 401
    answer = browser.put(f"/api/v1/me/bookmarks/{a_job().pk}")
    assert answer.status_code == 401
    session = browser.cookies["sessionid"].value
    assert Program(**{"X-Session-Token": session}).get("").status_code == 401


def test_answers_for_one_member_are_kept_by_nobody_and_read_by_no_other_site():
    program = Program(a_user())
    answer = program.get("", Origin="https://other.example")
    assert answer["Cache-Control"] == "private, no-store"
    assert {"Authorization", "X-Session-Token"} <= set(answer["Vary"].split(", "))
    assert "Access-Control-Allow-Origin" not in answer


def test_each_token_has_a_limit_of_its_own(settings):
    settings.API_TOKEN_MINUTE = 2
    user = a_user()
    one, other = Program(user, Scope.PROFILE_READ), Program(user, Scope.ALERTS_READ)
    assert [one.get("").status_code for _ in range(3)] == [200, 200, 429]
    assert other.get("/alerts").status_code == 200
