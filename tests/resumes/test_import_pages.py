"""Pages that import a résumé: the draft shows where each line went, and nothing is saved until the member confirms."""

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from resumes import services
from resumes.exports import FORMATS, Options
from resumes.models import Resume
from resumes.sections import label_of
from tests.factories import a_user
from tests.forms import typed_in
from tests.resumes.people import ANA

pytestmark = pytest.mark.django_db
READ, CONFIRM = "/account/resumes/import/", "/account/resumes/import/confirm/"
TEXT = "Ana Moreira\nana@example.com\n\nEXPERIENCE\nOperations Lead, Maré\nMar 2022 - present\n- Cut delays by 6%\n"


@pytest.fixture
def member(client):
    user = a_user()
    client.force_login(user)
    return user


def text(page):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.content.decode())).split())


def confirmed(page):
    """What a browser sends when the member presses the button of the draft."""
    return typed_in(page, CONFIRM)


def test_pasted_text_becomes_a_draft_and_a_resume_when_it_is_confirmed(client, member):
    page = client.post(READ, {"text": TEXT})
    assert "Nothing is saved yet." in text(page)
    assert "Experience: Job title, Experience: Employer" in text(page)
    assert not Resume.objects.exists()
    answer = client.post(CONFIRM, confirmed(page))
    [resume] = Resume.objects.of(member)
    assert answer["Location"] == resume.get_absolute_url()
    assert resume.data["work"][0]["position"] == "Operations Lead"
    assert [version.origin for version in resume.versions.all()] == ["imported"]


@pytest.mark.parametrize("key", ["pdf", "docx", "text", "markdown", "json"])
def test_what_we_export_can_be_imported(client, member, key):
    content = FORMATS[key].render(ANA.document, Options()).content
    page = client.post(READ, {"file": SimpleUploadedFile(f"ana.{FORMATS[key].extension}", content)})
    assert page.status_code == 200
    client.post(CONFIRM, confirmed(page))
    data = Resume.objects.get().data
    assert data["basics"]["name"] == "Ana Moreira"
    assert [one["name"] for one in data["work"]] == [one["name"] for one in ANA.data["work"]]


def test_lines_without_a_place_stay_with_the_resume_until_they_are_settled(client, member):
    sent = {"name": "Ana", "language": "en", "document": "{}", "not_placed": json.dumps(["A line\nof two", "Another"])}
    answer = client.post(CONFIRM, sent)
    resume = Resume.objects.get()
    assert answer["Location"] == f"{resume.get_absolute_url()}not-placed/"
    assert "Not placed 2" in text(client.get(resume.get_absolute_url()))
    client.post(answer["Location"], {"line": "A line of two"})
    client.post(answer["Location"], {"line": "A line of two"})
    resume.refresh_from_db()
    assert resume.not_placed == ["Another"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a file or paste the text of your résumé."),
        ({"text": "  \n "}, "Choose a file or paste the text of your résumé."),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 nothing")}, "We can't read this file."),
        ({"file": SimpleUploadedFile("a.txt", b" ")}, "This file is empty."),
    ],
)
def test_what_cannot_be_read_says_why(client, member, sent, said):
    page = client.post(READ, sent)
    assert page.status_code == 400
    assert said in text(page)


@pytest.mark.parametrize(
    "changes",
    [
        {"document": '{"x":' + "1" * 5000 + "}"},
        {"not_placed": "[" * 100_000},
        {"document": "[]"},
        {"document": "nonsense"},
        {"document": '{"work": 3}'},
        {"not_placed": '{"a": 1}'},
        {"name": ""},
    ],
)
def test_a_draft_that_was_tampered_with_is_refused(client, member, changes):
    sent = {"name": "Ana", "language": "en", "document": "{}", "not_placed": "[]"}
    assert client.post(CONFIRM, sent | changes).status_code == 400
    assert not Resume.objects.exists()


def test_a_full_plan_says_so_before_anything_is_lost(client, member):
    for number in range(3):
        services.create_resume(user=member, name=str(number), language="en", now=timezone.now())
    page = client.post(CONFIRM, confirmed(client.post(READ, {"text": TEXT})))
    assert page.status_code == 400
    assert "Your plan includes 3 résumés." in text(page)
    assert "Operations Lead" in page.content.decode()


def test_many_imports_in_an_hour_are_refused(client, member, monkeypatch):
    monkeypatch.setattr("resumes.views.imports.IMPORTS", "1/hour")
    assert client.post(READ, {"text": TEXT}).status_code == 200
    assert client.post(READ, {"text": TEXT}).status_code == 429


@pytest.mark.parametrize(
    ("place", "label"),
    [
        ("work[0].startDate", "Experience: Start"),
        ("basics.location.city", "About you: City"),
        ("basics.profiles[1].url", "Links: Web address"),
        ("work[2].highlights[3]", "Experience: Highlights"),
        ("skills[0]", "Skills"),
        ("heading", "Heading"),
    ],
)
def test_places_are_named_in_words(place, label):
    assert label_of(place) == label
