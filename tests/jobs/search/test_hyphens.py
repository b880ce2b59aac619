"""A hyphenated word is found however a job writes it: with a hyphen, joined, or as two words."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.search import lexemes, matching, results
from jobs.search.criteria import Criteria
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db


def found(q):
    page = results.search(Criteria(q=q), now=NOW)
    return {job.title for job in [*page.jobs, *page.mentions]}


@pytest.fixture
def board():
    for title in (
        "Front-end Developer",
        "Frontend Writer",
        "Front End Tester",
        "End User Front Desk",
        "Backend Keeper",
    ):
        a_job(title=title)


JOINED = {"Front-end Developer", "Frontend Writer"}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("front-end", JOINED | {"Front End Tester"}),
        ("Front-End", JOINED | {"Front End Tester"}),
        ("front\u2011end", JOINED | {"Front End Tester"}),  # the hyphen that keeps its line
        ("frontend", JOINED | {"Front End Tester"}),
        ("front end", JOINED | {"Front End Tester", "End User Front Desk"}),
        ("front-end writer", {"Frontend Writer"}),
        ("front-end -writer", {"Front-end Developer", "Front End Tester"}),
        ("keeper OR front-end", JOINED | {"Front End Tester", "Backend Keeper"}),
        ('"front-end"', JOINED | {"Front End Tester"}),
        ('"front-end developer"', {"Front-end Developer"}),
        ("back-end", {"Backend Keeper"}),
        ("-front-end keeper", {"Backend Keeper"}),
        ("front-desk", {"End User Front Desk"}),
    ],
)
def test_the_forms_of_a_hyphenated_word(board, q, expected):
    assert found(q) == expected


def test_leaving_a_hyphenated_word_out_leaves_out_all_its_forms(board):
    assert found("-front-end") == {"End User Front Desk", "Backend Keeper"}


def test_alerts_ask_the_same(board):
    ids = matching.newest(Criteria(q="front-end"), since=NOW.replace(year=2020), now=NOW, most=9)
    assert len(ids) == 3


def ask(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


WORDS = (
    "front-end",
    "full-time",
    "on-call",
    "log-in",
    "covid-19",
    "end-to-end",
    "a-b",
    "x--y",
    "-z",
    "it's",
    "lead",
    "e-mail",
    "the-the",
)
typed = st.lists(
    st.one_of(st.sampled_from((*WORDS, "OR", "-", '"')), st.text("abc-' \"", max_size=6)), min_size=1, max_size=6
).map(" ".join)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), st.sampled_from(WORDS), typed)
def test_a_text_is_found_by_all_that_found_it_before_and_any_input_is_read(body, word, anything):
    document = "to_tsvector('english', %s) || jobs_pairs(to_tsvector('english', %s))"
    indexed = lexemes.indexed(body)
    for q in (lexemes.prepared(word), lexemes.prepared(f"lead {word}"), lexemes.prepared(f'"{word}" lead')):
        if ask(f"SELECT ({document}) @@ jobs_text_query(%s)", indexed, indexed, q):
            assert ask(f"SELECT ({document}) @@ jobs_search_query(%s)", indexed, indexed, q)
    ask("SELECT jobs_search_query(%s)::text", lexemes.prepared(anything))


def test_what_has_no_hyphen_is_asked_as_before():
    for q in ('"data engineer" OR lead -the', "", "the", "data - engineer", "-data"):
        assert ask("SELECT jobs_search_query(%s)::text", q) == ask("SELECT jobs_text_query(%s)::text", q)
