"""The search page sorted by best fit: for members with Plus and a résumé; others get a note and the usual order."""

import pytest
from django.utils import timezone

from jobs.fit import profiles
from jobs.search import lexemes
from tests.alerts.support import has_plus
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db
PLUS = "Sorting by best fit compares jobs with your résumé. It&#x27;s part of Plus."
NO_RESUME = "We need a résumé with positions or skills to sort jobs by best fit."


@pytest.fixture
def user(client):
    user = has_plus(a_user())
    client.force_login(user)
    return user


def with_profile(user, title="Data Analyst", skills=("SQL",)):
    pairs = tuple((lexemes.skill_key(name), name) for name in skills)
    work = profiles.Work(((title, None),), pairs, "midweight", 5)
    profiles.keep_profile(user=user, work=work, resume_id=1, resume_name="Mine", is_chosen=False, now=timezone.now())


def job(title, **fields):
    return a_job(now=timezone.now(), title=title, company=f"{title} Ltd", **fields)


def test_jobs_that_fit_come_first_and_say_why(client, user):
    with_profile(user)
    for title in ("Data Analyst", "Nurse", "Keeper"):
        job(title, skills=("SQL", "Excel") if title == "Data Analyst" else ())
    answer = client.get("/jobs/?sort=fit")
    assert [card.job.title for card in answer.context["cards"]] == ["Data Analyst"]
    assert [card.job.title for card in answer.context["rest"]] == ["Keeper", "Nurse"]
    page = answer.content.decode()
    assert "Same work as “Data Analyst” in your résumé." in page
    assert "<b>1 of 2</b> · no line about Excel" in page
    assert "Other jobs that match your search, newest first" in page
    assert answer.context["order"] == "Best fit"
    assert answer.context["count_words"] == "3 jobs"


def test_filters_stay(client, user):
    with_profile(user)
    job("Data Analyst", level="senior")
    job("Senior Data Analyst", level="entry")
    answer = client.get("/jobs/?sort=fit&level=senior&q=analyst")
    assert [card.job.title for card in answer.context["cards"]] == ["Data Analyst"]
    assert ("Best fit", "/jobs/?level=senior&q=analyst&sort=fit", True) in answer.context["orders"]


@pytest.mark.parametrize(("has_profile", "plus", "note"), [(True, False, PLUS), (False, True, NO_RESUME)])
def test_who_cannot_sort_by_fit_gets_the_usual_order_and_a_note(client, has_profile, plus, note):
    user = a_user()
    client.force_login(user)
    if has_profile:
        with_profile(user)
    if plus:
        has_plus(user)
    job("Data Analyst")
    job("Keeper")
    answer = client.get("/jobs/?sort=fit")
    assert [card.job.title for card in answer.context["cards"]] == ["Keeper", "Data Analyst"]
    assert answer.context["order"] == "Newest"
    assert note in answer.content.decode()
    assert "Same work" not in answer.content.decode()


def test_visitors_are_told_too_and_their_menu_does_not_have_it(client):
    job("Keeper")
    assert PLUS in client.get("/jobs/?sort=fit").content.decode()
    page = client.get("/jobs/")
    assert "Best fit" not in page.content.decode()
    assert "/account/advice/" not in page.content.decode()


def test_only_a_search_by_fit_asks_for_plan_and_profile(client, user, django_assert_num_queries):
    with_profile(user)
    job("Data Analyst")
    client.get("/jobs/?sort=newest")
    with django_assert_num_queries(6) as plain:
        client.get("/jobs/?sort=newest")
    assert not [one for one in plain.captured_queries if "fitprofile" in one["sql"]]
    with django_assert_num_queries(8):  # the profile, and the search, which is not kept here
        client.get("/jobs/?sort=fit")
