"""Whether stored jobs are open, for those who store them."""

import datetime as dt

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from jobs import services
from jobs.lifecycle import Closed
from jobs.models import Job
from tests.factories import a_job

pytestmark = pytest.mark.django_db
STATUS = "/api/v2/remote-jobs/status"


def ask(client, ids, status=200):
    answer = client.get(STATUS, {"ids": ids})
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_status_has_its_reason_and_its_time(client, django_assert_num_queries):
    now = timezone.now()
    jobs = [a_job(now=now - dt.timedelta(days=30), title=f"Role {number}", company=f"C{number}") for number in range(6)]
    is_open, filled, gone, expired, refused, held = jobs
    services.fill(job=filled, now=now)
    services.withdraw(job=gone, because=Closed.GONE, now=now - dt.timedelta(days=1))
    services.reject(job=refused, by=None, now=now)
    services.hold(job=held, now=now)
    end = now - dt.timedelta(hours=1)
    Job.objects.filter(pk=expired.pk).update(expires_at=end)
    never = services.duplicate(job=is_open, by=None, now=now)
    asked = [gone.pk, is_open.pk, 999_999_999, filled.pk, is_open.pk, expired.pk, refused.pk, held.pk, never.pk]
    with django_assert_num_queries(1):
        answer = ask(client, ",".join(map(str, asked)))

    def closed(job, reason, at):
        return {"id": job.pk, "status": "closed", "reason": reason, "closedAt": at.isoformat(timespec="seconds")}

    assert answer["jobs"] == [
        closed(gone, "gone", now - dt.timedelta(days=1)),
        {"id": is_open.pk, "status": "active"},
        {"id": 999_999_999, "status": "unknown"},
        closed(filled, "filled", now),
        closed(expired, "expired", end),
        closed(refused, "refused", now),
        {"id": held.pk, "status": "unknown"},
        {"id": never.pk, "status": "unknown"},
    ]
    assert (answer["count"], answer["success"], answer["statusCode"]) == (8, True, 200)
    assert dt.datetime.fromisoformat(answer["checkedAt"]).tzinfo is not None
    schema = {
        "$ref": "#/components/schemas/StatusAnswer",
        "components": client.get("/api/openapi.json").json()["components"],
    }
    Draft202012Validator(schema).validate(answer)


def test_what_isnt_a_list_of_ids_is_refused_whole(client):
    lists = [
        "",
        " ",
        ",",
        "1,",
        "0",
        "01",
        "+1",
        "-1",
        "1.0",
        "1e3",
        "x",
        "1,x",
        "١",
        "9007199254740992",
        "1;2",
        ",".join("1" * 101),
    ]
    for ids in lists:
        answer = ask(client, ids, 400)
        assert answer["success"] is False
        assert "ids" in answer["error"]


def test_only_ids_can_be_asked_and_once(client):
    for query in ("", "?ids[]=1", "?ids=1&ids=2", "?ids=1&count=2", "?ids=1&cursor=x"):
        assert client.get(f"{STATUS}{query}").status_code == 400, query


def test_a_hundred_values_are_taken_and_each_answered_once(client):
    assert ask(client, ",".join(["7"] * 99 + [" 9007199254740991 "]))["jobs"] == [
        {"id": 7, "status": "unknown"}, {"id": 9007199254740991, "status": "unknown"},
    ]  # fmt: skip


def test_it_may_be_kept_for_a_minute_and_isnt_sent_twice(client):
    first = client.get(STATUS, {"ids": "1"})
    assert first["Cache-Control"] == "public, max-age=60"
    assert client.get(STATUS, {"ids": "1"}, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert first["Access-Control-Allow-Origin"] == "*"


def test_other_addresses_of_the_same(client):
    for path in ("remote-jobs.php/status", "remote-jobs/status.php", "remote-jobs/status/"):
        assert client.get(f"/api/v2/{path}?ids=1").json()["jobs"] == [{"id": 1, "status": "unknown"}]
