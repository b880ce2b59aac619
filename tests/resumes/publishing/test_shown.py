"""What a published résumé leaves out: contact data always, the surname and the current employer on request."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumes.document import ResumeDocument
from resumes.models import Page, Resume
from resumes.publishing.shown import shown_document
from toolkit.text import without_accents

FULL = {
    "basics": {
        "name": "Ana Moreira",
        "email": "ana@example.com",
        "phone": "+55 81 5550 0142",
        "image": "https://example.com/ana.jpg",
        "birthDate": "1990-01-01",
        "url": "https://ana-moreira.example",
        "location": {"address": "Rua Velha 4", "postalCode": "50030", "city": "Recife", "countryCode": "BR"},
        "profiles": [{"network": "Codehaven", "url": "https://codehaven.example/ana"}],
    },
    "work": [{"name": "Maré Logística Ltda", "position": "Lead", "startDate": "2022-03", "maritalStatus": "single"}],
    "references": [{"name": "Rui Costa", "reference": "Call me: +351 555 0100"}],
    "meta": {"canonical": "https://example.com/private.json"},
    "secret": "x",
}


def shown(data, *, language="en", **settings):
    page = Page(resume=Resume(language=language), **settings)
    return shown_document(ResumeDocument.from_json(data), page).to_json()


def dump(data):
    return json.dumps(data, ensure_ascii=False)


def test_contact_data_references_and_unknown_keys_are_left_out():
    found = shown(FULL)
    assert found["basics"] == {
        "name": "Ana Moreira",
        "url": "https://ana-moreira.example",
        "location": {"city": "Recife", "countryCode": "BR"},
        "profiles": [{"network": "Codehaven", "url": "https://codehaven.example/ana"}],
    }
    assert found["work"] == [{"name": "Maré Logística Ltda", "position": "Lead", "startDate": "2022-03"}]
    assert set(found) == {"basics", "work"}


@pytest.mark.parametrize(
    "text",
    [
        "Moreira built this",
        "As moreira said",
        "Written by A. MOREIRA.",
        "Moreira's team",
        "Moreira’s team",
        "see https://ana-moreira.example/cv",
        "mail ana.moreira@example.com",
        "www.codehaven.example/anamoreira",
        "[me](https://x.example/moreira)",
        "the MoreiraTools suite",
    ],
)
def test_a_hidden_surname_is_nowhere_in_the_text(text):
    data = {
        "basics": {"name": "Ana Moreira", "summary": text},
        "projects": [{"name": text, "url": "https://moreira.example/x"}],
    }
    found = shown(data, shown_name="Ana M.")
    assert "moreira" not in dump(found).casefold()
    assert found["basics"]["name"] == "Ana M."
    assert "url" not in found["projects"][0]


@pytest.mark.parametrize(
    ("name", "shown_name", "text", "left"),
    [
        ("José Muñoz", "José", "Munoz y MUÑOZ", "munoz"),
        ("王小明", "小明", "王小明做了这个", "王小明"),
        ("प्रिया शर्मा", "प्रिया", "शर्मा जी की टीम", "शर्मा"),
        ("Дмитрий Орлов", "Дмитрий", "Орлов и Орлова", "орлов"),
        ("Nguyễn Thị Hoa", "Hoa", "Nguyen Thi Hoa", "nguyen"),
        ("Anne-Marie O'Brien", "Anne-Marie", "O’Brien and O'Brien", "brien"),
        ("ياسمين الخطيب", "ياسمين", "فريق الخطيب", "الخطيب"),
        ("Jürgen Groß", "Jürgen", "GROSS war hier, Gross auch", "gross"),
    ],
)
def test_names_of_every_script_are_hidden_however_they_are_written(name, shown_name, text, left):
    found = shown({"basics": {"name": name, "summary": text}}, shown_name=shown_name)
    assert left not in without_accents(dump(found)).casefold()


def test_words_of_the_shown_name_stay():
    data = {"basics": {"name": "Ana Moreira", "summary": "Ana leads. Analytics, banana."}}
    assert shown(data, shown_name="Ana M.")["basics"]["summary"] == "Ana leads. Analytics, banana."


WORK = [
    {"name": "Maré Logística Ltda", "url": "https://mare-log.example", "description": "Largest in Recife", "position": "Lead",
     "startDate": "2022-03"},
    {"name": "maré logistica ltda", "position": "Analyst", "startDate": "2019", "endDate": "2022-03"},
    {"name": "Feira", "position": "Intern", "startDate": "2017", "endDate": "2019"},
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "At Maré Logística I cut delays",
        "at MARE LOGISTICA Ltda",
        "Maré's vendors",
        "the MareLogistica platform",
        "#marelogistica",
        "https://marelogistica.example/blog/2",
        "docs at mare-log.example: https://docs.mare-log.example/a",
    ],
)
def test_a_hidden_employer_is_nowhere_in_the_text(text):
    data = {
        "work": [*WORK, {"name": "Feira", "summary": text, "startDate": "2015", "endDate": "2016"}],
        "projects": [{"name": "Routes", "entity": "Maré Logística", "highlights": [text]}],
        "certificates": [{"name": "Inside training", "issuer": "Maré Logística Ltda"}],
    }
    found = dump(shown(data, hides_employer=True))
    assert "mare" not in without_accents(found).casefold().replace("-", "")
    assert "Largest in Recife" not in found


def test_former_employers_stay_and_the_current_one_is_named_as_such():
    found = shown({"work": WORK}, hides_employer=True, language="pt")["work"]
    assert [one["name"] for one in found] == ["Empresa atual", "Empresa atual", "Feira"]
    assert [one["position"] for one in found] == ["Lead", "Analyst", "Intern"]


def test_a_common_first_word_of_a_company_stays_in_other_texts():
    data = {"work": [{"name": "General Health Systems", "startDate": "2020", "summary": "General tasks in health"}]}
    assert shown(data, hides_employer=True)["work"][0]["summary"] == "General tasks in health"


WORDS = st.text("abcdefgéñöжшя王小", min_size=3, max_size=8)


@given(surname=WORDS, before=st.text(max_size=12), after=st.text(max_size=12))
def test_no_text_around_a_surname_lets_it_through(surname, before, after):
    data = {"basics": {"name": f"Qq {surname}", "summary": f"{before} {surname.upper()} {after}"}}
    found = shown(data, shown_name="Qq")["basics"]["summary"]
    words = without_accents(found).casefold().split()
    assert without_accents(surname).casefold() not in words
