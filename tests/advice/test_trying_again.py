"""A question that is asked again goes with its sources as they are now, or not at all."""

import copy

import pytest
from django.urls import reverse
from django.utils import timezone

from advice.models import Question
from advice.models.question import Reason, State, Task
from advice.questions import consents, ending
from resumes.models import Resume
from tests.advice.asking import a_plus_member, a_resume_of, an_open_job, asked
from tests.resumes.people import ANA

pytestmark = pytest.mark.django_db
BULLET = "Led a team of six in Recife and Fortaleza; nobody left in two years"


@pytest.fixture
def member(client, model_standin):
    user = a_plus_member()
    client.force_login(user)
    return user


@pytest.fixture
def resume(member):
    return a_resume_of(member)


@pytest.fixture
def job():
    return an_open_job()


def again(client, question):
    """Stops a question if need be, and asks it again."""
    ending.stop(question=question, reason=Reason.MEMBER, now=timezone.now())
    answer = client.post(reverse("advice:ask-again", args=[question.pk]), follow=True)
    question.refresh_from_db()
    return answer


def sent(question):
    return question.sent[1]["content"]


def write(resume, old, new):
    """Changes the résumé's text wherever it says ``old``."""
    data = copy.deepcopy(resume.data)
    for entry in data["work"]:
        entry["highlights"] = [line.replace(old, new) for line in entry.get("highlights", ())]
    Resume.objects.filter(pk=resume.pk).update(data=data)


def delete(document):
    type(document).objects.filter(pk=document.pk).update(deleted_at=timezone.now())


def test_the_resume_goes_as_it_is_now_without_contact_data(client, member, resume, job):
    question = asked(member, resume=resume, job=job)
    assert BULLET in sent(question)
    write(resume, BULLET, "Led Ana Moreira's team, reach her at ana@moreira.example")
    assert again(client, question).status_code == 200
    assert question.state == State.WAITING
    assert BULLET not in sent(question)
    assert BULLET not in str(question.sources)
    assert "Led [left out]'s team, reach her at [left out]" in sent(question)


def test_a_deleted_resume_does_not_go_and_the_page_says_so(client, member, resume, job):
    question = asked(member, resume=resume, job=job)
    delete(resume)
    page = again(client, question)
    assert "The résumé isn&#x27;t there anymore, so we asked without it." in page.text
    assert question.state == State.WAITING
    assert BULLET not in sent(question)
    assert "You know SQL." in sent(question)
    assert not question.is_whole
    assert {source["kind"] for source in question.sources} == {"job"}


def test_a_closed_job_does_not_go(client, member, resume, job):
    question = asked(member, resume=resume, job=job)
    type(job).objects.filter(pk=job.pk).update(expires_at=timezone.now())
    assert "The job isn&#x27;t open anymore" in again(client, question).text
    assert "You know SQL." not in sent(question)
    assert BULLET in sent(question)


@pytest.mark.parametrize("task", [Task.EXPLAIN, Task.LETTER])
def test_a_letter_is_not_drafted_without_the_resume(client, member, resume, job, task):
    question = asked(member, task=task, words="", resume=resume, job=job)
    before = sent(question)
    delete(resume)
    page = again(client, question)
    assert page.status_code == 409
    assert "was changed, closed or deleted, so nothing was sent" in page.text
    assert (question.state, sent(question)) == (State.STOPPED, before)


def test_with_nothing_left_it_is_refused(client, member, resume):
    question = asked(member, resume=resume)
    resume.delete()
    assert again(client, question).status_code == 409
    assert question.state == State.STOPPED


def test_a_bullet_goes_again_only_if_it_is_the_same(client, member, resume):
    address = reverse("advice:rewrite", args=[resume.pk, "work", 0])
    client.post(address, {"bullet": 2, "words": ""})
    question = Question.objects.get()
    other = ANA.data["work"][0]["highlights"][1]
    write(resume, other, "Something else")
    assert again(client, question).status_code == 200
    assert question.sources[0]["text"] == BULLET
    assert "Something else" in sent(question)
    assert question.place["bullets"][1] == "Something else"
    write(resume, BULLET, "Led a team")
    assert again(client, question).status_code == 409
    assert question.state == State.STOPPED


def test_consent_is_asked_for_again(client, member, resume, monkeypatch):
    question = asked(member, resume=resume)
    monkeypatch.setattr(consents, "VERSION", consents.VERSION + 1)
    assert again(client, question).status_code == 409
    assert question.state == State.STOPPED
