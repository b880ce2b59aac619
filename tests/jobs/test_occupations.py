"""A job's occupation: found by title and skills, shown when sure, and set right by staff for good."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from demo.jobs import loading
from jobs import services
from jobs.history import history_of
from jobs.models import Job
from jobs.occupation_matching import set_occupation
from tests.factories import NOW, a_job, a_posting, a_user
from tests.jobs.test_admin_moderation import change, typed

pytestmark = pytest.mark.django_db


def test_a_new_job_gets_its_occupation(occupations):
    job = a_job(title="Senior Software Engineer (Remote)")
    job.refresh_from_db()
    assert job.occupation == occupations["15-1252.00"]
    assert job.occupation_is_sure
    assert list(Job.objects.of_occupation(occupations["15-1252.00"])) == [job]


def test_a_job_that_names_no_single_occupation_shows_none(occupations):
    job = a_job(title="Founding Engineer", skills=())
    assert not job.occupation_is_sure
    assert not Job.objects.of_occupation(*occupations.values()).exists()


def test_without_occupations_a_job_is_written_all_the_same(db):
    job = a_job(title="Software Engineer")
    assert job.occupation is None
    assert not job.occupation_is_sure


def test_a_new_title_gets_a_new_occupation(occupations):
    job = a_job(title="Software Engineer")
    job = services.revise(job=job, posting=a_posting(title="Accountant"), now=NOW)
    assert job.occupation == occupations["13-2011.00"]


def test_what_staff_set_stays_on_the_next_import(occupations):
    job = a_job(title="Software Engineer")
    by = a_user(is_staff=True)
    set_occupation(job=job, occupation=occupations["15-1299.08"], by=by, now=NOW)
    for title in ("Accountant", "Registered Nurse"):
        services.revise(job=job, posting=a_posting(title=title), now=NOW)
    call_command("match_occupations")
    job.refresh_from_db()
    assert job.occupation == occupations["15-1299.08"]
    assert job.occupation_is_sure


def test_staff_can_say_that_no_occupation_is_right(occupations):
    job = a_job(title="Software Engineer")
    set_occupation(job=job, occupation=None, by=a_user(is_staff=True), now=NOW)
    services.revise(job=job, posting=a_posting(title="Accountant"), now=NOW)
    job.refresh_from_db()
    assert job.occupation is None


def test_staff_correct_it_in_the_admin_and_the_history_says_so(client, occupations):
    user = a_user("mo@example.com", name="Mo Moderator", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(user)
    job = a_job(title="Operations Officer")
    assert job.occupation == occupations["11-1021.00"]
    page = client.get(change(job)).content.decode()
    assert f'<option value="{job.occupation_id}" selected>General and Operations Managers' in page
    right = occupations["13-2011.00"]
    answer = client.post(change(job), typed(occupation=right.pk))
    assert answer.status_code == 302
    job.refresh_from_db()
    assert job.occupation == right
    [event] = job.events.filter(by=user, changes__has_key="occupation")
    assert event.changes == {"occupation": ["General and Operations Managers", "Accountants and Auditors"]}
    said = [
        change for line in history_of(job, now=NOW).lines for change in line.changes if str(change.name) == "Occupation"
    ]
    assert (said[0].before, said[0].after) == ("General and Operations Managers", "Accountants and Auditors")


def test_saving_the_form_alone_is_no_correction(client, occupations):
    user = a_user("mo@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(user)
    job = a_job(title="Operations Officer")
    client.post(change(job), typed(occupation=job.occupation_id, title="Accountant"))
    job.refresh_from_db()
    assert job.occupation == occupations["13-2011.00"]
    assert job.occupation_set_at is None


def test_existing_jobs_are_matched_by_a_command(occupations):
    job = a_job(title="Software Engineer")
    Job.objects.update(occupation=None, occupation_confidence=None)
    call_command("match_occupations")
    job.refresh_from_db()
    assert job.occupation == occupations["15-1252.00"]


def test_an_occupation_that_goes_leaves_its_jobs(occupations):
    job = a_job(title="Software Engineer")
    occupations["15-1252.00"].delete()
    job.refresh_from_db()
    assert job.occupation is None
    assert not job.occupation_is_sure


def test_jobs_of_the_demo_have_occupations(occupations):
    loading.load(count=60, seed=1, now=NOW, progress=lambda done, of: None)
    assert Job.objects.of_occupation(*occupations.values()).count() > 5


def test_the_job_page_shows_the_occupation_with_its_published_median(client, occupations):
    job = a_job(title="Senior Software Engineer")
    page = client.get(job.get_absolute_url()).content.decode()
    assert '<a href="/careers/occupations/software-developers/">Software Developers</a>' in page
    assert "a year (Occupational Employment and Wage Statistics, May 2025)." in page


def test_a_wider_figure_says_so_on_the_job_page(client, occupations):
    job = a_job(title="Wholesale Buyer")
    set_occupation(job=job, occupation=occupations["13-1022.00"], by=a_user(is_staff=True), now=NOW)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "a wider group that includes this occupation" in page


def test_the_job_page_says_nothing_where_it_is_not_sure(client, occupations):
    job = a_job(title="Founding Engineer", skills=())
    assert "Occupation</dt>" not in client.get(job.get_absolute_url()).content.decode()
