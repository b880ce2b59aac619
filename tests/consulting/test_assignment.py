"""Threads: who gets one, who takes over, and who hears of it."""

import pytest

from accounts.models import AuditEntry
from consulting import assignment, services
from consulting.models import Assignment, ConsultantProfile, Thread
from tests.consulting.support import (
    CONSULTANT,
    DAY,
    HOUR,
    a_consultant,
    a_plus_member,
    a_thread,
    answer,
    ask,
    fresh,
    subjects,
)
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db


# --- Opening and assignment -------------------------------------------------------------------------------------------------


def test_a_member_with_plus_gets_a_consultant_and_keeps_them():
    conny = a_consultant()
    thread = a_thread()
    assert (thread.consultant, thread.assigned_at) == (conny, NOW)
    a_consultant("kim@example.com", name="Kim")
    assert a_thread(thread.member, now=NOW + DAY).pk == thread.pk
    ask(thread, now=NOW + DAY)
    assert fresh(thread).consultant == conny
    assert [(one.reason, one.consultant_name) for one in thread.assignments.all()] == [("first", "Conny Consultant")]
    assert subjects() == [("conny@example.com", "Paula Plus wrote to you")]


def test_without_plus_there_is_no_thread():
    with pytest.raises(services.NotPlus):
        a_thread(a_user())
    assert not Thread.objects.exists()


def test_language_and_clock_decide_before_the_load():
    a_consultant("us@example.com", languages=["de"], time_zone="America/Los_Angeles")
    near = a_consultant("de@example.com", languages=["en", "de"])
    english = a_consultant("en@example.com", languages=["en"])
    threads = [a_thread(a_plus_member(f"m{number}@example.com"), language="de") for number in range(3)]
    assert {thread.consultant for thread in threads} == {near}
    assert a_thread(a_plus_member("e@example.com"), language="en").consultant == english


def test_the_least_loaded_gets_the_next_thread():
    people = [a_consultant(f"c{number}@example.com", name=f"C{number}") for number in range(3)]
    given = [a_thread(a_plus_member(f"m{number}@example.com")).consultant for number in range(6)]
    assert sorted(one.pk for one in given) == sorted([one.pk for one in people] * 2)


def test_those_who_wait_count_more_than_those_who_were_answered():
    first, second = a_consultant("a@example.com"), a_consultant("b@example.com")
    waits = a_thread(a_plus_member("m1@example.com"))
    ask(waits)
    answered = a_thread(a_plus_member("m2@example.com"))
    more = a_thread(a_plus_member("m3@example.com"))
    assert (waits.consultant, answered.consultant, more.consultant) == (first, second, second)


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"away_from": NOW}, {"away_from": NOW - DAY, "away_until": NOW + DAY}, {"capacity": 1}],
)
def test_who_is_full_away_or_inactive_gets_nothing(change):
    other = a_consultant("other@example.com")
    ConsultantProfile.objects.filter(pk=other.pk).update(**change)
    if "capacity" in change:
        a_thread(a_plus_member("full@example.com"))
    assert a_thread().consultant is None
    free = a_consultant("free@example.com")
    assert a_thread(a_plus_member("next@example.com")).consultant == free


def test_an_absence_that_is_over_or_has_not_begun_does_not_count():
    back = a_consultant(away_from=NOW - 2 * DAY, away_until=NOW)
    assert a_thread().consultant == back
    ConsultantProfile.objects.update(away_from=NOW + HOUR, away_until=NOW + DAY)
    assert a_thread(a_plus_member("next@example.com")).consultant == back


@pytest.mark.parametrize("lost", ["group", "staff", "active"])
def test_who_left_the_staff_gets_nothing(lost):
    user = a_consultant().user
    if lost == "group":
        user.groups.clear()
    else:
        setattr(user, f"is_{lost}", False)
        user.save()
    assert a_thread().consultant is None


def test_a_thread_that_nobody_takes_waits_and_its_member_is_told_when_somebody_does():
    thread = a_thread()
    ask(thread)
    assert (thread.consultant, subjects()) == (None, [])
    assert assignment.relieve_all(now=NOW) == 0
    conny = a_consultant()
    assert assignment.relieve_all(now=NOW + HOUR) == 1
    assert fresh(thread).consultant == conny
    assert ("paula@example.com", "Conny Consultant is your career consultant now") in subjects()
    assert assignment.relieve_all(now=NOW + HOUR) == 0


def test_the_longest_waiting_is_taken_first():
    first, second = a_thread(a_plus_member("a@example.com")), a_thread(a_plus_member("b@example.com"))
    ask(second, now=NOW)
    ask(first, now=NOW + HOUR)
    a_consultant(capacity=1)
    assignment.relieve_all(now=NOW + DAY)
    assert fresh(second).consultant
    assert not fresh(first).consultant


# --- Out of office and hand-over ---------------------------------------------------------------------------------------------


def test_out_of_office_gives_waiting_threads_to_others_and_tells_the_members():
    conny = a_consultant()
    waits, answered = a_thread(), a_thread(a_plus_member("b@example.com"))
    ask(waits)
    ask(answered)
    answer(answered)
    kim = a_consultant("kim@example.com", name="Kim")
    assignment.set_away(consultant=conny, begins=NOW, ends=NOW + DAY, note="Back soon.", now=NOW)
    assert assignment.relieve_all(now=NOW) == 1
    assert (fresh(waits).consultant, fresh(answered).consultant) == (kim, conny)
    last = waits.assignments.last()
    assert (last.reason, last.consultant) == ("away", kim)
    assert ("paula@example.com", "Kim is your career consultant now") in subjects()
    assert ("kim@example.com", "A waiting thread is yours now") in subjects()
    assert assignment.relieve_all(now=NOW + 2 * DAY) == 0  # it stays with Kim
    assert fresh(waits).consultant == kim


def test_a_message_to_somebody_who_is_away_goes_to_somebody_else_or_waits_for_them():
    conny = a_consultant(away_from=NOW + HOUR, away_until=NOW + DAY)
    thread = a_thread()
    ask(thread, now=NOW + 2 * HOUR)
    assert fresh(thread).consultant == conny
    kim = a_consultant("kim@example.com", name="Kim")
    ask(thread, now=NOW + 3 * HOUR)
    assert fresh(thread).consultant == kim


def test_when_a_consultant_leaves_their_members_get_another_one_with_the_next_message():
    conny = a_consultant()
    thread = a_thread()
    ConsultantProfile.objects.filter(pk=conny.pk).update(is_active=False)
    kim = a_consultant("kim@example.com", name="Kim")
    ask(thread)
    assert fresh(thread).consultant == kim
    assert thread.assignments.last().reason == Assignment.Reason.LEFT


def test_an_account_of_a_consultant_that_is_deleted_leaves_threads_and_messages():
    conny = a_consultant()
    thread = a_thread()
    ask(thread)
    answer(thread)
    conny.user.delete()
    assert fresh(thread).consultant is None
    assert [one.author_name for one in thread.messages.all()] == ["Paula Plus", "Conny Consultant"]


def test_a_hand_over_has_a_history_and_is_told():
    conny, kim = a_consultant(), a_consultant("kim@example.com", name="Kim")
    thread = a_thread()
    ask(thread)
    assignment.hand_over(thread=thread, to=kim, by=conny.user, note="Knows Portugal.", now=NOW + HOUR)
    assert fresh(thread).consultant == kim
    last = thread.assignments.last()
    assert (last.reason, last.note, last.by) == ("handed-over", "Knows Portugal.", conny.user)
    assert subjects()[-2:] == [
        ("paula@example.com", "Kim is your career consultant now"),
        ("kim@example.com", "A waiting thread is yours now"),
    ]
    line = AuditEntry.objects.get(action="staff.thread_handed_over")
    assert (line.actor_id, line.member_id) == (conny.user_id, thread.member_id)
    with pytest.raises(services.MessageRefused):  # Conny had the page open
        services.write_message(thread=thread, side=CONSULTANT, author=conny.user, text="Hi", key="x", now=NOW + HOUR)


def test_nobody_hands_over_to_themselves_to_the_absent_or_to_the_full():
    conny = a_consultant()
    thread = a_thread()
    away = a_consultant("away@example.com", name="Away", away_from=NOW)
    full = a_consultant("full@example.com", name="Full", capacity=1)
    a_thread(a_plus_member("b@example.com"))
    for to, why in ((conny, "already"), (away, "office"), (full, "room")):
        with pytest.raises(assignment.HandOverRefused, match=why):
            assignment.hand_over(thread=thread, to=to, by=conny.user, note="x", now=NOW)
    assert fresh(thread).consultant == conny
