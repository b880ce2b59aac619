"""What programs do with a member's alerts: the same rules, limits and conflicts as on the pages."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from alerts import services as alerts
from alerts.models import Alert
from jobs.search.criteria import parse
from tests.api.members import Program, problem
from tests.billing.members import in_state

pytestmark = pytest.mark.django_db


def test_an_alert_is_created_changed_paused_resumed_and_stopped(program):
    answer = program.post("/alerts", {"search": "?q=Captain&geo=spain&sort=newest", "weekday": "friday", "hour": 6})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["search"]) == ("captain, Spain", "geo=spain&q=captain")
    assert made["filters"] == ["“captain”", "Open to Spain"]
    assert (made["cadence"], made["weekday"], made["hour"], made["state"]) == ("weekly", "friday", 6, "active")
    assert program.post("/alerts", {"search": "q=captain&geo=spain"}).status_code == 200
    path = f"/alerts/{made['id']}"
    changed = program.patch(path, {"search": "q=pilot", "hour": 7}).json()
    assert (changed["search"], changed["hour"], changed["weekday"], changed["name"]) == (
        "q=pilot",
        7,
        "friday",
        made["name"],
    )
    until = (timezone.now() + dt.timedelta(days=7)).isoformat()
    assert program.post(f"{path}/pause", {"until": until}).json()["state"] == "paused"
    assert program.post(f"{path}/pause", {}).json()["paused_until"] is None
    assert program.post(f"{path}/resume").json()["state"] == "active"
    assert program.delete(path).status_code == 204
    assert program.get(path).status_code == 404
    assert program.get("/alerts").json()["items"] == []


def test_a_program_that_changes_an_alert_keeps_how_it_is_sent(program):
    made = program.post("/alerts", {"search": "q=captain"}).json()
    Alert.objects.update(channel="both")
    assert program.patch(f"/alerts/{made['id']}", {"name": "Captains"}).status_code == 200
    assert Alert.objects.get().channel == "both"


def test_the_plan_limits_alerts_as_on_the_pages():
    free, plus = Program(in_state("free")), Program(in_state("running"))
    for search, more in (("q=a", {"cadence": "daily"}), ("q=a", {"by_fit": True})):
        answer = free.post("/alerts", {"search": search, **more})
        assert (answer.status_code, problem(answer)[0]) == (403, "forbidden")
        assert "Plus" in answer.json()["detail"]
        assert plus.post("/alerts", {"search": f"{search}{len(more)}{[*more]}", **more}).status_code == 201
    for number in range(5):
        assert free.post("/alerts", {"search": f"q=a{number}"}).status_code == 201
    answer = free.post("/alerts", {"search": "q=more"})
    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "Your plan includes 5 alerts. You have 5. Stop one first. Plus includes 25.",
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "search"),
        ({"search": "geo=atlantis"}, "search.geo"),
        ({"search": "python developer"}, "search.python developer"),
        ({"search": "q=a&location=spain"}, "search.location"),
        ({"search": "q=a&geo[]=spain"}, "search.geo[]"),
        ({"search": "q=a&geo=spain&geo=france"}, "search.geo"),
        ({"search": "q=a", "hour": 24}, "hour"),
        ({"search": "q=a", "weekday": "someday"}, "weekday"),
        ({"search": "q=a", "name": " "}, "name"),
        ({"search": "q=a", "name": "x" * 121}, "name"),
        ({"search": "q=a", "email": "bob@example.com"}, "email"),
    ],
)
def test_a_wrong_alert_names_its_field(program, body, field):
    answer = program.post("/alerts", body)
    assert (answer.status_code, problem(answer)) == (422, ("invalid-body", [field]))
    assert not Alert.objects.exists()


def test_two_alerts_cannot_have_one_search_and_no_pause_lasts_years(program):
    program.post("/alerts", {"search": "q=captain"})
    second = program.post("/alerts", {"search": "q=pilot"}).json()
    path = f"/alerts/{second['id']}"
    assert problem(program.patch(path, {"search": "q=Captain"}))[0] == "conflict"
    late = program.post(f"{path}/pause", {"until": "2099-01-01T00:00:00Z"})
    assert (late.status_code, problem(late)[1]) == (422, ["until"])


def test_an_alert_that_waits_for_confirmation_is_not_confirmed_by_a_program(program, ada):
    now = timezone.now()
    alert = alerts.create(user=ada, criteria=parse(QueryDict("q=captain")).criteria, name="Captain", now=now)
    Alert.objects.update(state="unconfirmed", next_due_at=None)
    assert program.post(f"/alerts/{alert.pk}/resume").json()["state"] == "unconfirmed"
