"""A search that mistypes a word is answered as the right one, unless what was typed names a job."""

import pytest

from jobs.models import SearchWord
from jobs.search import results, spelling
from jobs.search.criteria import Criteria
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    a_job(title="Python Developer", skills=("Kubernetes",), company="Zürich Garden")
    a_job(title="Python Engineer", skills=("Excel",))
    a_job(title="Bookkeeper", regions=("spain",))
    spelling.refresh(NOW)


def suggested(**criteria):
    """What was searched for instead, if anything."""
    found = results.search(Criteria(**criteria), now=NOW)
    assert found.typed in (None, Criteria(**criteria))
    assert not (found.typed and found.is_empty)
    return found.criteria.q if found.typed else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pyhton", "python"),
        ("Engeneer", "engineer"),
        ("kubrenetes developper", "kubernetes developer"),
        ("bokkeeper", "bookkeeper"),
        ("zurihc", "zurich"),
        ('"pyhton developer"', '"python developer"'),
        ("pyhton -excel", "python -excel"),
    ],
)
def test_a_mistyped_word_is_put_right(board, typed, meant):
    assert suggested(q=typed) == meant


def test_the_rest_of_the_search_stays_as_it_is(board):
    found = results.search(Criteria(q="bokkeeper", geo="spain"), now=NOW)
    assert found.criteria == Criteria(q="bookkeeper", geo="spain")
    assert [job.title for job in found.jobs] == ["Bookkeeper"]


def test_who_means_what_was_typed_gets_it(board):
    assert results.search(Criteria(q="bokkeeper", as_typed=True), now=NOW).is_empty


@pytest.mark.parametrize("typed", ["python", "xqzvw", "bookkeeper -pyhton", "zürich xqzvw", "", "OR", "1234", "~~~"])
def test_no_suggestion_when_something_was_found_or_nothing_is_alike(board, typed):
    assert suggested(q=typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("marketting manager", "marketing manager"), ("translater", "translator"), ("managment", "management")],
)
def test_a_mistyped_title_whose_stem_texts_have_is_put_right(board, typed, meant):
    """The text of the first has a word with the stem of each, which isn't the word that was typed."""
    a_job(title="Baker", description="<p>You know the market and manage to translate recipes.</p>")
    for title in ("Marketing Manager", "Translator", "Head of Management"):
        a_job(title=title, company=title)
    spelling.refresh(NOW)
    assert suggested(q=typed) == meant


@pytest.mark.parametrize("typed", ["translating", "translated", "markets", "managed", "marketable"])
def test_a_word_that_only_texts_have_is_left_as_it_is(board, typed):
    a_job(title="Baker", description=f"<p>You see what is {typed} here.</p>")
    for title in ("Marketing Manager", "Translator"):
        a_job(title=title, company=title)
    spelling.refresh(NOW)
    assert suggested(q=typed) is None


def test_no_suggestion_that_finds_nothing_either(board):
    assert suggested(q="bokkeeper", geo="japan") is None


def test_no_suggestion_for_words_that_postings_have(board):
    assert suggested(q="python bookkeeper") is None


def test_words_follow_the_postings(board):
    assert SearchWord.objects.get(word="python").postings == 2
    assert SearchWord.objects.get(word="zurich").postings == 1
    SearchWord.objects.create(word="gone", postings=4)
    spelling.refresh(NOW)
    assert not SearchWord.objects.filter(word="gone").exists()


def test_a_search_that_is_corrected_takes_four_statements(board, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert suggested(q="pyhton") == "python"
