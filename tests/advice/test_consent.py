"""Nothing is sent before a member has seen what is sent, and agreed; consent can be withdrawn."""

import pytest
from django.urls import reverse
from django.utils import timezone

from advice.models import Consent, Question
from advice.models.question import State
from advice.questions import consents
from advice.questions.refusals import NoConsent, NoModel, NoPlus
from tests.advice.asking import a_plus_member, a_resume_of, an_open_job, asked
from tests.factories import a_user

pytestmark = pytest.mark.django_db
PAGE = "/account/advice/consent/"


@pytest.fixture(autouse=True)
def endpoint(settings):
    settings.ADVICE_BASE_URL, settings.ADVICE_MODEL = "https://models.example.org/v1", "some-model"


@pytest.fixture
def member(client):
    user = a_plus_member(agrees=False)
    client.force_login(user)
    return user


def test_the_page_says_what_is_sent_and_where(client, member):
    page = client.get(PAGE).text
    for said in (
        "some-model",
        "models.example.org",
        "Your name, email address, phone number",
        "its title, company, pay",
    ):
        assert said in page
    assert "no-store" in client.get(PAGE)["Cache-Control"]


def test_asking_leads_to_it_first_and_back(client, member):
    address = reverse("advice:questions") + "?task=letter"
    answer = client.get(address)
    assert answer["Location"] == PAGE + "?next=%2Faccount%2Fadvice%2Fquestions%2F%3Ftask%3Dletter"
    back = client.post(PAGE, {"action": "give", "next": address})
    assert back["Location"] == address
    assert client.get(address).status_code == 200
    assert client.post(PAGE, {"action": "give", "next": "https://evil.example/"})["Location"] == reverse(
        "advice:questions"
    )
    assert client.post(PAGE, {"action": "give", "next": "//evil.example/"})["Location"] == reverse("advice:questions")
    assert Consent.objects.count() == 1  # twice is once


def test_no_question_goes_without_it(member):
    job = an_open_job()
    with pytest.raises(NoConsent):
        asked(member, job=job)
    consents.give(user=member, now=timezone.now())
    asked(member, job=job)


def test_withdrawing_stops_what_waits(client, member):
    consents.give(user=member, now=timezone.now())
    question = asked(member, job=an_open_job())
    client.post(PAGE, {"action": "withdraw"})
    question.refresh_from_db()
    assert (question.state, question.reason) == (State.STOPPED, "consent")
    assert not consents.has_consent(member)
    client.post(PAGE, {"action": "withdraw"})
    with pytest.raises(NoConsent):
        asked(member, job=an_open_job(title="Other"))


def test_a_new_list_or_another_recipient_asks_again(member, settings, monkeypatch):
    consents.give(user=member, now=timezone.now())
    settings.ADVICE_BASE_URL = "https://elsewhere.example.org/v1"
    assert not consents.has_consent(member)
    consents.give(user=member, now=timezone.now())
    assert consents.has_consent(member)
    monkeypatch.setattr(consents, "VERSION", consents.VERSION + 1)
    assert not consents.has_consent(member)
    assert Consent.objects.of(member).given().count() == 1
    assert Consent.objects.of(member).count() == 2


def test_a_choice_is_needed(client, member):
    assert client.post(PAGE, {}).status_code == 400


def test_without_a_model_or_plus_nothing_is_asked(member, settings):
    consents.give(user=member, now=timezone.now())
    other = a_user("free@example.com")
    consents.give(user=other, now=timezone.now())
    with pytest.raises(NoPlus):
        asked(other, job=an_open_job())
    settings.ADVICE_BASE_URL = ""
    with pytest.raises(NoModel):
        asked(member, resume=a_resume_of(member))
    assert not Question.objects.exists()
