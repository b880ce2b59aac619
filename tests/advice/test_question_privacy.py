"""Questions are a member's alone: exported, deleted with the account, and closed to staff who act as the member."""

import json
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import privacy
from advice.models import Budget, Consent, Question
from tests.accounts.support import staff
from tests.advice.asking import a_plus_member, a_resume_of, an_open_job, asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def endpoint(settings):
    settings.ADVICE_BASE_URL, settings.ADVICE_MODEL = "https://models.example.org/v1", "some-model"


@pytest.fixture
def question():
    user = a_plus_member()
    return asked(user, words="My secret worry", job=an_open_job(), resume=a_resume_of(user))


def test_the_copy_has_the_question_what_was_sent_and_the_consent(question):
    packed = zipfile.ZipFile(BytesIO(privacy.archive(question.user, now=timezone.now())))
    tables = json.loads(packed.read("everything.json"))["tables"]
    (row,) = tables["advice_questions"]
    assert (row["words"], row["sent"], row["sources"]) == ("My secret worry", question.sent, question.sources)
    assert tables["advice_consents"][0]["recipient"] == "models.example.org"
    assert {budget["taken"] for budget in tables["advice_budgets"]} == {1}


def test_they_go_with_the_account(question):
    privacy.delete_account(user=question.user, now=timezone.now())
    assert not Question.objects.exists()
    assert not Consent.objects.exists()
    assert not Budget.objects.filter(user__isnull=False).exists()


def test_staff_who_act_as_the_member_read_and_ask_nothing(client, question):
    client.force_login(staff("sam@example.com", "Support"))
    client.post(f"/admin/accounts/user/{question.user.pk}/act-as/", {"reason": "They cannot read an answer."})
    assert client.get("/account/").status_code == 200
    own = [question.pk]
    for address in (
        reverse("advice:questions"),
        reverse("advice:consent"),
        reverse("advice:question", args=own),
        reverse("advice:question-progress", args=own),
        reverse("advice:delete-questions"),
        reverse("advice:delete-question", args=own),
        reverse("advice:rewrite", args=[question.resume_id, "work", 0]),
    ):
        answer = client.get(address)
        assert answer.status_code == 403, address
        assert "My secret worry" not in answer.text
    for name in ("stop-question", "ask-again", "rate-question", "delete-question", "accept-version", "save-letter"):
        assert client.post(reverse(f"advice:{name}", args=own), {"version": 0}).status_code == 403
    posted = {"task": "question", "job": question.job_id, "words": "Asked by staff"}
    assert client.post(reverse("advice:questions"), posted).status_code == 403
    assert client.post(reverse("advice:consent"), {"action": "give"}).status_code == 403
    assert Question.objects.count() == 1
