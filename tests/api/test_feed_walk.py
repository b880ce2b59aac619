"""A walk through the feed by cursor gives each job once and misses none, whatever happens to the board meanwhile."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from jobs import services
from jobs.lifecycle import Closed
from tests.factories import a_job

pytestmark = pytest.mark.django_db
FEED = "/api/v2/remote-jobs"


@pytest.fixture
def clock(monkeypatch):
    """Sets the time that views read."""
    start = timezone.now()

    def go(**later):
        monkeypatch.setattr(timezone, "now", lambda: start + dt.timedelta(**later))

    go()
    return go


@pytest.fixture
def board(clock):
    now = timezone.now()
    return [
        a_job(now=now - dt.timedelta(minutes=number + 1), title=f"Role {number}", company=f"C{number}")
        for number in range(9)
    ]


def ask(client, status=200, **query):
    answer = client.get(FEED, query)
    assert answer.status_code == status, answer.content[:300]
    return answer.json()


def walk(client, sizes, between=lambda: None, **filters):
    """The ids of all pages; of each page it is checked that it says whether there are more."""
    found, cursors, query = [], set(), {}
    while True:
        answer = ask(client, count=next(sizes), **query, **filters)
        found += [job["id"] for job in answer["jobs"]]
        assert answer["hasMore"] is (answer["nextCursor"] is not None)
        if not answer["hasMore"]:
            return found
        assert answer["nextCursor"] not in cursors
        cursors.add(answer["nextCursor"])
        query = {"cursor": answer["nextCursor"]}
        between()


def test_pages_of_any_size_give_each_job_once_in_order(client, board):
    expected = [job.pk for job in board]
    for size in (1, 2, 3, 8, 9, 200):
        assert walk(client, iter([size] * 20)) == expected
    assert walk(client, iter([1, 5, 2, 200])) == expected


def test_jobs_of_one_second_come_with_the_highest_id_first(client, clock):
    moment = timezone.now() - dt.timedelta(hours=1)
    jobs = [a_job(now=moment, title=f"Same {number}", company=f"C{number}") for number in range(5)]
    assert walk(client, iter([2] * 9)) == [job.pk for job in reversed(jobs)]


def test_jobs_that_come_and_go_meanwhile_change_nothing_for_the_others(client, board):
    luck = random.Random(17)  # noqa: S311 - the same each time
    leaving = iter([board[8], board[6]])
    made = []

    def happen():
        """New jobs above and below where the walk is, of which some are published with an older date; others close."""
        number = len(made)
        made.append(
            a_job(now=timezone.now() + dt.timedelta(seconds=number), title=f"New {number}", company=f"N{number}")
        )
        ago = dt.timedelta(minutes=luck.randint(0, 12), seconds=30)
        made.append(a_job(now=timezone.now() - ago, title=f"Older {number}", company=f"O{number}"))
        job = next(leaving, None)
        if job:
            services.withdraw(job=job, because=Closed.GONE, now=timezone.now())

    found = walk(client, iter([2] * 40), happen)
    assert len(found) == len(set(found))
    staying = [job.pk for job in board if job not in (board[8], board[6])]
    assert [pk for pk in found if pk in staying] == staying
    newer = {job.pk for job in made if job.published_at > timezone.now()}
    assert newer
    assert not newer & set(found)


def test_a_cursor_lasts_24_hours_from_the_first_request_and_later_pages_dont_prolong_it(client, board, clock):
    first = ask(client, count=2)["nextCursor"]
    clock(hours=23, minutes=59)
    second = ask(client, count=2, cursor=first)["nextCursor"]
    assert second != first
    clock(hours=24, seconds=-1)
    ask(client, count=2, cursor=second)
    clock(hours=24)
    for cursor in (first, second):
        assert "expired" in ask(client, 400, count=2, cursor=cursor)["error"]


def test_a_cursor_is_bound_to_its_filters_but_not_to_the_page_size(client, board):
    cursor = ask(client, count=2, geo="usa", tag="role")["nextCursor"]
    assert ask(client, count=5, geo="usa", tag="role", cursor=cursor)["jobCount"] == 5
    assert ask(client, count=5, geo="united-states", tag="role", cursor=cursor)["jobCount"] == 5
    for filters in ({}, {"geo": "usa"}, {"geo": "usa", "tag": "roles"}, {"geo": "uk", "tag": "role"},
                    {"geo": "usa", "tag": "role", "industry": "engineering"}):  # fmt: skip
        assert "filters" in ask(client, 400, cursor=cursor, **filters)["error"]


def test_an_old_name_of_an_industry_is_the_same_filter(client, clock):
    for number in range(2):
        a_job(now=timezone.now(), title=f"Role {number}", company=f"C{number}", industries=("engineering",))
    cursor = ask(client, count=1, industry="dev")["nextCursor"]
    assert ask(client, count=1, industry="engineering", cursor=cursor)["jobCount"] == 1


def test_a_changed_cursor_isnt_taken(client, board, settings):
    cursor = ask(client, count=2)["nextCursor"]
    for changed in (cursor[:-1], cursor + "x", "x" + cursor, cursor.swapcase(), cursor.partition(":")[0]):
        assert "recognize" in ask(client, 400, cursor=changed)["error"]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]
    assert ask(client, cursor=cursor)["jobCount"] == 7


def test_jobs_that_become_too_old_during_a_walk_leave_it(client, board, clock):
    clock(days=6, hours=23, minutes=53)
    cursor = ask(client, count=2)["nextCursor"]
    clock(days=6, hours=23, minutes=56)
    answer = ask(client, cursor=cursor)
    assert [job["id"] for job in answer["jobs"]] == [board[2].pk, board[3].pk]


def test_a_kept_page_ends_when_its_first_job_does(client, board, clock):
    assert ask(client)["jobCount"] == 9
    clock(days=6, hours=23, minutes=51, seconds=1)  # the oldest of them is older than seven days
    assert ask(client)["jobCount"] == 8


def test_whoever_is_told_that_nothing_is_new_has_a_cursor_that_still_works(client, board, clock):
    first = client.get(FEED, {"count": 2})
    clock(minutes=2)
    hour = first.json()["nextCursor"]
    again = client.get(FEED, {"count": 2}, HTTP_IF_NONE_MATCH=first["ETag"])
    if again.status_code == 304:  # in the same hour
        assert ask(client, cursor=hour)["jobCount"] == 7
    clock(hours=1, minutes=2)
    assert client.get(FEED, {"count": 2}, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
