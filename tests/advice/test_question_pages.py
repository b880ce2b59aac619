"""Pages of questions: ask, read, rate, delete; for their owner only, and never kept."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from advice.models import Question
from advice.models.question import State
from advice.questions import pieces
from jobs.tracker import services as tracker
from tests.advice.asking import a_plus_member, a_resume_of, an_open_job, asked
from tests.factories import a_published_guide, a_user

pytestmark = pytest.mark.django_db
LIST = "/account/advice/questions/"


@pytest.fixture(autouse=True)
def endpoint(settings):
    settings.ADVICE_BASE_URL, settings.ADVICE_MODEL = "https://models.example.org/v1", "some-model"


@pytest.fixture
def member(client):
    user = a_plus_member()
    client.force_login(user)
    return user


def answered(question, claims=None, **columns):
    """A question with an answer whose sentences quote the sources with these numbers whole."""
    numbers = claims or [1, 2]
    made = [
        {
            "text": f"Sentence {at}.",
            "citations": [{"source": number, "quote": question.sources[number - 1]["text"]}],
            "paragraph": 1,
        }
        for at, number in enumerate(numbers)
    ]
    values = {"state": State.DONE, "claims": made, "model": "some-model", "finished_at": timezone.now(), **columns}
    Question.objects.filter(pk=question.pk).update(**values)
    question.refresh_from_db()
    return question


class TestAsking:
    def test_about_a_job_with_a_resume(self, client, member, django_capture_on_commit_callbacks):
        job, resume = an_open_job(), a_resume_of(member)
        page = client.get(LIST, {"job": job.pk, "resume": resume.pk})
        assert "Operations Manager, Harborlight" in page.text
        with django_capture_on_commit_callbacks() as queued:
            answer = client.post(
                LIST, {"task": "question", "job": job.pk, "resume": resume.pk, "words": "Am I senior?"}
            )
        question = Question.objects.get()
        assert answer["Location"] == question.get_absolute_url()
        assert len(queued) == 1
        kinds = {source["kind"] for source in question.sources}
        assert kinds == {"job", "resume"}
        assert (question.about, question.words, question.is_whole) == (
            "Operations Manager, Harborlight",
            "Am I senior?",
            True,
        )

    def test_what_is_sent_has_no_name_and_no_contact_details(self, client, member):
        question = asked(member, resume=a_resume_of(member), job=an_open_job())
        sent = "".join(message["content"] for message in question.sent)
        assert "Cut late deliveries" in sent
        for secret in (
            "Ana Moreira",
            "ana@example.com",
            "5550 0142",
            "ana-moreira.example",
            "codehaven.example",
            "Rui Falcão",
        ):
            assert secret not in sent, secret
        page = client.get(question.get_absolute_url()).text
        assert "Show it exactly" in page
        assert "Cut late deliveries from 9% to 3%" in page

    def test_about_a_guide(self, client, member):
        guide = a_published_guide(now=timezone.now() - dt.timedelta(days=1))
        assert "Lighthouse Keeper" in client.get(LIST, {"guide": guide.slug}).text
        client.post(LIST, {"task": "question", "guide": guide.slug, "words": "Is it lonely?"})
        question = Question.objects.get()
        assert (question.guide, question.about) == (guide, "Lighthouse Keeper")
        assert {source["kind"] for source in question.sources} == {"guide"}
        assert client.post(LIST, {"task": "question", "guide": "gone", "words": "Is it?"}).status_code == 400

    def test_the_guide_and_the_resume_editor_lead_to_it(self, client, member):
        guide = a_published_guide(now=timezone.now() - dt.timedelta(days=1))
        assert f"{LIST}?guide={guide.slug}" in client.get(guide.get_absolute_url()).text
        resume = a_resume_of(member)
        rewrite = reverse("advice:rewrite", args=[resume.pk, "work", 0])
        assert rewrite in client.get(reverse("resumes:section", args=[resume.pk, "work"])).text
        assert "/rewrite/" not in client.get(reverse("resumes:section", args=[resume.pk, "skills"])).text

    def test_saved_jobs_can_be_chosen(self, client, member):
        job = an_open_job()
        assert "Harborlight" not in client.get(LIST).text
        tracker.save(user=member, job=job, now=timezone.now())
        assert "Operations Manager, Harborlight" in client.get(LIST).text

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"task": "question", "words": ""}, "Enter your question."),
            ({"task": "question", "words": "Why?"}, "Choose a job or a résumé"),
            ({"task": "letter"}, "Choose the job."),
            ({"task": "explain"}, "Choose the résumé."),
            ({"task": "magic", "words": "x"}, "Select a valid choice"),
            ({"task": "question", "words": "x" * 1001}, "at most 1000 characters"),
        ],
    )
    def test_bad_input_names_the_field_and_keeps_the_words(self, client, member, sent, said):
        page = client.post(LIST, sent)
        assert page.status_code == 400
        assert said in page.text
        assert sent.get("words", "") in page.text
        assert not Question.objects.exists()

    def test_other_members_resumes_and_closed_jobs_are_no_choice(self, client, member):
        foreign = a_resume_of(a_user("other@example.com"))
        job = an_open_job(now=timezone.now() - dt.timedelta(days=400))
        for sent in ({"resume": foreign.pk}, {"job": job.pk}):
            assert client.post(LIST, {"task": "question", "words": "Why?", **sent}).status_code == 400
        assert not Question.objects.exists()

    def test_over_the_budget_says_when_in_the_members_zone(self, client, member, settings):
        settings.ADVICE_MEMBER_DAY = 1
        member.time_zone = "America/Recife"
        member.save()
        job = an_open_job()
        asked(member, job=job)
        page = client.post(LIST, {"task": "question", "job": job.pk, "words": "One more?"})
        assert page.status_code == 429
        assert "You can ask again from" in page.text
        assert "9:00 PM" in page.text  # midnight UTC
        assert "One more?" in page.text
        assert 0 < int(page["Retry-After"]) <= 86_400

    def test_without_a_model_the_page_says_so(self, client, member, settings):
        settings.ADVICE_BASE_URL = ""
        page = client.get(LIST)
        assert page.status_code == 200
        assert "No language model is set up on this site" in page.text
        assert 'name="words"' not in page.text
        refused = client.post(LIST, {"task": "question", "resume": a_resume_of(member).pk, "words": "Why?"})
        assert refused.status_code == 503
        assert not Question.objects.exists()

    def test_without_plus_the_page_says_what_it_is_and_keeps_earlier_answers(self, client, member):
        question = answered(asked(member, job=an_open_job(), words="Why me?"))
        member.billing_account.delete()
        page = client.get(LIST)
        assert page.status_code == 200
        assert "Questions are part of Plus" in page.text
        assert "Why me?" in page.text
        assert "Sentence 0." in client.get(question.get_absolute_url()).text
        assert (
            client.post(LIST, {"task": "question", "resume": a_resume_of(member).pk, "words": "Why?"}).status_code
            == 200
        )
        assert Question.objects.count() == 1


class TestReading:
    def test_every_sentence_has_its_source_with_the_words_marked(self, client, member):
        question = answered(asked(member, job=an_open_job(), resume=a_resume_of(member)), [3, 1, 3])
        page = client.get(question.get_absolute_url()).text
        assert page.count('href="#source-1"') == 2
        assert page.count('href="#source-2"') == 1
        assert f"<mark>{question.sources[0]['text']}</mark>" in page
        assert "Written by the model “some-model”" in page
        assert 'role="status"' in page

    def test_a_source_under_a_heading_that_names_the_job_is_named_once(self, client, member):
        job = an_open_job(description="<h3>The job</h3><p>You keep deliveries on time.</p>")
        question = asked(member, job=job)
        number = next(at for at, source in enumerate(question.sources, 1) if source["label"] == "The job")
        page = client.get(answered(question, [number]).get_absolute_url()).text
        assert ">The job<span" in page
        assert "The job: The job" not in page

    def test_what_was_left_out_is_told(self, client, member):
        question = answered(asked(member, job=an_open_job()), dropped={"number": 2, "lack": 1})
        page = client.get(question.get_absolute_url()).text
        assert "We left out 3 sentences" in page
        assert "2 with a number that isn&#x27;t in the source" in page
        assert "1 saying that you lack something" in page

    def test_a_quote_says_where_it_is_from_and_quotes_are_counted(self, client, member):
        question = asked(member, job=an_open_job(), resume=a_resume_of(member))
        number, source = next((at, one) for at, one in enumerate(question.sources, 1) if one["text"] == "You know SQL.")
        quoted = {"text": source["text"], "citations": [{"source": number, "quote": source["text"]}], "paragraph": 1}
        answered(question, claims=None)
        Question.objects.update(claims=[*Question.objects.get().claims, {**quoted, "is_quote": True}])
        page = client.get(question.get_absolute_url()).text
        assert '<span class="says">The job says (What you bring):</span> “You know SQL.”<a class="cite"' in page
        assert "1 sentence is a quote: the model's own words weren't close enough to the source." in page
        Question.objects.update(claims=[quoted])  # as answers were stored before there were quotes
        page = client.get(question.get_absolute_url()).text
        assert "You know SQL." in page
        assert "is a quote" not in page

    def test_it_grows_while_it_is_written(self, client, member):
        question = asked(member, job=an_open_job())
        progress = reverse("advice:question-progress", args=[question.pk])
        page = client.get(question.get_absolute_url()).text
        assert f"{progress}?seen=waiting-0-0" in page
        assert "Waiting for the model." in page
        assert client.get(progress, {"seen": "waiting-0-0"}).status_code == 204
        Question.objects.update(state=State.ANSWERING, started_at=timezone.now(), attempts=1)
        quote = question.sources[0]["text"]
        claim = {"text": "First sentence.", "citations": [{"source": 1, "quote": quote}], "paragraph": 1}
        pieces.add(pieces.key_of(question.pk), claim)
        part = client.get(progress, {"seen": "waiting-0-0"})
        assert "First sentence." in part.text
        assert "<html" not in part.text
        assert "Writing: 1 sentence so far." in part.text
        assert "First sentence." in client.get(question.get_absolute_url()).text  # a plain refresh shows it too
        assert client.get(progress, {"seen": "answering-1-1"}).status_code == 204
        answered(question, [1, 2])
        part = client.get(progress, {"seen": "answering-1-1"}).text
        assert "data-hx-get" not in part
        assert "Done: 2 sentences." in part

    def test_markup_in_answers_and_sources_is_text(self, client, member):
        evil = "<script>alert(1)</script>"
        question = asked(member, job=an_open_job(title=f"Manager {evil}"), words=f"{evil} why?")
        claim = {"text": evil, "citations": [{"source": 1, "quote": "Manager"}], "paragraph": 1}
        Question.objects.update(state=State.DONE, claims=[claim])
        assert evil not in client.get(question.get_absolute_url()).text

    def test_it_is_never_kept(self, client, member):
        question = answered(asked(member, job=an_open_job()))
        for address in (LIST, question.get_absolute_url(), reverse("advice:question-progress", args=[question.pk])):
            assert "no-store" in client.get(address)["Cache-Control"]

    def test_it_is_its_owners(self, client, member):
        question = answered(asked(a_plus_member("other@example.com"), job=an_open_job()))
        for name in ("question", "question-progress", "delete-question"):
            assert client.get(reverse(f"advice:{name}", args=[question.pk])).status_code == 404
        for name in ("stop-question", "ask-again", "rate-question", "delete-question", "accept-version", "save-letter"):
            assert client.post(reverse(f"advice:{name}", args=[question.pk]), {"version": 0}).status_code == 404
        assert Question.objects.count() == 1

    def test_the_list_asks_the_same_queries_for_many(self, client, member, django_assert_max_num_queries):
        job = an_open_job()
        for number in range(3):
            answered(asked(member, job=job, words=f"Question {number}?"))
        client.get(LIST)
        with django_assert_max_num_queries(14) as few:
            assert "Question 2?" in client.get(LIST).text
        for number in range(12):
            answered(asked(member, job=job, words=f"More {number}?"))
        with django_assert_max_num_queries(len(few)):
            client.get(LIST)


class TestRating:
    def test_a_thumb_down_needs_a_reason(self, client, member):
        question = answered(asked(member, job=an_open_job()))
        address = reverse("advice:rate-question", args=[question.pk])
        refused = client.post(address, {"was_useful": "no"})
        assert refused.status_code == 400
        assert "Choose what was wrong." in refused.text
        client.post(address, {"was_useful": "no", "complaint": "source", "note": "The second one."})
        question.refresh_from_db()
        assert (question.was_useful, question.complaint, question.rating_note) == (False, "source", "The second one.")
        client.post(address, {"was_useful": "yes"})
        question.refresh_from_db()
        assert (question.was_useful, question.complaint) == (True, "")


class TestDeleting:
    def test_one_and_its_pieces(self, client, member, django_capture_on_commit_callbacks):
        question = asked(member, job=an_open_job())
        pieces.add(pieces.key_of(question.pk), {"text": "x"})
        address = reverse("advice:delete-question", args=[question.pk])
        assert "Delete this question?" in client.get(address).text
        assert Question.objects.exists()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address)
        assert not Question.objects.exists()
        assert pieces.read(pieces.key_of(question.pk)) == []

    def test_all(self, client, member):
        job = an_open_job()
        other = asked(a_plus_member("other@example.com"), job=job)
        for _ in range(2):
            asked(member, job=job)
        assert "You have 2 questions." in client.get("/account/advice/questions/delete/").text
        client.post("/account/advice/questions/delete/")
        assert Question.objects.get() == other
