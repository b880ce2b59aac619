"""JSON Resume files are read leniently, and nothing in them is dropped silently."""

import json

import pytest

from resumes.importing import ImportRefused, read_file


def read(data):
    return read_file("resume.json", json.dumps(data, indent=2).encode())


def test_valid_data_comes_back_as_it_was():
    data = {
        "$schema": "https://example.com/schema.json",
        "basics": {
            "name": "Maren Oakfield",
            "email": "maren@example.com",
            "x-pronouns": "she/her",
            "profiles": [{"network": "GitHub", "username": "m"}],
        },
        "work": [
            {
                "name": "Acme",
                "startDate": "2021-03",
                "highlights": ["One", "Two"],
                "x-team": {"size": 3, "remote": True},
            }
        ],
        "patents": [{"title": "Queue"}],
    }
    draft = read(data)

    assert draft.document.to_json() == data
    assert not draft.not_placed


def test_empty_values_are_left_out():
    draft = read(
        {
            "basics": {"name": "Maren", "url": "", "image": None, "location": {"city": ""}},
            "work": [{"name": "Acme", "endDate": ""}, {}],
            "skills": [],
        }
    )

    assert draft.document.to_json() == {"basics": {"name": "Maren"}, "work": [{"name": "Acme"}]}
    assert not draft.not_placed


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("Present", None), ("today", None), ("heute", None), ("", None), ("Mar 2021", "2021-03"), ("03/2021", "2021-03"), ("2021", "2021"), ("2021-03-15T00:00:00Z", "2021-03-15"), ("Q1 2021", "2021-03")],
)  # fmt: skip
def test_dates_in_words_are_read(written, read_as):
    work = read({"work": [{"name": "Acme", "endDate": written}]}).document.to_json()["work"][0]

    assert work.get("endDate") == read_as


def test_keys_of_older_versions_are_renamed():
    data = {"basics": {"name": "Maren", "website": "maren.example", "picture": "a.png"}, "work": [{"company": "Acme", "website": "https://acme.example"}],
            "publications": [{"name": "Queues", "website": "https://queues.example"}]}  # fmt: skip

    assert read(data).document.to_json() == {
        "basics": {"name": "Maren", "url": "https://maren.example", "image": "a.png"},
        "work": [{"name": "Acme", "url": "https://acme.example"}],
        "publications": [{"name": "Queues", "url": "https://queues.example"}],
    }


def test_a_value_that_is_wrong_is_listed_with_its_line_and_field():
    draft = read(
        {
            "basics": {"name": "Maren", "email": "not an address"},
            "work": [{"name": "Acme", "startDate": "some day", "highlights": "one"}],
        }
    )
    listed = {one.line: one.reason for one in draft.not_placed}

    assert draft.document.to_json() == {"basics": {"name": "Maren"}, "work": [{"name": "Acme"}]}
    assert listed[4].startswith("basics.email: Enter an email address")
    assert listed[9].startswith("work[0].startDate: we can't read the date “some day”")
    assert listed[10].startswith("work[0].highlights: Enter a list")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [('{"basics": {"name": "M"},\n "work": [}', "Line 2"), ('{"name": "left-pad"}', "isn't a résumé"), ("[1, 2]", "isn't a résumé"), ('{"work": []}', "couldn't find any part"),
     ('{"basics":' + "[" * 100_000 + "]" * 100_000 + "}", "nested"), ('{"basics":' + "[" * 100 + "]" * 100 + "}", "nested")],
)  # fmt: skip
def test_a_file_without_a_resume_is_refused(text, sentence):
    with pytest.raises(ImportRefused, match=sentence):
        read_file("resume.json", text.encode())
