"""Real threads at the same moment: capacity, one thread a member, one message a key, one assignment."""

import threading

import pytest
from django.db import connection

from consulting import assignment, services
from consulting.models import Assignment, ConsultantProfile, Message, Thread
from mail.models import OutgoingMail
from tests.consulting.support import CONSULTANT, a_consultant, a_plus_member, a_thread, answer, ask, fresh
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Runs the acts in threads that start together; returns what they returned or raised."""
    barrier, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            barrier.wait(10)
            found[number] = act()
        except Exception as error:
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return found


def test_members_at_the_same_moment_share_the_load_and_nobody_gets_more_than_they_take():
    people = [a_consultant(f"c{number}@example.com", capacity=2) for number in range(2)]
    members = [a_plus_member(f"m{number}@example.com") for number in range(6)]
    found = at_once(*(lambda member=member: a_thread(member) for member in members))
    assert all(isinstance(one, Thread) for one in found), found
    counts = sorted(Thread.objects.filter(consultant=one).count() for one in people)
    assert counts == [2, 2]
    assert Thread.objects.filter(consultant=None).count() == 2


def test_one_member_in_two_tabs_has_one_thread():
    a_consultant()
    member = a_plus_member()
    found = at_once(*(lambda: a_thread(member) for _ in range(4)))
    assert {one.pk for one in found} == {Thread.objects.get().pk}
    assert Assignment.objects.count() == 1


def test_a_double_submit_at_the_same_moment_writes_and_tells_once():
    a_consultant()
    thread = a_thread()
    found = at_once(*(lambda: ask(thread, key="same") for _ in range(5)))
    assert {one.pk for one in found} == {Message.objects.get().pk}
    assert OutgoingMail.objects.count() == 1


def test_two_replies_at_the_same_moment_measure_one_time():
    a_consultant()
    thread = a_thread()
    ask(thread)
    at_once(lambda: answer(thread, now=NOW), lambda: answer(thread, now=NOW))
    assert [one.waited is None for one in Message.objects.filter(side=CONSULTANT).order_by("waited")] == [False, True]


def test_sweeps_at_the_same_moment_give_a_thread_once():
    threads = [a_thread(a_plus_member(f"m{number}@example.com")) for number in range(3)]
    for one in threads:
        ask(one)
    a_consultant(capacity=2)
    found = at_once(*(lambda: assignment.relieve_all(now=NOW) for _ in range(3)))
    assert sum(found) == 2
    assert Assignment.objects.count() == 2


def test_a_hand_over_and_a_reply_at_the_same_moment_do_not_block_each_other():
    conny, kim = a_consultant(), a_consultant("kim@example.com", name="Kim")
    thread = a_thread()
    ask(thread)

    def write():
        return services.write_message(thread=thread, side=CONSULTANT, author=conny.user, text="Hi", key="x", now=NOW)

    moved, wrote = at_once(lambda: assignment.hand_over(thread=thread, to=kim, by=conny.user, note="x", now=NOW), write)
    assert isinstance(moved, Assignment)
    assert isinstance(wrote, Message | services.MessageRefused)
    assert fresh(thread).consultant == kim
    assert Message.objects.filter(side=CONSULTANT).count() == isinstance(wrote, Message)


def test_leaving_the_office_while_members_write_blocks_nobody():
    conny = a_consultant()
    a_consultant("kim@example.com", name="Kim")
    threads = [a_thread(a_plus_member(f"m{number}@example.com")) for number in range(3)]

    def leave():
        assignment.set_away(consultant=conny, begins=NOW, ends=None, note="", now=NOW)
        return assignment.relieve_all(now=NOW)

    found = at_once(leave, *(lambda one=one: ask(one) for one in threads))
    assert not [one for one in found if isinstance(one, Exception)], found
    assignment.relieve_all(now=NOW)
    away = ConsultantProfile.objects.get(pk=conny.pk)
    assert not Thread.objects.filter(consultant=away, waiting_since__isnull=False).exists()
