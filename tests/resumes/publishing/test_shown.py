"""What a published résumé leaves out: contact data always, the surname and the current employer on request."""

import datetime as dt
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumes.document import ResumeDocument
from resumes.models import Page, Resume
from resumes.publishing.shown import shown_document, tells_hidden_name
from toolkit.text import without_accents

TODAY = dt.date(2026, 11, 20)
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
    return shown_document(ResumeDocument.from_json(data), page, today=TODAY).to_json()


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


@pytest.mark.parametrize(
    "text",
    [
        "Write to ana@example.com", "[mail](mailto:ana.moreira@mail.example.com)", "Call +55 81 5550 0142", "Tel. (081) 5550-0142",
        "0049 30 1234567", "030 1234 5678", "415-555-0142", "WhatsApp: +44 (0)20 7946 0958",
    ],
)  # fmt: skip
def test_email_addresses_and_telephone_numbers_are_blanked_in_every_text(text):
    found = shown({"basics": {"name": "Ana"}, "work": [{"name": "Feira", "summary": text, "highlights": [text]}]})
    assert "@" not in dump(found)
    assert not re.search(r"\d{3}", dump(found))


@pytest.mark.parametrize(
    "text",
    [
        "Worked there 2019 - 2022", "From 03/2019 to 04/2022", "Moved 10,000,000 records", "Budget of 1.000.000 EUR", "ISO 27001 and 9001",
        "Cut cost from 0.5 to 0.35 a call", "Served 1 200 000 people", "Version 2.10.3", "Reached 99.99% of 12 345 678 calls",
    ],
)  # fmt: skip
def test_years_amounts_and_versions_are_not_taken_for_telephone_numbers(text):
    assert shown({"basics": {"summary": text}})["basics"]["summary"] == text


@pytest.mark.parametrize(
    ("name", "shown_name", "text", "left"),
    [
        ("Anna Müller", "Anna", "Mueller and Muller and MÜLLER", ["mueller", "muller", "müller"]),
        ("Søren Sørensen", "Søren", "Sorensen, Soerensen", ["orensen", "oerensen"]),
        ("Jan Wołek", "Jan", "Wolek tools", ["wolek"]),
        ("Иван Петров", "Иван", "Petrov wrote it, и Петров", ["petrov", "петров"]),
        ("Ivan Petrov", "Ivan", "Петров и другие", ["петров"]),
        ("Юлия Шевченко", "Юлия", "Shevchenko", ["shevchenko"]),
        ("Νίκος Παπαδόπουλος", "Νίκος", "Papadopoulos", ["papadopoulos"]),
        ("王小明", "小明", "王先生带领团队", ["王"]),
        ("김민수", "민수", "김 과장은 김민수입니다", ["김"]),
        ("สมชาย ใจดี", "สมชาย", "คุณใจดีเป็นหัวหน้า", ["ใจดี"]),
    ],
)
def test_other_spellings_of_a_hidden_name_are_found(name, shown_name, text, left):
    found = dump(shown({"basics": {"name": name, "summary": text}}, shown_name=shown_name)).casefold()
    assert [one for one in left if one in found] == []


def test_particles_of_a_name_are_hidden_beside_it_only():
    data = {
        "basics": {
            "name": "María de la Cruz",
            "summary": "Analista de datos en la empresa de la ciudad. María de la Cruz firma.",
        }
    }
    assert (
        shown(data, shown_name="María")["basics"]["summary"]
        == "Analista de datos en la empresa de la ciudad. María … firma."
    )


def test_with_a_hidden_name_no_address_is_left_anywhere():
    data = {
        "basics": {"name": "Ana Moreira", "summary": "See [this](https://codehaven.example/am0/p) or www.am0.example."},
        "projects": [{"name": "P", "url": "https://codehaven.example/am0/p"}],
        "certificates": [{"name": "C", "url": "https://certs.example/12345"}],
    }
    assert "am0" not in dump(shown(data, shown_name="Ana")) + dump(shown(data, shown_name="Ana"))
    assert "certs.example" not in dump(shown(data, shown_name="Ana"))


@pytest.mark.parametrize("end", ["2027-06", "2026-11", "2026", "2030-01-15"])
def test_who_leaves_later_still_works_there(end):
    data = {"work": [{"name": "Acme Labs", "startDate": "2020", "endDate": end, "position": "Lead"}]}
    assert shown(data, hides_employer=True)["work"][0]["name"] == "Current employer"


@pytest.mark.parametrize("end", ["2026-10", "2025", "2019-03-01"])
def test_who_left_has_left(end):
    data = {"work": [{"name": "Acme Labs", "startDate": "2010", "endDate": end, "position": "Lead"}]}
    assert shown(data, hides_employer=True)["work"][0]["name"] == "Acme Labs"


@pytest.mark.parametrize(
    ("company", "said"),
    [
        ("The Boston Consulting Group", "BCG"),
        ("JPMorgan Chase", "JPM"),
        ("General Electric", "GE"),
        ("Acme Health GmbH", "ACME"),
    ],
)
def test_initials_of_a_hidden_employer_are_found_and_ordinary_words_stay(company, said):
    data = {"work": [{"name": company, "startDate": "2020", "summary": f"Grew {said} sales to get the best of it"}]}
    assert shown(data, hides_employer=True)["work"][0]["summary"] == "Grew … sales to get the best of it"


def test_with_a_hidden_employer_profiles_are_left_out():
    data = {"basics": {"name": "Ana", "url": "https://ana.example", "profiles": [{"network": "X", "url": "https://x.example/ana"}]},
            "work": [{"name": "Acme", "startDate": "2020"}]}  # fmt: skip
    assert set(shown(data, hides_employer=True)["basics"]) == {"name"}


def test_an_address_that_tells_the_hidden_name_is_known():
    document = ResumeDocument.from_json({"basics": {"name": "Ana Moreira"}})
    page = Page(shown_name="Ana M.")
    assert tells_hidden_name("ana-moreira", document, page)
    assert not tells_hidden_name("ana-42", document, page)
    assert not tells_hidden_name("ana-moreira", document, Page())
