"""Searches, the listing and mutes compare text as people mean it: the database and Python agree."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.digest_contents import Mutes
from alerts.models import Mute
from alerts.services import title_words
from jobs.search import lexemes, matching, results
from jobs.search.criteria import Criteria, parse
from tests.factories import NOW, a_job
from toolkit import text

pytestmark = pytest.mark.django_db
WORDS = (
    "İstanbul", "istanbul", "ışık", "café", "cafe\u0301", "CAFÉ", "Straße", "STRASSE", "ΟΔΟΣ", "οδός", "naïve", "Ōsaka", "ﬁnance",
    "engi\u00adneer", "Engineer", "Ｄata", "data", "می\u200cخواهم", "हिन्दी", "Ærø", "Łódź", "Москва", "МОСКВА", "東京", "C++", "Zürich",
)  # fmt: skip


def found(q):
    return len(results.search(parse({"q": q}).criteria, now=NOW).jobs)


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Engineer", "engi\u00adneer"),
        ("Engi\u00adneer", "engineer"),
        ("İstanbul Office Manager", "istanbul"),
        ("Istanbul Office Manager", "İSTANBUL"),
        ("Café Manager", "cafe\u0301"),
        ("Cafe\u0301 Manager", "CAFÉ"),
        ("Straße Planner", "strasse"),
        ("STRASSE Planner", "straße"),
        ("Data\u200b Lead", "da\u2060ta"),
        ("می\u200cخواهم", "میخواهم"),
    ],
)
def test_a_search_finds_what_looks_the_same(title, asked):
    a_job(title=title)
    assert found(asked) == 1


def matches(body, typed):
    """Whether the database finds the typed words in a text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('english', %s) @@ jobs_text_query(%s)",
            [lexemes.prepared(body), lexemes.prepared(typed)],
        )
        return cursor.fetchone()[0]


def has_lexemes(title, muted):
    """Whether the database leaves a job with this title out of the lists of a member who muted a word."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT array_to_tsvector(%s) @@ %s::tsquery", [lexemes.spoken(title), lexemes.muted([], [muted])]
        )
        return cursor.fetchone()[0]


written = st.sampled_from(
    [
        str,
        str.upper,
        str.lower,
        str.title,
        lambda one: unicodedata.normalize("NFD", one),
        lambda one: unicodedata.normalize("NFKC", one),
        lambda one: "\u200b".join(one),
        lambda one: f"\u202e{one}\u202c",
    ]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(WORDS), st.sampled_from(WORDS), written, written)
def test_the_database_and_python_agree_on_which_words_are_the_same(one, other, write_one, write_other):
    title, typed = write_one(one), write_other(other)
    is_same = text.fold(title) == text.fold(typed)
    mutes = Mutes([Mute(kind=Mute.Kind.WORD, value=typed)])
    is_muted = mutes.hide("anybody", f"Senior {title} (m/f)")
    assert is_muted == has_lexemes(f"Senior {title} (m/f)", typed)
    if is_same:
        assert is_muted
        assert matches(f"Senior {title} (m/f)", typed)
    elif text.without_accents(text.fold(title)) != text.without_accents(text.fold(typed)):
        assert not is_muted
        assert not matches(f"Senior {title} (m/f)", typed)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), min_size=1, max_size=4).map(" ".join))
def test_every_word_that_is_offered_for_muting_hides_its_title(title):
    kept = text.one_line(title)
    for word in title_words(kept):
        assert Mutes([Mute(kind=Mute.Kind.WORD, value=word)]).hide("anybody", kept)


def test_alerts_ask_what_the_search_page_asks():
    job = a_job(title="İstanbul Cafe\u0301 Manager")
    for q in ("istanbul café", "İSTANBUL", "cafe\u0301 mana\u00adger"):
        criteria = parse({"q": q}).criteria
        since = NOW.replace(year=2020)
        assert matching.newest(criteria, since=since, now=NOW, most=5) == [job.pk]
        assert results.search(Criteria(q=criteria.q), now=NOW).count.number == 1
