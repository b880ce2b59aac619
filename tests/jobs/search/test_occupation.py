"""Jobs are searched by their occupation; the listing follows whoever changes it: imports, staff, another data release."""

import gzip

import pytest
from django.utils import timezone

from alerts import matching
from jobboard.celery import app
from jobs import services
from jobs.models import Job
from jobs.occupation_matching import set_occupation
from jobs.search import results
from jobs.search.criteria import Criteria
from jobs.tasks import match_jobs_again
from occupations.loading import load_release
from occupations.models import Occupation
from occupations.reading import SHIPPED, find_tables
from occupations.switching import switch
from tests.alerts.support import DAY, an_alert
from tests.factories import a_job, a_posting, a_user
from tests.occupations.fixtures import HANDFUL

pytestmark = pytest.mark.django_db
DEVELOPERS, ACCOUNTANTS = "software-developers", "accountants-and-auditors"


@pytest.fixture
def now():
    return timezone.now()


def found(slug, **others):
    return results.search(Criteria(occupation=slug, **others), now=timezone.now()).jobs


def test_a_search_by_occupation_finds_the_jobs_that_are_surely_of_it(occupations, now):
    job = a_job(title="Senior Software Engineer", now=now)
    a_job(title="Accountant", now=now)
    a_job(title="Founding Engineer", skills=(), now=now)
    assert found(DEVELOPERS) == [job]
    assert found(DEVELOPERS, q="senior") == [job]
    assert found(DEVELOPERS, q="nurse") == []
    assert found("no-such-occupation") == []


def test_the_listing_follows_a_new_title_and_what_staff_set(occupations, now):
    job = a_job(title="Software Engineer", now=now)
    services.revise(job=job, posting=a_posting(title="Accountant"), now=now)
    assert (found(DEVELOPERS), found(ACCOUNTANTS)) == ([], [job])
    by = a_user(is_staff=True)
    set_occupation(job=job, occupation=occupations["15-1252.00"], by=by, now=now)
    assert (found(DEVELOPERS), found(ACCOUNTANTS)) == ([job], [])
    set_occupation(job=job, occupation=None, by=by, now=now)
    assert (found(DEVELOPERS), found(ACCOUNTANTS)) == ([], [])


def test_a_former_address_of_an_occupation_finds_its_jobs_too(occupations, now):
    job = a_job(title="Software Engineer", now=now)
    Occupation.objects.filter(code="15-1252.00").update(slug="developers", former_slugs=[DEVELOPERS])
    match_jobs_again()
    assert found("developers") == found(DEVELOPERS) == [job]


def test_the_page_names_the_occupation_and_keeps_the_filter(client, occupations, now):
    a_job(title="Software Engineer", now=now)
    page = client.get("/jobs/?occupation=software-developers").content.decode()
    assert "Remove filter:\u0020</span>Occupation: Software Developers" in " ".join(page.split()).replace(
        " </span>", "\u0020</span>"
    )
    assert '<input type="hidden" name="occupation" value="software-developers">' in page
    assert "/alerts/new/?occupation=software-developers" in page
    assert "1 job" in page


def test_the_page_of_an_occupation_leads_to_its_jobs_and_its_alert(client, occupations, now):
    page = client.get("/careers/occupations/software-developers/").content.decode()
    assert '<a href="/jobs/?occupation=software-developers">Search jobs in this occupation</a>' in page
    assert page.count('"/alerts/new/?occupation=software-developers"') == 2


# --- Alerts -------------------------------------------------------------------------------------------------------------


def test_an_alert_by_occupation_finds_new_jobs_and_names_it(client, occupations, now):
    job = a_job(title="Software Engineer", now=now - DAY / 2)
    a_job(title="Accountant", now=now - DAY / 2)
    user = a_user("ada@example.com")
    alert = an_alert(user, criteria=Criteria(occupation=DEVELOPERS), now=now)
    asked = matching.ask_alone(alert.search_id, since=now - DAY, until=now, now=now, most=9)
    assert list(asked.job_ids) == [job.pk]
    client.force_login(user)
    assert "Occupation: Software Developers" in client.get("/account/alerts/").content.decode()
    assert (
        "Only jobs in the occupation Software Developers" in client.get(f"/account/alerts/{alert.pk}/").content.decode()
    )
    assert 'value="Software Developers"' in client.get("/alerts/new/?occupation=software-developers").content.decode()


def test_an_occupation_that_is_gone_is_named(client, occupations, now):
    user = a_user("ada@example.com")
    an_alert(user, criteria=Criteria(occupation="lamplighters"), now=now)
    client.force_login(user)
    page = client.get("/account/alerts/").content.decode()
    assert "The occupation “lamplighters” is no longer listed here." in page
    assert "This alert finds no jobs until you edit its search." in page


# --- Another data release -----------------------------------------------------------------------------------------------


@pytest.fixture
def with_a_new_title(occupations, tmp_path):
    """A newer release of O*NET, in which developers have a title that no other occupation has."""
    folder = tmp_path / "onet"
    folder.mkdir()
    for file in (SHIPPED / "onet").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "release.toml").write_text('name = "99.1"\nreference = 2027-05-01\n')
    name = folder / "sample_of_reported_titles.tsv.gz"
    head, *lines = gzip.decompress(name.read_bytes()).decode().splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("15-1252.00"))
    cells = lines[at].split("\t")
    place = head.split("\t").index("Reported Job Title")
    cells[place] = "Codewright"
    lines[at] = "\t".join(cells)
    name.write_bytes(gzip.compress("\n".join((head, *lines, "")).encode()))
    (tables,) = find_tables(tmp_path)
    return load_release(tables=tables, now=timezone.now(), only=HANDFUL).release


def test_a_switch_to_another_release_matches_all_jobs_again(
    with_a_new_title, now, monkeypatch, django_capture_on_commit_callbacks
):
    job = a_job(title="Codewright", skills=(), now=now)
    assert not job.occupation_is_sure
    monkeypatch.setitem(app.conf, "task_always_eager", True)
    with django_capture_on_commit_callbacks(execute=True):
        switch(release=with_a_new_title, by=a_user(is_staff=True), request=None, now=now)
    assert found(DEVELOPERS) == [job]
    assert Job.objects.get().occupation.code == "15-1252.00"
