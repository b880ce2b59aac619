"""What holds for every address of the JSON API."""

import pytest
from django.conf import settings
from django.test import Client

from jobs.models import Job
from tests.factories import a_job

pytestmark = pytest.mark.django_db


def test_a_job_is_told_with_a_mark_that_saves_telling_it_again(client):
    job = a_job()
    answer = client.get(f"/api/v1/jobs/{job.pk}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json()["title"] == job.title
    assert answer["Cache-Control"] == "public, max-age=60"
    again = client.get(f"/api/v1/jobs/{job.pk}", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == answer["ETag"]
    assert int(again["RateLimit-Remaining"]) == int(answer["RateLimit-Remaining"]) - 1
    assert "Set-Cookie" not in answer


def test_head_tells_what_get_would(client):
    job = a_job()
    head, get = client.head(f"/api/v1/jobs/{job.pk}"), client.get(f"/api/v1/jobs/{job.pk}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == get["ETag"]


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("get", "/api/v1/jobs/999999", 404, "not-found"),
        ("get", "/api/v1/jobs/none", 404, "not-found"),
        ("get", "/api/v1/nothing", 404, "not-found"),
        ("get", "/api/v1", 404, "not-found"),
        ("post", "/api/v1/jobs/1", 405, "method-not-allowed"),
        ("post", "/api/v1/openapi.json", 405, "method-not-allowed"),
        ("get", "/api/v1/jobs/1?colour=red", 400, "invalid-parameter"),
        ("get", "/api/v1/jobs/1?q=%00", 400, "bad-request"),
    ],
)
def test_what_fails_is_told_as_a_problem(method, path, status, kind):
    answer = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    told = answer.json()
    assert (told["status"], told["type"]) == (status, f"{settings.SITE_URL}/api/#{kind}")
    assert told["title"]
    assert told["detail"]
    assert answer["Cache-Control"] == "no-store"
    if kind == "invalid-parameter":
        assert [(error["in"], error["name"]) for error in told["errors"]] == [("query", "colour")]
    if status == 405:
        assert answer["Allow"].startswith("GET, HEAD")


def test_the_limit_is_told_and_kept(client, settings):
    settings.API_NETWORK_MINUTE = 1
    path = f"/api/v1/jobs/{a_job().pk}"
    assert client.get(path).status_code == 200
    refused = client.get(path)
    assert (refused.status_code, refused["RateLimit-Remaining"]) == (429, "0")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused.json()["status"] == 429
    assert client.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 429


def test_an_error_of_ours_is_a_problem_without_details(client):
    client.raise_request_exception = False
    job = a_job()
    Job.objects.filter(pk=job.pk).update(found=["broken"])
    answer = client.get(f"/api/v1/jobs/{job.pk}")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "broken" not in answer.content.decode()


def test_a_visitor_with_a_session_is_nobody_here():
    with_cookies = Client(enforce_csrf_checks=True)
    assert with_cookies.post("/api/v1/jobs/1").status_code == 405
