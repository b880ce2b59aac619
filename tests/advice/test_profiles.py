"""The profile that jobs are ranked by says what the résumé that counts says, and goes with it."""

import datetime as dt

import pytest

from accounts import privacy
from advice import profiles
from advice.tasks import follow_missed, follow_resumes
from jobboard.celery import app
from jobs.fit.profiles import profile_for
from jobs.models import FitProfile
from resumes import lifecycle, services
from resumes.document import ResumeDocument
from resumes.models import Page
from resumes.publishing import services as publishing
from resumes.sections import BY_KEY
from tests.factories import NOW, a_user
from tests.resumes.people import ANA

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
TODAY = NOW.date()


@pytest.fixture
def worker(django_capture_on_commit_callbacks):
    """Tasks run as soon as the block commits."""
    app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.task_always_eager = False


def a_resume(user, name="Mine", *, position="Data Analyst", skills=("SQL",), now=NOW, **data):
    work = [{"position": position, "startDate": "2021-01"}]
    written = {"work": work, "skills": [{"name": "Tools", "keywords": list(skills)}], **data}
    return services.create_resume(user=user, name=name, language="en", data=written, now=now)


def followed(user, now=NOW):
    profiles.follow(user=user, now=now)
    return profile_for(user)


def test_a_resume_says_titles_skills_level_and_years():
    work = profiles.work_of(ANA.document, today=TODAY)
    assert [title for title, _occupation in work.titles][:2] == ["Operations Lead", "Operations Analyst"]
    assert (work.level, work.years) == ("senior", 8)
    assert work.skills


def test_skills_are_read_from_sentences_and_keywords_and_those_with_more_lines_come_first(resume_of):
    document = resume_of(
        work=[
            {
                "position": "Analyst",
                "highlights": ["Wrote PostgreSQL queries.", "Moved the PostgreSQL server to Kubernetes."],
            }
        ],
        skills=[{"name": "Tools", "keywords": ["Kubernetes", "Lighthouse keeping"]}],
    )
    names = [name for _key, name in profiles.skills_of(document)]
    assert set(names) == {"PostgreSQL", "Kubernetes", "Lighthouse keeping"}
    assert names[-1] == "Lighthouse keeping"


def test_hobbies_are_no_skills(resume_of):
    assert profiles.skills_of(resume_of(interests=[{"name": "Python"}])) == ()


@pytest.fixture
def resume_of():
    return lambda **data: ResumeDocument.from_json(data)


@pytest.mark.parametrize(
    ("work", "years"),
    [
        ([], None),
        ([{"position": "Keeper"}], None),
        ([{"startDate": "2020-11"}], 6),
        ([{"startDate": "2020", "endDate": "2021"}, {"startDate": "2021", "endDate": "2022"}], 3),
        ([{"startDate": "2030-01"}], 0),
        ([{"startDate": "1000-01"}], 70),
    ],
)
def test_years_of_work_are_counted_once_and_never_from_the_future(work, years, resume_of):
    assert profiles.years_of(resume_of(work=work), today=TODAY) == years


@pytest.mark.parametrize(
    ("position", "start", "level"),
    [
        ("Senior Analyst", "2026-01", "senior"),
        ("Head of Data", "2020-01", "director"),
        ("Analyst", "2026-01", "entry"),
        ("Analyst", "2022-01", "midweight"),
        ("Analyst", "2012-01", "senior"),
        ("Analyst", "", "any"),
    ],
)
def test_the_level_is_the_titles_else_that_of_the_years(position, start, level, resume_of):
    document = resume_of(work=[{"position": position, **({"startDate": start} if start else {})}])
    assert profiles.work_of(document, today=TODAY).level == level


# --- Which résumé counts ------------------------------------------------------------------------------------------------


def test_the_newest_resume_counts_unless_one_is_published_or_chosen():
    user = a_user()
    older, newer = a_resume(user, "Older"), a_resume(user, "Newer", now=NOW + HOUR)
    assert followed(user).resume_id == newer.pk
    page = publishing.page_for(user=user, now=NOW)
    Page.objects.filter(pk=page.pk).update(resume=older, visibility=Page.Visibility.UNLISTED)
    assert followed(user).resume_id == older.pk
    profiles.choose(user=user, resume=newer, now=NOW)
    assert followed(user).resume_id == newer.pk
    assert profile_for(user).is_chosen
    profiles.choose(user=user, resume=None, now=NOW)
    assert (profile_for(user).resume_id, profile_for(user).is_chosen) == (older.pk, False)


def test_a_resume_can_be_chosen_before_there_is_a_profile():
    user = a_user()
    older, _newer = a_resume(user, "Older"), a_resume(user, "Newer", now=NOW + HOUR)
    assert profiles.choose(user=user, resume=older, now=NOW).resume_id == older.pk


def test_a_change_of_the_resume_is_followed(worker):
    user = a_user()
    with worker():
        resume = a_resume(user)
    assert profile_for(user).titles == ["Data Analyst"]
    section = BY_KEY["work"]
    with worker():
        services.add_entry(resume=resume, section=section, values={section.field("position"): "Nurse"}, now=NOW + HOUR)
    assert profile_for(user).titles == ["Nurse", "Data Analyst"]


def test_deleting_the_resume_deletes_the_profile_at_once_and_another_one_takes_over(
    worker, django_capture_on_commit_callbacks
):
    user = a_user()
    other = a_resume(user, "Other")
    resume = a_resume(user, "Mine", now=NOW + HOUR)
    followed(user)
    with django_capture_on_commit_callbacks() as callbacks:
        lifecycle.delete(document=resume, now=NOW)
    assert profile_for(user) is None
    for callback in callbacks:
        callback()
    assert profile_for(user).resume_id == other.pk
    with worker():
        lifecycle.delete(document=other, now=NOW)
    assert profile_for(user) is None
    with worker():
        lifecycle.restore(document=type(other).objects.get(pk=other.pk), now=NOW)
    assert profile_for(user).resume_id == other.pk


def test_what_a_lost_task_missed_is_made_up(worker):
    user, other = a_user(), a_user(email="bob@example.com")
    a_resume(user)
    a_resume(other)
    follow_resumes(other.pk)
    FitProfile.objects.of(other).update(updated_at=NOW + HOUR)
    assert profiles.behind() == [user.pk]
    follow_missed()
    assert profile_for(user) is not None
    follow_resumes(user.pk + 1_000_000)  # deleted in the meantime


def test_members_export_their_profile_and_take_it_with_them():
    user, other = a_user(), a_user(email="bob@example.com")
    for one in (user, other):
        a_resume(one)
        followed(one)
    [row] = next(
        rows for keeper in privacy.keepers() for name, rows in keeper.tables(user).items() if name == "fit_profile"
    )
    assert (row["titles"], row["skill_names"]) == (["Data Analyst"], ["SQL"])
    privacy.delete_account(user=user, now=NOW)
    assert list(FitProfile.objects.values_list("user", flat=True)) == [other.pk]
