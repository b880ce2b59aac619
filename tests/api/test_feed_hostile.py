"""Whatever is sent to the feed, it answers in the form of the contract, and never with an error of its own."""

from urllib.parse import quote

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from api.feed.openapi import document
from api.feed.parameters import PARAMETERS
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.regions import regions
from tests.factories import a_job

pytestmark = pytest.mark.django_db
FEED = "/api/v2/remote-jobs"
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from([
        "", " ", "0", "-1", "1e9", "9" * 400, "null", "undefined", "NaN", "[]", "{}", "' OR 1=1 --", "%", "\\", "' & !x", "a:*", "<->", "!!",
        "((", "\u202e", "\ud7ff", "\x00", "\x1b", "<script>", "${7*7}", "../../etc/passwd", "usa", "anywhere", "dev", "engineering", "locations",
        "industries", "the", "OR OR OR", '"', "-" * 50, "python", "𝔭𝔶𝔱𝔥𝔬𝔫", "W10:abc", "WzEsMiwiMyJd:x",
    ]),
    st.integers().map(str),
    st.sampled_from(sorted(INDUSTRIES)),
    st.sampled_from(sorted(regions())),
)  # fmt: skip
NAMES = st.one_of(st.sampled_from([*PARAMETERS, "ids", "page", "geo[]"]), st.text(max_size=8))
PAIRS = st.lists(st.tuples(NAMES, HOSTILE), max_size=4)


@pytest.fixture(scope="module")
def schemas():
    described = document()["components"]
    return {
        name: Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": described})
        for name in described["schemas"]
    }


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=PAIRS, path=st.sampled_from([FEED, f"{FEED}.php", f"{FEED}/status"]))
def test_the_feed_answers_anything_in_the_form_of_the_contract(client, settings, schemas, board, pairs, path):
    settings.API_NETWORK_MINUTE = 1_000_000
    query = "&".join(f"{quote(name, errors='replace')}={quote(value, errors='replace')}" for name, value in pairs)
    answer = client.get(f"{path}?{query}")
    assert answer.status_code in (200, 400), query
    told = answer.json()
    if answer.status_code == 400:
        schemas["Error"].validate(told)
    elif "locations" in told or "industries" in told:
        schemas["LocationsAnswer" if "locations" in told else "IndustriesAnswer"].validate(told)
    else:
        schemas["StatusAnswer" if "checkedAt" in told else "JobsAnswer"].validate(told)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pairs=st.lists(
        st.tuples(st.sampled_from(["industry", "type", "tag", "geo", "job_categories", "job_types", "search_keywords", "search_region", "q"]), HOSTILE),
        max_size=4,
    ),
    path=st.sampled_from(["/jobs/feed", "/feed/job_feed", "/jobs/feed.atom", "/jobs/feed.json"]),
)  # fmt: skip
def test_feeds_answer_anything_as_a_feed_or_with_what_is_wrong(client, settings, board, pairs, path):
    settings.API_NETWORK_MINUTE = 1_000_000
    query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in pairs)
    answer = client.get(f"{path}?{query}")
    assert answer.status_code in (200, 400), query
    assert ("json" in answer["Content-Type"] or "xml" in answer["Content-Type"]) is (answer.status_code == 200)


@pytest.fixture
def board():
    now = timezone.now()
    return [
        a_job(now=now, title="Python engineer"),
        a_job(now=now, title="Editor", company="Finch", industries=("copywriting",)),
    ]
