"""The page of jobs that fit: who has it, what a row says, and what each state shows."""

import datetime as dt

import pytest
from django.utils import timezone

from advice import profiles
from jobs.fit.profiles import profile_for
from jobs.tracker import flags
from jobs.tracker.models import JobFlag
from resumes import services
from tests.alerts.support import has_plus
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db
PAGE = "/account/advice/jobs/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def user(client):
    user = has_plus(a_user(country="ES", time_zone="Europe/Madrid"))
    client.force_login(user)
    return user


def a_resume(user, name="Mine", *, position="Data Analyst", skills=("SQL", "Excel"), now=None):
    data = {
        "work": [{"position": position, "startDate": "2021-01"}],
        "skills": [{"name": "Tools", "keywords": list(skills)}],
    }
    return services.create_resume(user=user, name=name, language="en", data=data, now=now or timezone.now())


def followed(user, **changes):
    a_resume(user, **changes)
    return profiles.follow(user=user, now=timezone.now())


def job(title="Data Analyst", *, skills=("SQL", "Tableau"), **fields):
    return a_job(now=timezone.now(), title=title, skills=skills, **fields)


def titles(answer):
    return [card.job.title for card in answer.context["cards"]]


def test_a_row_says_why_the_job_fits_and_which_skills_have_no_line(client, user):
    followed(user)
    job("Senior Data Analyst", level="senior", company="Alder")
    job("Nurse", skills=("Triage",), company="Birch")
    answer = client.get(PAGE)
    page = answer.content.decode()
    assert titles(answer) == ["Senior Data Analyst"]
    assert "Same work as “Data Analyst” in your résumé, at a higher level." in page
    assert "<b>1 of 2</b> · no line about Tableau" in page
    assert "1 job fits you" in page
    assert "missing" not in page
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_the_rail_tells_what_we_know_and_which_skills_are_asked_for(client, user):
    profile = followed(user)
    for number in range(3):
        job(skills=("SQL", "Tableau"), company=f"Alder {number}")
    answer = client.get(PAGE)
    page = answer.content.decode()
    assert "From “Mine”." in page
    assert f"/account/resumes/{profile.resume_id}/" in page
    assert [(one.name, one.jobs) for one, _url, _share in answer.context["wanted"]] == [("Tableau", 3)]
    assert "/jobs/?q=Tableau&amp;sort=fit" in page
    assert "Spain" in page


def test_hidden_jobs_and_those_closed_to_the_member_are_left_out(client, user):
    followed(user)
    job("Data Analyst", regions=("united-states",), place="United States", company="Alder")
    hidden, left = job(company="Birch"), job(company="Cedar")
    flags.flag(user=user, job=hidden, kind=JobFlag.Kind.HIDDEN, now=timezone.now())
    assert [card.job.pk for card in client.get(PAGE).context["cards"]] == [left.pk]


def test_without_a_location_the_page_offers_to_set_one(client, user):
    followed(user)
    type(user).objects.update(country="")
    job(regions=("united-states",), place="United States")
    answer = client.get(PAGE)
    assert "Set your location, and we'll leave out jobs that aren't open to you." in answer.content.decode()
    assert titles(answer) == ["Data Analyst"]


def test_without_plus_the_page_says_what_it_is_and_shows_no_job(client):
    user = a_user()
    client.force_login(user)
    followed(user)
    job()
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "Get Plus" in answer.content.decode()
    assert "Data Analyst" not in answer.content.decode()
    assert profile_for(user) is not None


def test_without_a_resume_the_page_offers_to_write_one(client, user):
    assert "Write a résumé" in client.get(PAGE).content.decode()


def test_a_resume_that_was_not_read_yet_is_queued(client, user):
    a_resume(user)
    assert "We're reading your résumé." in client.get(PAGE).content.decode()


def test_a_resume_that_fits_nothing_leads_to_all_jobs(client, user):
    followed(user, position="Falconer", skills=())
    job()
    assert "No open job is close enough to your résumé right now." in client.get(PAGE).content.decode()


def test_the_member_chooses_which_resume_counts(client, user):
    older = a_resume(user, "Older", position="Nurse", now=timezone.now() - HOUR)
    followed(user, name="Newer")
    assert [label for _value, label, is_chosen in client.get(PAGE).context["choices"] if is_chosen] == [
        "Published, or newest"
    ]
    answer = client.post(f"{PAGE}resume/", {"resume": older.pk}, follow=True)
    assert "Jobs are now ranked by “Older”." in answer.content.decode()
    assert profile_for(user).titles == ["Nurse"]
    client.post(f"{PAGE}resume/", {"resume": "usual"})
    assert profile_for(user).titles == ["Data Analyst"]


@pytest.mark.parametrize("value", ["", "x", "²", "-1"])
def test_what_is_no_resume_is_refused(client, user, value):
    followed(user)
    assert client.post(f"{PAGE}resume/", {"resume": value}).status_code == 400


def test_another_members_resume_cannot_be_chosen(client, user):
    other = a_resume(a_user(email="bob@example.com"))
    followed(user)
    assert client.post(f"{PAGE}resume/", {"resume": other.pk}).status_code == 404
    assert client.post(f"{PAGE}resume/", {"resume": "9" * 40}).status_code == 404


def test_pages_beyond_the_last_are_not_there(client, user):
    followed(user)
    for number in range(21):
        job(company=f"Alder {number}")
    assert len(client.get(f"{PAGE}?page=2").context["cards"]) == 1
    assert client.get(f"{PAGE}?page=3").status_code == 404
    assert client.get(f"{PAGE}?page=99999999999").status_code == 404


def test_visitors_sign_in_first(client):
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("number", [1, 12])
def test_the_page_takes_the_same_queries_however_many_jobs_fit(client, user, number, django_assert_num_queries):
    followed(user)
    for at in range(number):
        job(company=f"Alder {at}", skills=("SQL", "Tableau", f"Skill {at}"))
    client.get(PAGE)
    with django_assert_num_queries(8):
        client.get(PAGE)
