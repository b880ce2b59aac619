"""Bullets are rewritten with the facts of their entry only; the member decides; drafts become cover letters."""

import copy

import pytest
from django.urls import reverse
from django.utils import timezone

from advice.models import Question
from advice.models.question import State, Task
from advice.questions import answering, drafting
from advice.questions.rewriting import compare
from billing.plans import PLUS
from resumes import services
from resumes.models import Letter, Resume
from resumes.sections import BY_KEY
from tests.advice.asking import a_plus_member, a_resume_of, an_open_job, asked
from tests.factories import a_user
from tests.model_standin import claim

pytestmark = pytest.mark.django_db
WORK = BY_KEY["work"]
BULLET = "Led a team of six in Recife and Fortaleza; nobody left in two years"
BETTER = "Led a team of six in Recife and Fortaleza, and nobody left in two years"


@pytest.fixture
def member(client, model_standin):
    user = a_plus_member()
    client.force_login(user)
    return user


@pytest.fixture
def resume(member):
    return a_resume_of(member)


def bullets(resume):
    return Resume.objects.get(pk=resume.pk).data["work"][0]["highlights"]


def asks(client, resume, bullet=2, words="", number=0):
    return client.post(reverse("advice:rewrite", args=[resume.pk, "work", number]), {"bullet": bullet, "words": words})


@pytest.fixture
def rewritten(client, resume, model_standin):
    """A question about the third bullet, answered with one version that holds and one that adds a fact."""
    asks(client, resume)
    question = Question.objects.get()
    invented = claim("Led a team of sixteen in Recife and Fortaleza", (1, BULLET))
    model_standin.say([claim(BETTER, (1, BULLET)), invented])
    answering.answer(pk=question.pk, clock=timezone.now)
    question.refresh_from_db()
    return question


def accepts(client, question, version=0):
    return client.post(reverse("advice:accept-version", args=[question.pk]), {"version": version})


def test_the_bullet_comes_first_and_only_its_entry_is_sent(client, resume):
    page = client.get(reverse("advice:rewrite", args=[resume.pk, "work", 0])).text
    assert BULLET in page
    answer = asks(client, resume, words="shorter")
    question = Question.objects.get()
    assert answer["Location"] == question.get_absolute_url()
    assert question.sources[0]["text"] == BULLET
    assert {source["key"].split(".")[1] for source in question.sources} == {"0"}
    assert question.words == "shorter"
    assert "Feira Viva" not in question.sent[1]["content"]


def test_a_version_that_adds_a_fact_is_left_out(client, rewritten):
    assert [one["text"] for one in rewritten.claims] == [BETTER]
    page = client.get(rewritten.get_absolute_url()).text
    assert "sixteen" not in page
    assert "We left out 1 sentence" in page
    assert "<del>Fortaleza;</del> <ins>Fortaleza, and</ins>" in page
    assert "Use this version" in page


def test_only_the_accepted_line_changes_and_the_old_one_is_in_the_history(client, resume, rewritten):
    before = list(bullets(resume))
    assert client.get(rewritten.get_absolute_url()).status_code == 200
    assert bullets(resume) == before
    assert accepts(client, rewritten)["Location"] == rewritten.get_absolute_url()
    assert bullets(resume) == [*before[:2], BETTER, *before[3:]]
    assert "In your résumé" in client.get(rewritten.get_absolute_url()).text
    versions = list(resume.versions.values_list("data", flat=True))
    assert any(before == version["work"][0]["highlights"] for version in versions)
    accepts(client, rewritten)  # twice is once
    assert bullets(resume) == [*before[:2], BETTER, *before[3:]]


def test_an_entry_that_changed_since_is_left_alone(client, resume, rewritten):
    values = {WORK.field("position"): "Head of Operations"}
    services.set_fields(resume=resume, section=WORK, number=0, values=values, seen=(), now=timezone.now())
    before = list(bullets(resume))
    answer = accepts(client, rewritten)
    assert answer.status_code == 409
    assert "You changed this entry after you asked" in answer.text
    assert bullets(resume) == before


def test_an_entry_that_moved_is_found(client, resume, rewritten):
    services.move_entry(resume=resume, section=WORK, number=0, to="down", seen=(), now=timezone.now())
    accepts(client, rewritten)
    assert BETTER in Resume.objects.get(pk=resume.pk).data["work"][1]["highlights"]


def test_an_entry_or_a_resume_that_is_gone_says_so(client, resume, rewritten):
    services.remove_entry(resume=resume, section=WORK, number=0, seen=(), now=timezone.now())
    assert accepts(client, rewritten).status_code == 409
    Resume.objects.all().delete()
    answer = accepts(client, rewritten)
    assert answer.status_code == 409
    assert client.get(rewritten.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("version", ["", "7", "-1", "x"])
def test_a_version_that_is_not_there_is_refused(client, resume, rewritten, version):
    before = list(bullets(resume))
    assert accepts(client, rewritten, version).status_code == 400
    assert bullets(resume) == before


def test_what_cannot_be_rewritten(client, member, resume):
    for key, number in (("skills", 0), ("work", 99), ("nothing", 0)):
        assert client.get(reverse("advice:rewrite", args=[resume.pk, key, number])).status_code == 404
    assert asks(client, resume, bullet=99).status_code == 400
    assert asks(client, resume, bullet="").status_code == 422
    foreign = a_resume_of(a_user("other@example.com"))
    assert asks(client, foreign).status_code == 404
    assert not Question.objects.exists()


def test_bullets_with_markdown_are_sent_as_text(client, member):
    data = {
        "work": [{"name": "Feira", "highlights": ["Found **R$120,000** with [one query](https://feira.example/x)"]}]
    }
    asks(client, a_resume_of(member, data), bullet=0)
    assert Question.objects.get().sources[0]["text"] == "Found R$120,000 with one query"


def test_compare_tells_words_apart():
    runs = [(run.text, run.kind) for run in compare("Led a team of six", "Led a calm team")]
    assert runs == [("Led a", ""), ("calm", "added"), ("team", ""), ("of six", "removed")]


class TestLetters:
    @pytest.fixture
    def drafted(self, member, resume, model_standin):
        question = asked(member, task=Task.LETTER, words="", job=an_open_job(), resume=resume)
        texts = [source["text"] for source in question.sources]
        led = texts.index(BULLET) + 1
        model_standin.say(
            [
                claim("Dear Harborlight team,", paragraph=1),
                claim(
                    "I led a team of six in Recife and Fortaleza; nobody left in two years.",
                    (led, "Led a team of six in Recife and Fortaleza"),
                    paragraph=2,
                ),
                claim("My team of six loved me.", (led, "Led a team of six in Recife and Fortaleza"), paragraph=2),
                claim("Kind regards", paragraph=3),
            ]
        )
        answering.answer(pk=question.pk, clock=timezone.now)
        question.refresh_from_db()
        return question

    def test_a_draft_is_saved_between_greeting_and_closing(self, client, drafted):
        assert drafted.state == State.DONE
        page = client.get(drafted.get_absolute_url()).text
        assert "Save as cover letter" in page
        answer = client.post(reverse("advice:save-letter", args=[drafted.pk]))
        letter = Letter.objects.get()
        assert answer["Location"] == letter.get_absolute_url()
        assert letter.text.startswith("{date}\n\nDear {company} team,")
        assert letter.text.endswith("Kind regards,\n{name}")
        assert "\n\nI led a team of six in Recife and Fortaleza; nobody left in two years.\n\n" in letter.text
        assert letter.text.count(BULLET[4:]) == 1
        assert letter.text.count("Dear") == 1
        assert (letter.company, letter.role) == ("Harborlight", "Operations Manager")

    def test_a_quote_is_offered_beside_the_draft(self, client, drafted):
        page = client.get(drafted.get_absolute_url()).text
        draft, material = page.split("Lines for your own words")
        assert f"“{BULLET}”" in material
        assert f"“{BULLET}”" not in draft
        assert "Done: 2 sentences." in draft

    def test_a_draft_of_quotes_only_is_no_letter(self, client, drafted):
        Question.objects.filter(pk=drafted.pk).update(claims=[one for one in drafted.claims if one["is_quote"]])
        page = client.get(drafted.get_absolute_url()).text
        assert "Lines for your own words" in page
        assert "Save as cover letter" not in page

    def test_a_second_click_leads_to_the_same_letter(self, client, drafted):
        address = reverse("advice:save-letter", args=[drafted.pk])
        first, second = client.post(address), client.post(address)
        letter = Letter.objects.get()
        assert first["Location"] == second["Location"] == letter.get_absolute_url()
        page = client.get(drafted.get_absolute_url()).text
        assert "Save as cover letter" not in page
        assert f'href="{letter.get_absolute_url()}"' in page
        assert drafting.save_letter(question=drafted, now=timezone.now()) == letter  # a click at the same time
        Letter.objects.update(deleted_at=timezone.now())
        assert client.post(address)["Location"] != letter.get_absolute_url()
        assert Letter.objects.count() == 2

    def test_a_letter_over_the_limit_is_refused_and_the_draft_stays(self, client, drafted):
        for number in range(PLUS.limits.letters):
            Letter.objects.create(
                user=drafted.user, name=f"{number}", created_at=timezone.now(), updated_at=timezone.now()
            )
        answer = client.post(reverse("advice:save-letter", args=[drafted.pk]))
        assert answer.status_code == 409
        assert "I led a team of six" in answer.text

    def test_only_a_finished_letter_is_saved(self, client, member, resume, drafted):
        waiting = asked(member, task=Task.LETTER, words="", job=an_open_job(title="Other"), resume=resume)
        assert client.post(reverse("advice:save-letter", args=[waiting.pk])).status_code == 400
        question = copy.copy(drafted)
        Question.objects.filter(pk=question.pk).update(task=Task.QUESTION)
        assert client.post(reverse("advice:save-letter", args=[question.pk])).status_code == 400
        assert not Letter.objects.exists()

    def test_each_language_of_letters_has_a_place_for_the_draft(self):
        for language, _name in Letter.Language.choices:
            greeting, _first, closing = drafting._parts(
                (drafting.letters.STARTS / f"{language}.txt").read_text().strip()
            )
            assert greeting.startswith("{date}\n\n")
            assert closing.endswith("{name}")
