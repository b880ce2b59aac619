"""A member's applications as a list and as a board."""

import datetime as dt

import pytest
from django.utils import timezone

from jobs.tracker import services
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def member(client):
    user = a_user()
    client.force_login(user)
    return user


def by_hand(user, now, **changes):
    named = {"title": "Harbor Pilot", "company": "Port of Cork", "url": "", "notes": ""}
    return services.add_by_hand(user=user, **{**named, **changes}, now=now)


def titles(client, query=""):
    page = client.get(f"/account/applications/{query}")
    return [one.title for one in page.context["page"]]


def test_overdue_steps_come_first_and_closed_ones_are_not_waited_for(client, member, now):
    days = {"Later": 9, "Overdue": -2, "Soon": 1, "Closed": -5}
    for title, day in days.items():
        one = by_hand(member, now, title=title)
        services.edit(
            application=one, notes="", contact="", next_step="x", next_step_at=now + dt.timedelta(days=day), now=now
        )
        if title == "Closed":
            services.move(application=one, to="closed:rejected", now=now)
    by_hand(member, now - dt.timedelta(days=1), title="No step")
    assert titles(client) == ["Overdue", "Soon", "Later", "Closed", "No step"]
    overview = client.get("/account/").content.decode()
    assert overview.count("Overdue</span>") == 1
    assert "Closed</a>" not in overview


def test_the_list_can_be_sorted_and_filtered(client, member, now):
    for title, to in (("b", "offer"), ("A", "applied"), ("c", "interested")):
        by_hand(member, now, title=title, to=to)
    assert titles(client, "?sort=title") == ["A", "b", "c"]
    assert titles(client, "?sort=-title") == ["c", "b", "A"]
    assert titles(client, "?sort=stage") == ["c", "A", "b"]
    assert titles(client, "?stage=offer") == ["b"]
    assert len(titles(client, "?stage=hired&sort=drop+table")) == 3
    page = client.get("/account/applications/?sort=-title").content.decode()
    assert 'aria-sort="descending"' in page


def test_a_list_has_pages(client, member, now):
    for number in range(51):
        by_hand(member, now, title=f"Job {number:02}")
    assert len(titles(client, "?sort=title")) == 50
    assert titles(client, "?sort=title&page=2") == ["Job 50"]
    assert "?stage=&amp;sort=title&amp;page=2" in client.get("/account/applications/?sort=title").content.decode()
    assert client.get("/account/applications/?page=3").status_code == 404


def test_the_board_has_five_columns_and_counts_what_it_does_not_show(client, member, now):
    for number in range(32):
        by_hand(member, now, title=f"Job {number}", to="applied")
    columns = client.get("/account/applications/?view=board").context["columns"]
    assert [(column.stage, column.total, len(column.applications), column.hidden) for column in columns] == [
        ("interested", 0, 0, 0), ("applied", 32, 30, 2), ("interview", 0, 0, 0), ("offer", 0, 0, 0), ("closed", 0, 0, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/account/", 5),
        ("/account/applications/", 4),
        ("/account/applications/?view=board", 3),
        ("/account/applications/export.csv", 3),  # user, applications, files sent
    ],
)
def test_lists_cost_the_same_queries_whatever_their_length(
    client, member, now, django_assert_num_queries, path, queries
):
    client.get(path)
    services.save(user=member, job=a_job(now=now), now=now)
    for number in range(20):
        job = a_job(now=now, title=f"Job {number}", company=f"Company {number}")
        one = services.record_application(user=member, job=job, now=now)
        services.edit(application=one, notes="n", contact="", next_step="x", next_step_at=now, now=now)
    with django_assert_num_queries(queries):
        client.get(path)


def test_empty_lists_say_what_to_do(client, member):
    for path in ("/account/", "/account/applications/", "/account/applications/?view=board"):
        assert "No applications yet" in client.get(path).content.decode()
