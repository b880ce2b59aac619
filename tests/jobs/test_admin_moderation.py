"""Moderators see what holds a job, and decide; everything they do is in its history."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from jobs import services
from jobs.lifecycle import Status
from jobs.models import Company, Job
from tests.factories import NOW, a_job, a_user
from tests.jobs.test_lifecycle import HELD, a_held_job

pytestmark = pytest.mark.django_db
QUEUE = "/admin/jobs/job/queue/"


@pytest.fixture
def moderator(client):
    user = a_user("mo@example.com", name="Mo Moderator", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(user)
    return client


def change(job):
    return reverse("admin:jobs_job_change", args=[job.pk])


def typed(**changes):
    """The job form as a browser sends it."""
    return {
        "title": "Operations Officer",
        "company": Company.objects.get().pk,
        "place": "Anywhere",
        "workplace": "remote",
        "regions": ["anywhere"],
        "industries": ["admin"],
        "types": ["full-time"],
        "level": "midweight",
        "skills": "Excel\r\nWord",
        "tags": "",
        "description": "<p>You keep the office running.</p>",
        "pay_low": "72000",
        "pay_high": "88000.50",
        "pay_currency": "usd",
        "pay_period": "year",
        "apply_url": "https://northwind.example/apply",
        "apply_email": "",
        "timezone_from": "",
        "timezone_to": "",
        **changes,
    }


def test_the_queue_quotes_the_sentence(moderator):
    a_held_job()
    page = moderator.get(QUEUE).content.decode()
    assert "You will spend three days a week in our Leeds office." in page
    assert "Contradicts the label" in page


def test_the_queue_is_for_moderators(client):
    client.force_login(a_user("ed@example.com", is_staff=True))
    assert client.get(QUEUE).status_code == 403


def test_ticked_postings_are_published(moderator):
    first, second, third = (a_held_job(company=name) for name in ("A", "B", "C"))
    moderator.post(QUEUE, {"posting": [first.pk, second.pk], "decision": "publish"})
    assert set(Job.objects.filter(status=Status.PUBLISHED)) == {first, second}
    assert Job.objects.waiting().get() == third
    assert first.events.last().by.name == "Mo Moderator"


def test_ticked_postings_are_refused_with_a_note(moderator):
    job = a_held_job()
    moderator.post(QUEUE, {"posting": [job.pk], "decision": "reject", "note": "Not remote."})
    job.refresh_from_db()
    assert job.status == Status.REJECTED
    assert job.events.last().note == "Not remote."


def test_a_posting_decided_by_somebody_else_is_named(moderator):
    job = a_held_job()
    services.reject(job=job, by=None, now=NOW)
    page = moderator.post(QUEUE, {"posting": [job.pk], "decision": "publish"}, follow=True).content.decode()
    assert "Someone else already decided on 1 of them." in page
    assert Job.objects.get().status == Status.REJECTED


@pytest.mark.parametrize(
    "sent",
    [{}, {"posting": ["x", "99999999999999999999"], "decision": "publish"}, {"decision": "explode", "posting": ["1"]}],
)
def test_nonsense_decides_nothing(moderator, sent):
    job = a_held_job()
    assert moderator.post(QUEUE, sent, follow=True).status_code == 200
    assert Job.objects.get(pk=job.pk).status == Status.PENDING


def test_the_queue_needs_as_many_queries_for_many_as_for_one(moderator, django_assert_max_num_queries):
    for at in range(12):
        a_held_job(company=f"Company {at}")
    with django_assert_max_num_queries(8):
        moderator.get(QUEUE)


def test_the_page_of_a_posting_offers_the_moves_of_its_state(moderator):
    job = a_job()
    page = moderator.get(change(job)).content.decode()
    assert 'value="fill"' in page
    assert 'value="relist"' in page
    assert 'value="submit"' in page
    assert 'value="publish"' not in page


def test_a_move_is_made_by_post_only(moderator):
    job = a_job()
    address = reverse("admin:jobs_job_move", args=[job.pk])
    moderator.get(address, {"move": "fill"})
    assert Job.objects.get().status == Status.PUBLISHED
    moderator.post(address, {"move": "fill"})
    assert Job.objects.get().status == Status.FILLED


def test_a_move_that_the_state_does_not_have_is_refused(moderator):
    job = a_held_job()
    moderator.post(reverse("admin:jobs_job_move", args=[job.pk]), {"move": "fill"})
    assert Job.objects.get().status == Status.PENDING


def test_staff_write_a_draft_and_hand_it_in(moderator):
    services.company_named("Northwind")
    page = moderator.post(reverse("admin:jobs_job_add"), typed(), follow=True)
    job = Job.objects.get()
    assert page.status_code == 200
    assert (job.status, job.skills, job.pay.high, job.pay.currency) == (
        Status.DRAFT,
        ["Excel", "Word"],
        8_800_050,
        "USD",
    )
    moderator.post(reverse("admin:jobs_job_move", args=[job.pk]), {"move": "submit"})
    moderator.post(reverse("admin:jobs_job_move", args=[job.pk]), {"move": "publish"})
    assert Job.objects.get().status == Status.PUBLISHED


def test_an_edit_is_examined_again_and_told_to_readers(moderator):
    job = a_job(company="Northwind")
    moderator.post(change(job), typed(description=HELD["description"]))
    job.refresh_from_db()
    assert job.status == Status.PENDING
    assert "pay_max" in job.events.get(kind="changed").changes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pay_currency": "XXQ"}, "a currency code"),
        ({"pay_currency": ""}, "Enter a currency and a period"),
        ({"pay_low": "90000", "pay_high": "80000"}, "Enter at least the amount"),
        ({"pay_low": "1.005"}, "no unit that small"),
        ({"apply_url": ""}, "Enter an application URL"),
        ({"apply_url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"regions": ["atlantis"]}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(moderator, changes, message):
    job = a_job(company="Northwind")
    page = moderator.post(change(job), typed(**changes)).content.decode()
    assert message in page
    assert not job.events.filter(kind="changed").exists()


def test_a_posting_that_readers_have_seen_is_not_deleted(client):
    client.force_login(a_user("root@example.com", is_staff=True, is_superuser=True))
    job = a_job()
    assert client.post(reverse("admin:jobs_job_delete", args=[job.pk]), {"post": "yes"}).status_code == 403
    assert Job.objects.exists()


def test_the_state_filter_knows_expired(moderator):
    a_job(company="Old Oak", expires_at=NOW)
    assert "Old Oak" in moderator.get("/admin/jobs/job/?state=expired").content.decode()
    assert "Operations Officer" not in moderator.get("/admin/jobs/job/?state=published").content.decode()


def test_a_report_is_handled_by_name(moderator):
    report = services.report(job=a_job(), reason="scam", note="Asked for a fee.", now=NOW)
    page = moderator.get("/admin/jobs/jobreport/").content.decode()
    assert "Asked for a fee." in page
    moderator.post("/admin/jobs/jobreport/", {"action": "mark_handled", "_selected_action": [report.pk]})
    report.refresh_from_db()
    assert report.handled_by.name == "Mo Moderator"
