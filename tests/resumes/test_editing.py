"""Changes of a document, and what differs between two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumes import editing
from resumes.differences import differences
from resumes.sections import BY_KEY, SECTIONS, Kind

WORK, BASICS, LINKS = BY_KEY["work"], BY_KEY["basics"], BY_KEY["profiles"]
DATA = {
    "basics": {"name": "Ana", "location": {"city": "Recife"}, "profiles": [{"network": "GitHub"}], "x-own": 1},
    "work": [{"position": "Lead", "name": "Maré", "x-team": 6}, {"position": "Analyst", "name": "Feira"}],
    "x-theme": "plain",
}


def test_setting_a_field_keeps_what_we_do_not_know():
    changed = editing.set_fields(DATA, WORK, 0, {WORK.field("position"): "Head"})
    assert changed["work"][0] == {"position": "Head", "name": "Maré", "x-team": 6}
    assert changed["x-theme"] == "plain"
    assert DATA["work"][0]["position"] == "Lead"


def test_an_empty_value_removes_the_field_and_an_object_that_is_then_empty():
    changed = editing.set_fields(DATA, BASICS, 0, {BASICS.field("location.city"): ""})
    assert changed["basics"] == {"name": "Ana", "profiles": [{"network": "GitHub"}], "x-own": 1}
    assert editing.set_fields({}, BASICS, 0, {BASICS.field("location.city"): ""}) == {"basics": {}}


def test_entries_are_added_moved_and_removed():
    added = editing.add_entry(DATA, LINKS, {LINKS.field("network"): "Behance"})
    assert [one["network"] for one in added["basics"]["profiles"]] == ["Behance", "GitHub"]
    assert [one["name"] for one in editing.move_entry(DATA, WORK, 0, "down")["work"]] == ["Feira", "Maré"]
    assert editing.move_entry(DATA, WORK, 0, "up") == DATA
    assert [one["name"] for one in editing.remove_entry(DATA, WORK, 0)["work"]] == ["Feira"]
    with pytest.raises(editing.NoSuchEntry):
        editing.remove_entry(DATA, WORK, 2)


@given(st.lists(st.sampled_from(["up", "down"]), max_size=8), st.integers(0, 1))
def test_moving_loses_no_entry(moves, number):
    data = DATA
    for to in moves:
        data = editing.move_entry(data, WORK, number, to)
    assert sorted(map(repr, data["work"])) == sorted(map(repr, DATA["work"]))


def test_every_field_of_the_editor_is_one_of_the_format():
    for section in SECTIONS:
        known = {field.alias for field in section.model.model_fields.values()}
        assert {field.path[0] for field in section.fields} <= known
        assert set(section.heading) <= known


def test_differences_name_section_entry_and_field():
    after = editing.set_fields(DATA, WORK, 1, {WORK.field("startDate"): "2019-03"})
    after = editing.remove_entry(after, WORK, 0)
    found = [(str(one.section), one.entry, str(one.field), one.before, one.after) for one in differences(DATA, after)]
    assert found == [
        ("Experience", "Lead, Maré", "Job title", "Lead", ""),
        ("Experience", "Lead, Maré", "Employer", "Maré", ""),
        ("Experience", "Lead, Maré", "Other fields", "x-team", ""),
        ("Experience", "Analyst, Feira", "Start", "", "Mar 2019"),
    ]
    assert differences(DATA, DATA) == []


def test_dates_are_the_only_fields_shown_in_another_form():
    assert {field.name for section in SECTIONS for field in section.fields if field.kind is Kind.DATE} == {
        "startDate", "endDate", "date", "releaseDate",
    }  # fmt: skip
