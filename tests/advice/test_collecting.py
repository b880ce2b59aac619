"""What goes with a question beside the job, the guide and the résumé: published figures, and what the fit sheet found."""

import html
import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from advice.answers.prompts import MOST_CHARACTERS, MOST_SOURCES
from advice.models import Consent
from advice.models.question import Task
from advice.questions import asking, consents
from advice.questions.collecting import Subject
from advice.questions.findings import MOST_FINDINGS
from advice.questions.published import MOST_FIGURES
from careers.models import Edition
from jobs.models import Job
from occupations.models import Occupation
from tests.advice.asking import a_plus_member, a_resume_of, an_open_job, asked
from tests.factories import a_published_guide

pytestmark = pytest.mark.django_db
DESCRIPTION = (
    "<h3>What you bring</h3><ul><li>Three years or more in operations</li><li>SQL for your own questions</li>"
    "<li>Experience with Kafka</li></ul>"
)


@pytest.fixture
def member(client, model_standin):
    user = a_plus_member()
    client.force_login(user)
    return user


def of_kind(question, kind):
    return [source for source in question.sources if source["kind"] == kind]


def a_job_of(occupation, confidence=99, **changes):
    job = an_open_job(**changes)
    Job.objects.filter(pk=job.pk).update(occupation=occupation, occupation_confidence=confidence)
    return Job.objects.get(pk=job.pk)


def opened(client, source):
    """The ids of the page that a source leads to."""
    address = urlsplit(source["url"])
    page = client.get(f"{address.path}?{address.query}")
    assert page.status_code == 200
    assert address.fragment == "" or address.fragment in re.findall(r'\bid="([^"]+)"', page.text), source
    return html.unescape(page.text)


def test_a_question_about_a_job_gets_the_figures_of_its_occupation(client, member, occupations):
    developers = Occupation.objects.get(code="15-1252.00")
    question = asked(member, job=a_job_of(developers), words="What does it pay?")
    figures = of_kind(question, "statistics")
    assert {source["key"].partition(".")[0] for source in figures} == {"jobs", "pay", "outlook", "way-in"}
    assert len(figures) <= MOST_FIGURES
    for source in figures:
        assert "Published statistic" in source["text"] or source["key"] == "jobs"
        assert source["text"] in question.sent[1]["content"]
        opened(client, source)


@pytest.mark.parametrize(("confidence", "is_listed"), [(10, True), (99, False)])
def test_it_gets_none_if_the_occupation_is_not_sure_or_has_no_page(member, occupations, confidence, is_listed):
    Occupation.objects.update(is_listed=is_listed)
    job = a_job_of(Occupation.objects.get(code="15-1252.00"), confidence)
    assert of_kind(asked(member, job=job), "statistics") == []


@pytest.mark.parametrize(("match", "has_figures"), [("exact", True), ("broad", True), ("related", False)])
def test_a_question_about_a_guide_gets_those_of_the_occupation_it_is_about(member, occupations, match, has_figures):
    now = timezone.now()
    a_published_guide(now=now, slug="software", occupation={"code": "15-1252", "match": match})
    subject = Subject(edition=Edition.objects.live(now).get(guide__slug="software"))
    question = asking.ask(user=member, task=Task.QUESTION, words="Does it grow?", subject=subject, now=now)
    assert bool(of_kind(question, "statistics")) == has_figures


def test_a_letter_gets_no_figures(member, occupations):
    job = a_job_of(Occupation.objects.get(code="15-1252.00"))
    question = asked(member, job=job, resume=a_resume_of(member), task=Task.LETTER, words="")
    assert {source["kind"] for source in question.sources} == {"job", "resume"}


def test_an_explanation_gets_what_the_fit_sheet_found_and_each_opens_it(client, member):
    resume, job = a_resume_of(member), an_open_job(description=DESCRIPTION, skills=())
    question = asked(member, job=job, resume=resume, task=Task.EXPLAIN, words="")
    found = of_kind(question, "sheet")
    texts = [source["text"] for source in found]
    assert texts[0] == "You have 2 of the 3 things they ask for."
    assert "Apache Kafka (must have): we found no line about Apache Kafka in your résumé." in texts
    assert "SQL (must have): in your résumé." in texts
    for source in found:
        assert source["text"] in question.sent[1]["content"]
        assert source["url"].startswith(f"/account/advice/fit/{job.pk}/?resume={resume.pk}")
        assert "You have 2 of the 3 things they ask for" in opened(client, source)
    assert of_kind(asked(member, job=job, resume=resume), "sheet") == []


def test_a_huge_job_and_resume_stay_in_bounds(member, occupations):
    skills = ("SQL", "Python", "Kafka", "Java", "Docker", "Excel", "Rust", "Ruby", "PHP", "Perl", "Scala", "Kotlin")
    asks = "".join(f"<li>{skill} is required, {'and you use it every day ' * 20}</li>" for skill in skills * 6)
    data = {"work": [{"name": "Acme", "highlights": [f"Led {number} {'projects ' * 60}" for number in range(90)]}]}
    job = a_job_of(Occupation.objects.get(code="15-1252.00"), description=f"<ul>{asks}</ul>")
    question = asked(member, job=job, resume=a_resume_of(member, data), task=Task.EXPLAIN, words="")
    assert len(question.sources) <= MOST_SOURCES
    assert sum(len(source["text"]) for source in question.sources) <= MOST_CHARACTERS
    assert 5 < len(of_kind(question, "sheet")) <= MOST_FINDINGS
    assert {source["kind"] for source in question.sources} == {"sheet", "job", "resume", "statistics"}
    assert not question.is_whole


def test_the_page_about_consent_says_so_and_members_who_agreed_before_are_asked_again(client, member):
    page = html.unescape(client.get("/account/advice/consent/").text)
    assert "published figures about its occupation" in page
    assert "what your fit sheet found" in page
    Consent.objects.update(version=1)
    assert not consents.has_consent(member)
