"""The document: JSON Resume in and out without loss, and what is wrong named by its field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumes.document import DocumentError, ResumeDocument

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
UNKNOWN = st.dictionaries(TEXT.map(lambda key: f"x{key}"), st.none() | st.booleans() | st.integers() | TEXT, max_size=2)
DATES = (
    st.dates()
    .filter(lambda day: 1000 <= day.year < 3000)
    .map(str)
    .flatmap(lambda day: st.sampled_from([day[:4], day[:7], day]))
)
ENTRY = st.builds(
    lambda known, dates, lists, unknown: unknown | known | dates | lists,
    st.dictionaries(st.sampled_from(["name", "position", "summary"]), TEXT),
    st.dictionaries(st.sampled_from(["startDate", "endDate"]), DATES),
    st.fixed_dictionaries({}, optional={"highlights": st.lists(TEXT, max_size=3)}),
    UNKNOWN,
)
DOCUMENTS = st.builds(
    lambda sections, basics, unknown: unknown | sections | basics,
    st.dictionaries(st.sampled_from(["work", "volunteer", "projects"]), st.lists(ENTRY, max_size=3)),
    st.fixed_dictionaries(
        {},
        optional={"basics": st.fixed_dictionaries({"name": TEXT, "location": st.fixed_dictionaries({"city": TEXT})})},
    ),
    UNKNOWN,
)


@given(DOCUMENTS)
def test_a_document_goes_in_and_out_without_loss(data):
    assert ResumeDocument.from_json(data).to_json() == data


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        ({"work": [{}, {"startDate": "2020-13"}]}, "work[1].startDate", "Enter a year, a month or a day"),
        ({"work": [{"endDate": "2023-02-30"}]}, "work[0].endDate", "Enter a year, a month or a day"),
        ({"basics": {"url": "javascript:alert(1)"}}, "basics.url", "Enter a web address"),
        ({"basics": {"profiles": [{"url": "ftp://a.example"}]}}, "basics.profiles[0].url", "Enter a web address"),
        ({"basics": {"url": "https://[a.b"}}, "basics.url", "Enter a web address"),
        ({"basics": {"url": "https://www.[yourname].com"}}, "basics.url", "Enter a web address"),
        ({"basics": {"url": "https://a℀.com"}}, "basics.url", "Enter a web address"),
        ({"basics": {"email": "ana"}}, "basics.email", "Enter an email address"),
        ({"skills": [{"keywords": "SQL"}]}, "skills[0].keywords", "Enter a list."),
        ({"skills": [{"name": 3}]}, "skills[0].name", "Enter text."),
        ({"education": {"a": 1}}, "education", "Enter a list."),
        ({"awards": ["prize"]}, "awards[0]", "Enter an object with named fields."),
        ({"work": [{"name": "x" * 501}]}, "work[0].name", "Shorten this to 500 characters."),
        ({"skills": [{}] * 201}, "skills", "Enter at most 200 items."),
    ],
)
def test_what_is_wrong_is_named_by_its_field(data, place, message):
    with pytest.raises(DocumentError) as refused:
        ResumeDocument.from_json(data)
    [problem] = refused.value.problems
    assert problem.place == place
    assert problem.message.startswith(message)


def test_a_document_that_is_too_large_or_too_deep_is_refused():
    deep: dict = {}
    for _level in range(30):
        deep = {"x": deep}
    for data in (deep, {"x": "y" * 600_000}):
        with pytest.raises(DocumentError):
            ResumeDocument.from_json(data)


def test_what_the_database_cannot_hold_is_left_out():
    data = {"basics": {"name": "A\x00na \ud800"}, "x": float("nan")}
    assert ResumeDocument.from_json(data).to_json() == {"basics": {"name": "Ana "}, "x": None}
