"""JSON Resume goes in and out without loss: generated documents, invented people, and the format's own samples."""

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resumes.document import ResumeDocument
from resumes.exports import FORMATS, Options
from tests.resumes.people import PEOPLE

SAMPLES = Path(__file__).parents[1] / "samples"
SCHEMA = json.loads((SAMPLES / "schema.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

_ALPHABET = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
_TEXT = st.text(_ALPHABET, max_size=12)
_DATE = st.one_of(
    st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31)).map(str),
    st.builds("{:04}-{:02}".format, st.integers(1900, 2099), st.integers(1, 12)),
    st.integers(1900, 2099).map(str),
)
_URL = st.from_regex(r"https?://[a-z]{1,9}\.example(/[a-z0-9_~-]{0,9}){0,3}", fullmatch=True)
_EMAIL = st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.example", fullmatch=True)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2),
    max_leaves=3,
)


def values_for(schema, name=""):
    """Returns a strategy for values of a part of the schema."""
    if "$ref" in schema:
        return _DATE
    if schema.get("type") == "array":
        return st.lists(values_for(schema["items"]), max_size=2)
    if schema.get("type") == "object":
        known = {key: values_for(value, key) for key, value in schema["properties"].items()}
        objects = st.fixed_dictionaries({}, optional=known)
        own = st.dictionaries(_TEXT.map("x-{}".format), _JSON, max_size=1)
        return st.builds(lambda given, extra: extra | given, objects, own)
    if schema.get("format") == "email":
        return _EMAIL
    return _URL if schema.get("format") == "uri" or name == "$schema" else _TEXT


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(values_for(SCHEMA))
def test_a_generated_document_comes_out_as_it_went_in(data):
    document = ResumeDocument.from_json(data)
    exported = json.loads(FORMATS["json"].render(document, Options()).content)
    assert exported == data
    VALIDATOR.validate(exported)


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.resume.json")), ids=lambda sample: sample.name)
def test_a_sample_of_the_format_comes_out_as_it_went_in(sample):
    data = json.loads(sample.read_text())
    exported = json.loads(FORMATS["json"].render(ResumeDocument.from_json(data), Options()).content)
    assert exported == data


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.resume.json")), ids=lambda sample: sample.name)
def test_a_sample_of_the_format_becomes_every_other_format(sample):
    document = ResumeDocument.from_json(json.loads(sample.read_text()))
    for one in FORMATS.values():
        export = one.render(document, Options())
        assert export.content
        assert export.missing_characters == ""


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_a_person_comes_out_as_they_went_in(person):
    exported = json.loads(FORMATS["json"].render(person.document, Options()).content)
    stored = json.loads(json.dumps(person.data).replace("\\u0000", ""))  # the database can't hold NUL
    assert exported == stored
