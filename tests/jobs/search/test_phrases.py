"""A phrase also asks for its pairs of neighboring words, which narrows the search and changes no answer."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.search import results
from jobs.search.criteria import Criteria
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db
WORDS = ("data", "engineer", "of", "head", "full-time", "lead", "it's", "O'Brien", "a\\b")


def ask(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("typed", "phrases", "pairs"),
    [
        ("data engineer", 0, 0),
        ('"data engineer"', 1, 1),
        ('"lead data engineer"', 2, 2),
        ('"head of data engineer"', 1, 1),
        ('"head of data"', 0, 0),
        ('"data engineer" OR "lead data"', 2, 2),
        ('engineer -"lead data"', 1, 1),
        ("full-time", 2, 2),
        ("the", 0, 0),
        ("", 0, 0),
    ],
)
def test_each_neighborhood_of_a_phrase_asks_for_its_pair(typed, phrases, pairs):
    asked = ask("SELECT jobs_text_query(%s)::text", typed)
    assert (asked.count("<->"), asked.count("~~")) == (phrases, pairs)


parts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
typed = st.lists(
    st.one_of(parts, parts.map('"{}"'.format), parts.map('-"{}"'.format), st.just("OR")), min_size=1, max_size=4
).map(" ".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.sampled_from((*WORDS, ".")), max_size=9).map(" ".join), typed=typed)
def test_pairs_change_no_answer(text, typed):
    plain = "to_tsvector('english', %s) @@ websearch_to_tsquery('english', %s)"
    paired = "(to_tsvector('english', %s) || jobs_pairs(to_tsvector('english', %s))) @@ jobs_text_query(%s)"
    assert ask(f"SELECT {plain}", text, typed) == ask(f"SELECT {paired}", text, text, typed)


def test_a_phrase_is_found_across_title_and_text_as_they_stand():
    a_job(title="Lead Data Engineer", skills=("Machine learning",), description="<p>Work in sales operations.</p>")
    for phrase in ("lead data engineer", "data engineers", "machine learning", "sales operation"):
        found = results.search(Criteria(q=f'"{phrase}"'), now=NOW)
        assert len(found.jobs) + len(found.mentions) == 1
    for phrase in ("lead engineer", "engineer data", "operations sales", "learning machine"):
        assert results.search(Criteria(q=f'"{phrase}"'), now=NOW).is_empty
