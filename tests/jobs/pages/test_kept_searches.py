"""What a member's search found is kept for a minute: for members with the same place and mutes, and no longer than the board is the same."""

import datetime as dt
import itertools

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jobs import services
from jobs.lifecycle import Closed
from jobs.models import Job
from jobs.search import keeping, results
from jobs.search.criteria import Criteria
from jobs.search.query import Personal
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db
LIST = "/jobs/"


def signed_in(email, **about):
    reader = Client()
    reader.force_login(a_user(email, **about))
    return reader


def titles(reader):
    context = reader.get(LIST).context
    return {card.title for card in context["cards"]}, context["count_words"]


def searches(reader):
    """How many statements that search the listing, and how many in all, the list takes."""
    with CaptureQueriesContext(connection) as asked:
        reader.get(LIST)
    return sum("jobs_asked" in one["sql"] for one in asked), len(asked)


def test_members_of_one_place_share_a_search_and_others_do_not():
    a_job(now=timezone.now())
    first, second = signed_in("a@example.org", country="ES"), signed_in("b@example.org", country="ES")
    elsewhere, visitor = signed_in("c@example.org", country="BR"), Client()
    assert [searches(one)[0] for one in (first, second, first, elsewhere, second, visitor)] == [1, 0, 0, 1, 0, 1]


def test_a_members_list_takes_six_queries_and_seven_while_nothing_is_kept():
    a_job(now=timezone.now())
    member = signed_in("a@example.org")
    searches(member)  # what any page keeps: ads, fields with guides
    keeping.forget_all()
    assert [searches(member), searches(member)] == [(1, 7), (0, 6)]


def test_each_member_sees_their_own_list_whoever_came_before():
    now = timezone.now()
    shown = [
        a_job(title=f"Keeper {number}", company=f"Company {number}", regions=regions, now=now)
        for number, regions in enumerate([("spain",), ("brazil",), ("anywhere",), ("anywhere",)])
    ]
    them = {
        "nowhere": signed_in("a@example.org"),
        "in Spain": signed_in("b@example.org", country="ES"),
        "in Brazil": signed_in("c@example.org", country="BR"),
        "hid one": signed_in("d@example.org"),
        "muted one": signed_in("e@example.org"),
    }
    them["hid one"].post(reverse("tracker:hide", args=[shown[2].pk]))
    them["muted one"].post(reverse("alerts:mute-company", args=[shown[3].company.slug]))
    alone = {}
    for name, reader in them.items():
        keeping.forget_all()
        alone[name] = titles(reader)
    assert len({(frozenset(names), count) for names, count in alone.values()}) == 5
    for first, name in itertools.permutations(them, 2):
        keeping.forget_all()
        titles(them[first])
        assert titles(them[name]) == alone[name], (first, name)


def test_what_a_member_hides_is_gone_at_once():
    job = a_job(now=timezone.now())
    member = signed_in("a@example.org")
    before = titles(member)
    member.post(reverse("tracker:hide", args=[job.pk]))
    assert (before, titles(member)) == (({job.title}, "1 job"), (set(), "0 jobs"))


def test_a_change_of_the_board_shows_at_once():
    now = timezone.now()
    member = signed_in("a@example.org")
    seen = [titles(member)]
    job = a_job(title="Lamp Trimmer", now=now)
    seen.append(titles(member))
    services.withdraw(job=job, because=Closed.STAFF, now=now)
    seen.append(titles(member))
    assert seen == [(set(), "0 jobs"), ({"Lamp Trimmer"}, "1 job"), (set(), "0 jobs")]


def test_the_first_change_of_a_new_board_shows_at_once():
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('jobs_board_version', 1, false)")
    member = signed_in("a@example.org")
    before = titles(member)
    job = a_job(now=timezone.now())
    assert (before[0], titles(member)[0]) == (set(), {job.title})


def test_a_job_that_closed_without_the_board_knowing_is_left_out():
    job = a_job(now=timezone.now())
    member = signed_in("a@example.org")
    assert titles(member)[0] == {job.title}
    Job.objects.filter(pk=job.pk).update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    assert titles(member)[0] == set()


def test_it_is_kept_until_the_clocks_minute_ends():
    job = a_job(now=timezone.now().replace(second=30, microsecond=0))
    minute = job.expires_at.replace(second=0)
    counts = [
        results.search(Criteria(), personal=Personal(board=7), now=minute + dt.timedelta(seconds=second)).count.number
        for second in (10, 40, 60)
    ]
    assert counts == [1, 1, 0]


def test_only_so_many_are_kept(monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 2)
    for number in range(4):
        keeping.kept(number, lambda: "found")
    assert list(keeping._found) == [2, 3]
