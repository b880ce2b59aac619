"""JSON Resume files are read leniently, and nothing in them is dropped silently."""

import json
import re
import time

import pytest

from resumes.importing import ImportRefused, json_resume, read_file


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


def wide(count):
    return json.dumps({"basics": {"name": "A"}, "x": [1] * count}, indent=1)


def large_resume():
    job = {"name": "Acme", "startDate": "some day", "summary": "Naïve work\nwell-done, “quoted”. " * 30}
    return json.dumps(
        {"basics": {"name": "A"}, "work": [job | {"position": f"Lead {n}"} for n in range(200)]}, indent=1
    )


@pytest.mark.parametrize(
    "text",
    [
        wide(4_000),
        wide(18_000),
        json.dumps(json.loads(wide(30_000))),
        large_resume(),
        json.dumps({"basics": {"name": "A"}, "skills": [{"keywords": [1] * 150}] * 150}),
        json.dumps({"basics": {"name": "A"}, "x": {f"key-{n}": f"a-{n}-b c{n}" for n in range(9_000)}}, indent=1),
    ],
    ids=["many lines", "most lines", "one line", "large", "many problems", "many keys"],
)
def test_a_large_file_is_read_in_time(text):
    began = time.process_time()
    assert read_file("resume.json", text.encode()).document.basics.name == "A"
    assert time.process_time() - began < 3


@pytest.mark.parametrize("text", [wide(25_000), json.dumps({"basics": {"name": "A" * 530_000}}), json.dumps({"x": 1, "work": [1] * 50_000})])  # fmt: skip
def test_a_file_longer_than_a_résumé_is_refused(text):
    with pytest.raises(ImportRefused, match="too long"):
        read_file("resume.json", text.encode())


def test_letters_written_as_escapes_are_known():
    draft = read({"basics": {"name": "José 🎻 Ñandú", "summary": 'One\nTwo "three"\tfour/five'}})

    assert not draft.not_placed


@pytest.mark.parametrize(
    ("section", "items", "kept", "reason"),
    [
        ("work", [{"name": "B"}, 42, {"name": "C"}], [{"name": "B"}, {"name": "C"}], "work[1]: Enter an object"),
        ("skills", [["Python", "Go"], {"name": "SQL"}], [{"name": "SQL"}], "skills[0]: Enter an object"),
        ("work", [{"name": "B", "highlights": ["One", 42]}], [{"name": "B", "highlights": ["One"]}], "work[0].highlights[1]: Enter text"),
        ("work", [{"url": "no address"}, {"name": "B"}], [{"name": "B"}], "work[0].url: Enter a web address"),
    ],
)  # fmt: skip
def test_a_wrong_item_is_left_out_and_listed(section, items, kept, reason):
    draft = read({"basics": {"name": "A"}, section: items})

    assert draft.document.to_json() == {"basics": {"name": "A"}, section: kept}
    assert any(one.reason.startswith(reason) for one in draft.not_placed)


def test_the_fields_after_a_wrong_item_have_their_new_places():
    draft = read({"work": [42, {"name": "Birch"}, 43, {"name": "Cedar"}]})
    fields = {one.text.strip(): one.fields for one in draft.placed}

    assert fields['"name": "Birch"'] == ("work[0].name",)
    assert fields['"name": "Cedar"'] == ("work[1].name",)


@pytest.mark.parametrize(("wrong", "right", "kept"), [(30, 190, 190), (5, 199, 199), (5, 210, 195)])
def test_wrong_items_of_a_list_that_is_too_long(wrong, right, kept):
    draft = read({"basics": {"name": "A"}, "work": [42] * wrong + [{"name": "B"}] * right})

    assert len(draft.document.work) == kept
    assert any("at most 200 items" in one.reason for one in draft.not_placed) == (right > 200)


def test_addresses_alone_are_profiles():
    draft = read({"basics": {"name": "A", "profiles": ["https://github.com/ana", "gitlab.com/ana", "ana at github"]}})

    assert [one.url for one in draft.document.basics.profiles] == ["https://github.com/ana", "https://gitlab.com/ana"]
    assert [one.text.strip() for one in draft.not_placed] == ['"ana at github"']


def test_keys_in_snake_case_are_read():
    draft = read({"work": [{"name": "B", "start_date": 42}]})

    assert draft.document.work[0].name == "B"


def test_nothing_that_a_page_cannot_show_is_in_a_draft():
    text = '{"basics": {"name": "A\x00na", "na\\u0000me": 3, "\\ud800": "\\ud800b"}, "work": [{"name": "B", "startDate": "x\\ud800 \\u0000"}]}'
    for draft in (
        read_file("r.json", text.replace("\x00", "").encode()),
        json_resume.read_json(text.replace("\x00", "\ud800")),
    ):
        assert draft.document.work[0].name == "B"
        assert not re.search("[\x00\ud800-\udfff]", shown(draft))


def shown(draft):
    """Returns what a page shows of a draft."""
    texts = [one.text + one.reason for one in draft.not_placed] + [
        one.text + " ".join(one.fields) for one in draft.placed
    ]
    return "".join(texts)
