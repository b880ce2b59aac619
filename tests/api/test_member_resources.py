"""What programs do for a member: the same rules, limits and conflicts as on the pages."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import Alert
from api.access.scopes import Scope
from jobs.models import Job
from jobs.tracker import services as tracker
from jobs.tracker.models import Application
from resumes.models import Resume
from tests.api.members import RESUME, Program, a_member_with_things, problem
from tests.billing.members import in_state
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db


# --- Profile -----------------------------------------------------------------------------------------------------------------


def test_the_profile_says_what_the_plan_covers_and_nothing_of_payment():
    for state, key, most in (("free", "free", 5), ("running", "plus", 25)):
        told = Program(in_state(state)).get("").json()
        assert (told["plan"]["key"], told["plan"]["limits"]["alerts"]) == (key, most)
        assert set(told) == {"name", "email", "country", "part", "time_zone", "joined_at", "plan"}
        assert set(told["plan"]) == {"key", "name", "until", "ends", "limits"}


# --- Saved jobs ---------------------------------------------------------------------------------------------------------------


def test_a_job_is_saved_once_and_removed(program, ada):
    job = a_job(now=timezone.now())
    path = f"/bookmarks/{job.pk}"
    first, again = program.put(path), program.put(path)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first["Location"] == f"/api/v1/me{path}"
    [item] = program.get("/bookmarks").json()["items"]
    assert item["job"]["id"] == job.pk
    assert program.delete(path).status_code == 204
    assert program.delete(path).status_code == 404
    assert not Application.objects.exists()


def test_what_the_member_added_is_not_deleted_with_a_bookmark(program, ada):
    now = timezone.now()
    job = a_job(now=now)
    application = tracker.save(user=ada, job=job, now=now)
    Application.objects.update(notes="Ask Bob")
    assert problem(program.delete(f"/bookmarks/{job.pk}"))[0] == "conflict"
    tracker.move(application=application, to="applied", now=now)
    assert problem(program.put(f"/bookmarks/{job.pk}"))[0] == "conflict"


def test_a_job_that_was_never_public_or_is_held_is_not_there(program):
    job = a_job(now=timezone.now())
    Job.objects.update(status="pending")
    assert program.put(f"/bookmarks/{job.pk}").status_code == 404


def test_a_saved_job_that_closed_is_the_members_copy(program, ada):
    job = a_job(now=timezone.now(), title="Pilot")
    program.put(f"/bookmarks/{job.pk}")
    Job.objects.update(status="filled")
    [item] = program.get("/bookmarks").json()["items"]
    assert (item["title"], item["job"]) == ("Pilot", None)
    assert "/account/applications/" in item["url"]


def test_pages_follow_each_other_whatever_is_added_meanwhile(program, ada, django_assert_max_num_queries):
    now = timezone.now()
    jobs = [a_job(now=now, external_id=str(number)) for number in range(5)]
    for job in jobs:
        tracker.save(user=ada, job=job, now=now)
    with django_assert_max_num_queries(4):  # the token, its use, applications, jobs
        page = program.get("/bookmarks?limit=2").json()
    seen = [item["job"]["id"] for item in page["items"]]
    tracker.save(user=ada, job=a_job(now=now, external_id="new"), now=now)
    while page["next_cursor"]:
        page = program.get(f"/bookmarks?limit=2&cursor={page['next_cursor']}").json()
        seen += [item["job"]["id"] for item in page["items"]]
    assert seen == [job.pk for job in reversed(jobs)]


def test_a_cursor_belongs_to_one_list_of_one_member(program, ada):
    now = timezone.now()
    for number in range(2):
        tracker.save(user=ada, job=a_job(now=now, external_id=str(number)), now=now)
    cursor = program.get("/bookmarks?limit=1").json()["next_cursor"]
    for other, path in ((program, "/applications"), (Program(a_user("bob@example.com")), "/bookmarks")):
        answer = other.get(f"{path}?cursor={cursor}")
        assert (answer.status_code, problem(answer)) == (400, ("invalid-cursor", ["cursor"]))


# --- Applications -------------------------------------------------------------------------------------------------------------


def test_a_job_of_the_site_is_added_moved_and_deleted(program):
    job = a_job(now=timezone.now(), title="Pilot")
    answer = program.post("/applications", {"job_id": job.pk, "stage": "applied"})
    assert answer.status_code == 201
    path = answer["Location"].removeprefix("/api/v1/me")
    assert program.post("/applications", {"job_id": job.pk}).status_code == 200
    moved = program.post(f"{path}/move", {"stage": "closed:rejected", "seen": "applied"}).json()
    assert (moved["stage"], moved["outcome"], moved["job_is_open"]) == ("closed", "rejected", True)
    assert [move["stage"] for move in moved["moves"]] == ["applied", "closed"]
    late = program.post(f"{path}/move", {"stage": "offer", "seen": "applied"})
    assert (late.status_code, problem(late)[0]) == (409, "conflict")
    assert program.get("/applications?stage=closed").json()["items"][0]["title"] == "Pilot"
    assert program.get("/applications?stage=offer").json()["items"] == []
    assert program.delete(path).status_code == 204
    assert program.get(path).status_code == 404


def test_a_job_from_elsewhere_is_added_and_edited(program):
    given = {
        "title": " Captain\u200b ",
        "company": "Acme",
        "job_url": "example.org/1",
        "notes": "a\r\nb",
        "stage": "interview",
    }
    made = program.post("/applications", given).json()
    assert (made["title"], made["job_url"], made["notes"]) == ("Captain", "https://example.org/1", "a\nb")
    assert (made["job_id"], made["job_is_open"]) == (None, None)
    path = f"/applications/{made['id']}"
    changes = {"title": "Skipper", "next_step": "Call", "next_step_at": "2027-03-01T09:30:00+01:00"}
    changed = program.patch(path, changes).json()
    assert (changed["title"], changed["company"], changed["notes"]) == ("Skipper", "Acme", "a\nb")
    assert changed["next_step_at"] == "2027-03-01T08:30:00Z"
    assert program.patch(path, {"next_step_at": None}).json()["next_step_at"] is None
    assert program.patch(path, {}).json()["next_step"] == "Call"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["title"]),
        ({"title": ""}, ["title"]),
        ({"title": "x" * 201}, ["title"]),
        ({"title": "x", "notes": "y" * 10_001}, ["notes"]),
        ({"title": "x", "job_url": "javascript:alert(1)"}, ["job_url"]),
        ({"title": "x", "stage": "closed"}, ["stage"]),
        ({"title": "x", "color": "red"}, ["color"]),
        ({"job_id": 10**9}, ["job_id"]),
        ({"job_id": 1, "title": "x"}, ["job_id"]),
        ({"job_id": "one"}, ["job_id"]),
    ],
)
def test_a_wrong_body_names_its_fields(program, body, fields):
    answer = program.post("/applications", body)
    assert (answer.status_code, problem(answer)) == (422, ("invalid-body", fields))
    assert not Application.objects.exists()


def test_a_change_that_would_break_a_rule_names_its_field(program):
    user, numbers = a_member_with_things("bob@example.com")
    bob, path = Program(user), f"/applications/{numbers['application']}"
    for body, field in (
        ({"title": "Mine"}, "title"),
        ({"next_step_at": "2027-03-01T09:30:00Z"}, "next_step"),
        ({"next_step": "Call", "next_step_at": "1999-03-01T09:30:00Z"}, "next_step_at"),
        ({"next_step_at": "2027-03-01T09:30:00"}, "next_step_at"),
    ):
        answer = bob.patch(path, body)
        assert (answer.status_code, problem(answer)) == (422, ("invalid-body", [field]))


def test_a_change_of_what_has_changed_since_is_refused():
    user, numbers = a_member_with_things()
    program = Program(user)
    for path, body in (
        (f"/applications/{numbers['application']}", {"notes": "New"}),
        (f"/alerts/{numbers['alert']}", {"name": "New"}),
    ):
        read = program.get(path)
        assert program.patch(path, body, If_Match=read["ETag"]).status_code == 200
        late = program.patch(path, dict.fromkeys(body, "Late"), If_Match=read["ETag"])
        assert (late.status_code, problem(late)[0]) == (412, "precondition-failed")
        assert program.delete(path, If_Match=read["ETag"]).status_code == 412
        assert program.patch(path, body, If_Match=program.get(path)["ETag"]).status_code == 200
        assert program.patch(path, body, If_Match="*").status_code == 200
        assert program.get(path, If_None_Match=program.get(path)["ETag"]).status_code == 304


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("method", "path", "body", "meanwhile"),
    [
        ("DELETE", "/applications/{application}", None, (Application, "application", {"notes": "Call Bob"})),
        (
            "PATCH",
            "/applications/{application}",
            {"contact": "Bob"},
            (Application, "application", {"stage": "interview"}),
        ),
        ("DELETE", "/alerts/{alert}", None, (Alert, "alert", {"name": "Ships"})),
        ("PUT", "/resumes/{resume}/document", {"document": {}}, (Resume, "resume", {"name": "Captain"})),
    ],
)
def test_nothing_changes_between_a_condition_and_what_it_allows(method, path, body, meanwhile):
    user, numbers = a_member_with_things()
    model, kind, change = meanwhile
    program, path, statuses = Program(user), path.format(**numbers), []
    read = program.get(path.removesuffix("/document"))

    def act():
        statuses.append(program.ask(method, path, body, If_Match=read["ETag"]).status_code)
        connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():  # somebody changes it at this moment
        model.objects.filter(pk=numbers[kind]).update(**change)
        thread.start()
        with connection.cursor() as cursor:
            for _ in range(20_000):  # until the program waits for this
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                cursor.execute(
                    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
                if cursor.rowcount:
                    break
    thread.join()
    assert statuses == [412]
    assert program.get(path.removesuffix("/document"))["ETag"] != read["ETag"]


def test_a_tracker_that_is_full_says_so(program, monkeypatch):
    monkeypatch.setattr(tracker, "LIMIT", 0)
    for answer in (
        program.post("/applications", {"title": "x"}),
        program.put(f"/bookmarks/{a_job(now=timezone.now()).pk}"),
    ):
        assert (answer.status_code, problem(answer)[0]) == (403, "forbidden")


# --- Sent twice ---------------------------------------------------------------------------------------------------------------


def test_a_post_with_a_key_acts_once(program):
    key = {"Idempotency_Key": "one"}
    first = program.post("/applications", {"title": "Captain"}, **key)
    again = program.post("/applications", {"title": "Captain"}, **key)
    assert (again.status_code, again.json(), again["Location"]) == (201, first.json(), first["Location"])
    assert again["ETag"] == first["ETag"] == program.get(f"/applications/{first.json()['id']}")["ETag"]
    assert Application.objects.count() == 1
    other = program.post("/applications", {"title": "Pilot"}, **key)
    assert (other.status_code, problem(other)[0]) == (422, "key-reused")
    assert program.post("/applications", {"title": ""}, Idempotency_Key="two").status_code == 422
    assert program.post("/applications", {"title": "Pilot"}, Idempotency_Key="two").status_code == 201


def test_a_kept_answer_is_not_for_a_token_without_the_scope(program, ada):
    key = {"Idempotency_Key": "one"}
    program.post("/alerts", {"search": "q=captain"}, **key)
    reader = Program(ada, Scope.ALERTS_READ)
    assert reader.post("/alerts", {"search": "q=captain"}, **key).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_same_post_from_many_sides_at_once_adds_one():
    program = Program(a_user())
    begin, statuses = threading.Barrier(6), []

    def send():
        sender = Program(**program.headers)
        begin.wait()
        statuses.append(sender.post("/applications", {"title": "Captain"}, Idempotency_Key="one").status_code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Application.objects.count() == 1
    assert set(statuses) <= {201, 409}
    assert 201 in statuses


# --- Résumés ------------------------------------------------------------------------------------------------------------------


def test_a_resume_is_added_read_and_replaced_with_its_history(program):
    answer = program.post("/resumes", {"name": " Officer ", "language": "de", "document": RESUME})
    assert answer.status_code == 201
    path = answer["Location"].removeprefix("/api/v1/me")
    read = program.get(path)
    assert (read.json()["name"], read.json()["language"], read.json()["document"]) == ("Officer", "de", RESUME)
    document = {"basics": {"name": "Ada"}}
    answer = program.put(f"{path}/document", {"document": document}, If_Match=read["ETag"])
    assert answer.json()["document"] == document
    assert [version.data for version in Resume.objects.get().versions.all()] == [document, RESUME]
    late = program.put(f"{path}/document", {"document": RESUME}, If_Match=read["ETag"])
    assert (late.status_code, Resume.objects.get().data) == (412, document)
    [item] = program.get("/resumes").json()["items"]
    assert "document" not in item


def test_a_resume_that_is_none_names_what_is_wrong(program):
    for document, field in (
        ({"work": [{"startDate": "soon"}]}, "document.work.0.startDate"),
        ({"basics": "Ada"}, "document.basics"),
    ):
        answer = program.post("/resumes", {"name": "x", "document": document})
        assert (answer.status_code, problem(answer)) == (422, ("invalid-body", [field]))
    assert not Resume.objects.exists()


def test_the_plan_limits_resumes(program):
    for number in range(3):
        assert program.post("/resumes", {"name": str(number), "document": {}}).status_code == 201
    answer = program.post("/resumes", {"name": "more", "document": {}})
    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "Your plan includes 3 résumés. Delete one first. Plus includes 20.",
    )


def test_lists_take_as_many_queries_for_many_as_for_one(program, ada, django_assert_num_queries):
    program.get("")  # its use is noted for a minute
    for number in range(4):
        program.post("/alerts", {"search": f"q=a{number}&company=northwind"})
        program.post("/applications", {"title": str(number)})
    for path, queries in (("/alerts", 3), ("/applications", 2), ("/resumes", 2)):
        with django_assert_num_queries(queries):
            assert program.get(path).status_code == 200


def test_a_list_takes_at_most_twice_the_queries_of_its_page(program, ada, client):
    now = timezone.now()
    for number in range(3):
        tracker.save(user=ada, job=a_job(now=now, external_id=str(number)), now=now)
        program.post("/alerts", {"search": f"q=a{number}"})
        program.post("/resumes", {"name": str(number), "document": RESUME})
    client.force_login(ada)
    for page in ("bookmarks", "applications", "alerts", "resumes"):
        counts = []
        for ask in (lambda: program.get(f"/{page}"), lambda: client.get(f"/account/{page}/")):  # noqa: B023
            ask()
            with CaptureQueriesContext(connection) as queries:
                assert ask().status_code == 200
            counts.append(len(queries))
        assert counts[0] <= 2 * counts[1], (page, counts)
