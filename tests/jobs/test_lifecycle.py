"""A job moves by one table, and every move is in its ledger."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import services
from jobs.lifecycle import EXPIRED, LONGEST, MOVES, OPEN_FOR, Closed, MoveRefused, Status
from jobs.models import Company, Job, JobEvent
from tests.factories import NOW, a_job, a_posting, a_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Kind = JobEvent.Kind

HELD = {"description": "<p>You will spend three days a week in our Leeds office.</p>"}


def kinds(job):
    return list(job.events.values_list("kind", flat=True))


def a_held_job(**changes):
    job = a_job(**{**HELD, **changes})
    assert job.status == Status.PENDING
    return job


def in_state(state):
    """A job in each state of the table."""
    if state == Status.DRAFT:
        return services.duplicate(job=a_job(), by=None, now=NOW)
    if state == Status.PENDING:
        return a_held_job()
    job = a_job(published_at=NOW - 90 * DAY, expires_at=NOW + DAY if state != EXPIRED else NOW - DAY)
    if state == Status.FILLED:
        services.fill(job=job, now=NOW)
    elif state == Status.WITHDRAWN:
        services.withdraw(job=job, because=Closed.EMPLOYER, now=NOW)
    elif state == Status.REJECTED:
        services.reject(job=job, by=None, now=NOW)
    assert job.state(NOW) == state
    return job


MOVE = {
    Status.PENDING: lambda job: services.submit(job=job, by=None, now=NOW),
    Status.PUBLISHED: lambda job: services.publish(job=job, by=None, now=NOW),
    Status.FILLED: lambda job: services.fill(job=job, now=NOW),
    Status.WITHDRAWN: lambda job: services.withdraw(job=job, because=Closed.STAFF, now=NOW),
    Status.REJECTED: lambda job: services.reject(job=job, by=None, now=NOW),
}


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("to", MOVE)
def test_only_the_moves_of_the_table_are_allowed(state, to):
    job = in_state(state)
    before = kinds(job)
    if to in MOVES[state]:
        MOVE[to](job)
        job.refresh_from_db()
        assert job.status == to
        assert len(kinds(job)) > len(before)
    else:
        with pytest.raises(MoveRefused):
            MOVE[to](job)
        job.refresh_from_db()
        assert job.state(NOW) == state
        assert kinds(job) == before


def test_a_posting_that_contradicts_nothing_is_published_at_once():
    job = a_job()
    assert job.is_visible(NOW)
    assert kinds(job) == [Kind.FIRST_SEEN, Kind.PUBLISHED]


def test_a_posting_that_contradicts_itself_waits_with_the_sentence():
    job = a_held_job()
    assert not Job.objects.visible(NOW).exists()
    assert kinds(job) == [Kind.FIRST_SEEN, Kind.HELD]
    assert job.contradictions[0].quote == "You will spend three days a week in our Leeds office."


def test_a_held_posting_keeps_the_end_its_source_gave():
    job = a_held_job(expires_at=NOW + 9 * DAY)
    services.publish(job=job, by=None, now=NOW + DAY)
    job.refresh_from_db()
    assert (job.published_at, job.expires_at) == (NOW + DAY, NOW + 9 * DAY)


def test_without_an_end_a_posting_is_open_for_sixty_days():
    assert a_job().expires_at == NOW + OPEN_FOR


def test_no_posting_is_open_for_ever():
    assert a_job(expires_at=NOW + 5000 * DAY).expires_at == NOW + LONGEST


def test_it_expires_by_the_clock_alone():
    job = a_job(expires_at=NOW + DAY)
    moment = NOW + DAY - dt.timedelta(seconds=1)
    assert job.is_visible(moment)
    assert Job.objects.visible(moment).get() == job
    assert job.state(NOW + DAY) == EXPIRED
    assert not job.is_visible(NOW + DAY)
    assert not Job.objects.visible(NOW + DAY).exists()
    job.refresh_from_db()
    assert job.status == Status.PUBLISHED


@given(minutes=st.integers(-200_000, 200_000))
def test_visible_means_the_same_in_the_database_and_in_hand(minutes):
    Job.objects.all().delete()
    job = a_job(published_at=NOW - DAY, expires_at=NOW + 30 * DAY)
    then = NOW + dt.timedelta(minutes=minutes)
    assert job.is_visible(then) == Job.objects.visible(then).exists()


def test_relisting_adds_to_what_is_left():
    job = a_job(expires_at=NOW + 10 * DAY)
    services.relist(job=job, days=30 * DAY, now=NOW)
    assert job.expires_at == NOW + 40 * DAY
    assert kinds(job)[-1] == Kind.RELISTED


def test_relisting_an_expired_posting_counts_from_now():
    job = a_job(expires_at=NOW + DAY)
    services.relist(job=job, days=30 * DAY, now=NOW + 5 * DAY)
    assert job.expires_at == NOW + 35 * DAY
    assert job.is_visible(NOW + 5 * DAY)


def test_an_expired_posting_can_still_turn_out_filled():
    job = a_job(expires_at=NOW + DAY)
    services.fill(job=job, now=NOW + 2 * DAY)
    assert job.state(NOW + 2 * DAY) == Status.FILLED


def test_of_two_people_only_one_moves_it():
    job = a_held_job()
    mine, theirs = Job.objects.get(pk=job.pk), Job.objects.get(pk=job.pk)
    services.publish(job=mine, by=None, now=NOW)
    with pytest.raises(MoveRefused, match="Someone else"):
        services.reject(job=theirs, by=None, now=NOW)
    assert Job.objects.get(pk=job.pk).status == Status.PUBLISHED


def test_a_duplicate_is_a_draft_that_leads_nobody_back():
    job = a_job()
    copy = services.duplicate(job=job, by=None, now=NOW + DAY)
    assert copy.pk != job.pk
    assert (copy.status, copy.title, copy.first_seen_at) == (Status.DRAFT, job.title, NOW + DAY)
    assert copy.published_at is None
    assert Job.objects.visible(NOW + DAY).get() == job


def test_a_change_is_told_with_what_it_changed():
    job = a_job()
    services.revise(
        job=job, posting=a_posting(title="Operations Lead", description="<p>Other words.</p>"), now=NOW + DAY
    )
    event = job.events.get(kind=Kind.CHANGED)
    assert event.changes == {"title": ["Operations Officer", "Operations Lead"], "description": []}


def test_saying_the_same_again_changes_nothing():
    job = a_job()
    services.revise(job=job, posting=a_posting(), now=NOW + DAY)
    assert kinds(job) == [Kind.FIRST_SEEN, Kind.PUBLISHED]


def test_a_published_posting_that_comes_to_contradict_itself_is_held():
    job = a_job()
    job = services.revise(job=job, posting=a_posting(**HELD), now=NOW + DAY)
    assert job.status == Status.PENDING
    assert kinds(job)[-2:] == [Kind.CHANGED, Kind.HELD]
    assert not Job.objects.visible(NOW + DAY).exists()


def test_what_a_moderator_has_let_pass_is_not_held_for_the_same_sentence_again():
    job = a_held_job()
    services.publish(job=job, by=None, now=NOW)
    job = services.revise(job=job, posting=a_posting(**HELD, skills=("Word",)), now=NOW + DAY)
    assert job.status == Status.PUBLISHED


def test_a_posting_that_was_gone_comes_back_as_reposted():
    job = a_job()
    services.withdraw(job=job, because=Closed.GONE, now=NOW)
    job = services.reopen(job=job, posting=a_posting(), now=NOW + 3 * DAY)
    assert job.is_visible(NOW + 3 * DAY)
    assert job.published_at == NOW
    assert Kind.REPOSTED in kinds(job)
    assert job.closed_because == Closed.OPEN


def test_what_staff_withdrew_does_not_come_back_by_itself():
    job = a_job()
    services.withdraw(job=job, because=Closed.STAFF, now=NOW)
    with pytest.raises(MoveRefused):
        services.reopen(job=job, posting=a_posting(), now=NOW + DAY)


def test_an_event_names_who_moved_it():
    job, ada = a_held_job(), a_user()
    services.publish(job=job, by=ada, now=NOW)
    assert job.events.get(kind=Kind.PUBLISHED).by == ada


def test_one_company_by_any_spelling_of_its_legal_form():
    names = ("Northwind Inc.", "NORTHWIND", "Northwind, Inc", "northwind  inc")
    assert {services.company_named(name).pk for name in names} == {Company.objects.get().pk}


def test_companies_of_one_address_are_told_apart():
    first, second = services.company_named("Café Noir"), services.company_named("Cafe: Noir!")
    assert first.slug != second.slug or first.pk == second.pk


def test_hostile_html_is_stored_harmless():
    job = a_job(description='<p onclick="x()">Hi</p><script>alert(1)</script><img src=x onerror=y>')
    assert "script" not in job.description
    assert "onclick" not in job.description
    assert "img" not in job.description
