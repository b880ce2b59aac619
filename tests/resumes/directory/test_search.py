"""Searching the directory: words, filters, and who is in it."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import entitlements
from resumes import lifecycle, services
from resumes.models import Exclusion, Listing, Page, Resume
from resumes.publishing.directory import indexing
from resumes.publishing.directory.search import PAGE
from resumes.publishing.viewers import viewer_of
from resumes.sections import SECTIONS
from tests.billing.members import in_state
from tests.factories import a_user
from tests.resumes.directory.support import DAY, NOW, a_document, a_person, end_plus, found, ids, set_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return a_person()


@pytest.fixture
def bo():
    """Somebody else entirely."""
    document = {
        "basics": {
            "name": "Bo Lund",
            "label": "Illustrator",
            "location": {"city": "Denver", "region": "CO", "countryCode": "US"},
        },
        "work": [
            {
                "position": "Senior Illustrator",
                "name": "Fern Press",
                "startDate": "2012-01",
                "summary": "Picture books about bees.",
            }
        ],
        "skills": [{"name": "Procreate"}],
        "languages": [{"language": "Svenska"}],
    }
    return a_person("bo@example.com", document=document, open_to=["contract"])


# --- Words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "q",
    ["backend engineer", "python", "django", "northwind", "ada", "lisbon", "back-end developer", '"Backend Engineer"'],
)
def test_words_of_titles_skills_names_and_texts_find_a_person(ada, bo, q):
    assert ids(q=q) == {ada.pk}


def test_words_of_texts_come_after_titles_and_skills(ada, bo):
    keeper = a_person(
        "cy@example.com",
        document=a_document(basics={"name": "Cy Reed", "label": "Beekeeper"}, skills=[{"name": "Bees"}]),
    )
    results = found(q="bees")
    assert [row.page_id for row in results.people] == [keeper.pk, bo.pk]
    assert (results.count.number, results.mentioned.number) == (1, 1)


def test_words_that_must_not_be_there_leave_people_out(ada, bo):
    assert ids(q="illustrator -bees") == set()


def test_everybody_is_found_without_words_the_latest_updated_first(ada, bo):
    later = a_person("cy@example.com", now=NOW + DAY)
    assert found(now=NOW + 2 * DAY).people[0].page_id == later.pk
    assert found(now=NOW + 2 * DAY).count.number == 3


def test_contact_data_cannot_be_searched(ada):
    a_person("dot@example.com", basics={"name": "Dot", "phone": "+49 30 5550 0199", "email": "secret@dot.example"})
    assert ids(q="secret@dot.example") == set()
    assert ids(q="55500199") == set()


# --- Filters -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "criteria",
    [
        {"geo": "united-states"},
        {"geo": "north-america"},
        {"geo": "colorado"},
        {"geo": "denver"},
        {"level": ("senior",)},
        {"type": ("contract",)},
        {"type": ("contract", "freelance")},
        {"language": ("sv",)},
        {"utc_from": -480, "utc_to": -360},
        {"utc_to": -300},
        {
            "geo": "united-states",
            "level": ("senior", "director"),
            "type": ("contract",),
            "language": ("sv",),
            "q": "illustrator",
        },
    ],
    ids=str,
)
def test_each_filter_and_their_combination_find_whom_they_say(ada, bo, criteria):
    assert ids(**criteria) == {bo.pk}


@pytest.mark.parametrize(
    "criteria",
    [
        {"geo": "portugal"},
        {"geo": "europe"},
        {"level": ("midweight",)},
        {"language": ("pt",)},
        {"utc_from": -60, "utc_to": 60},
    ],
)
def test_filters_leave_out_the_others(ada, bo, criteria):
    assert ids(**criteria) == {ada.pk}


def test_a_time_zone_is_where_clocks_are_at_that_time(ada):
    winter, summer = dt.datetime(2027, 1, 15, tzinfo=dt.UTC), dt.datetime(2027, 7, 15, tzinfo=dt.UTC)
    assert ids(utc_from=0, utc_to=0, now=winter) == {ada.pk}
    assert ids(utc_from=0, utc_to=0, now=summer) == set()
    assert ids(utc_from=60, utc_to=60, now=summer) == {ada.pk}


def test_a_country_of_many_clocks_is_found_by_each_unless_the_resume_says_which():
    document = a_document(basics={"name": "Eve", "location": {"countryCode": "US"}})
    anywhere = a_person("eve@example.com", document=document, time_zone="America/New_York")
    document = a_document(basics={"name": "Eli", "location": {"region": "NY", "countryCode": "US"}})
    eastern = a_person("eli@example.com", document=document, time_zone="America/Anchorage")
    assert ids(utc_from=-300, utc_to=-300) == {anywhere.pk, eastern.pk}
    assert ids(utc_from=-480, utc_to=-480) == {anywhere.pk}


def test_facets_count_what_each_choice_would_show(ada, bo):
    facets = found().facets
    assert {(one.value, one.count.number) for one in facets["level"]} == {("midweight", 1), ("senior", 1)}
    assert {(one.value, one.count.number) for one in facets["language"]} == {("pt", 1), ("en", 1), ("sv", 1)}
    chosen = found(level=("senior",)).facets["level"]
    assert {(one.value, one.count.number, one.is_chosen) for one in chosen} == {
        ("midweight", 1, False),
        ("senior", 1, True),
    }


def test_a_mistyped_word_finds_what_was_meant(ada, bo):
    from jobs.models import SearchWord

    SearchWord.objects.create(word="illustrator", postings=3)
    results = found(q="ilustrater")
    assert [row.page_id for row in results.people] == [bo.pk]
    assert (results.criteria.q, results.corrected_from.q) == ("illustrator", "ilustrater")
    assert ids(q="ilustrater", as_typed=True) == set()


# --- Who is in it ----------------------------------------------------------------------------------------------------------


def test_leaving_the_directory_takes_effect_at_once(ada, bo):
    set_page(ada, in_directory=False)
    assert ids() == {bo.pk}
    assert not Listing.objects.filter(page=ada.pk).exists()
    set_page(ada, in_directory=True)
    assert ids() == {ada.pk, bo.pk}


def test_a_hidden_surname_cannot_be_searched():
    hidden = a_person(
        shown_name="Ada Q.", document=a_document(work=[{"position": "Engineer", "summary": "Quill led a team."}])
    )
    assert ids(q="quill") == set()
    assert ids(q="ada") == {hidden.pk}


def test_a_hidden_employer_cannot_be_searched():
    hidden = a_person(hides_employer=True)
    assert ids(q="northwind") == set()
    assert ids(q="python") == {hidden.pk}
    set_page(hidden, hides_employer=False)
    assert ids(q="northwind") == {hidden.pk}


@pytest.mark.parametrize(
    "change",
    [
        {"in_directory": False},
        {"visibility": "unlisted"},
        {"visibility": "private"},
        {"hidden_at": NOW},
        {"resume": None},
    ],
    ids=str,
)
def test_a_page_that_leaves_is_gone_at_once_and_its_row_with_it(ada, bo, change):
    Page.objects.filter(pk=ada.pk).update(**change)
    assert ids() == {bo.pk}, "even before its row is removed"
    indexing.refresh([ada.pk], now=NOW)
    assert list(Listing.objects.values_list("page", flat=True)) == [bo.pk]
    assert found().count.number == 1


def test_a_deleted_resume_leaves_and_a_restored_one_comes_back(ada):
    resume = Resume.objects.get(pk=ada.resume_id)
    lifecycle.delete(document=resume, now=NOW)
    assert ids() == set()
    assert not Listing.objects.exists()
    lifecycle.restore(document=Resume.objects.get(pk=resume.pk), now=NOW)
    assert ids() == {ada.pk}


def test_an_edit_shows_at_once(ada):
    skills = next(section for section in SECTIONS if section.key == "skills")
    services.remove_entry(resume=ada.resume, section=skills, number=0, seen=(), now=NOW + DAY)
    assert ids(q="python", now=NOW + DAY) == set()
    assert Listing.objects.get().changed_on == (NOW + DAY).date()


def test_a_closed_account_is_not_shown(ada):
    ada.user.is_active = False
    ada.user.save()
    assert ids() == set()


def test_people_of_an_excluded_domain_never_find_it_in_results_or_counts(ada, bo):
    Exclusion.objects.create(user=ada.user, domain="northwind.example", created_at=NOW)
    boss, mate = a_user("boss@mail.northwind.example"), a_user("mate@elsewhere.example")
    assert ids(viewer=viewer_of(boss)) == {bo.pk}
    results = found(viewer=viewer_of(boss), q="python")
    assert (results.count.number, results.people) == (0, [])
    assert [one.value for one in found(viewer=viewer_of(boss)).facets["level"]] == ["senior"]
    assert ids(viewer=viewer_of(mate)) == {ada.pk, bo.pk}


def test_repairing_lists_what_is_missing_and_removes_what_should_not_be_there(ada, bo):
    Listing.objects.filter(page=ada.pk).delete()
    Page.objects.filter(pk=bo.pk).update(in_directory=False)
    assert indexing.repair(now=NOW + DAY) == 2
    assert list(Listing.objects.values_list("page", flat=True)) == [ada.pk]
    assert indexing.repair(now=NOW + DAY) == 0


# --- Pinned ----------------------------------------------------------------------------------------------------------------


def test_pinned_resumes_come_first_in_searches_that_they_match(ada, bo):
    pinned = a_person("pin@example.com", now=NOW - 9 * DAY, plus_until=NOW + DAY, is_pinned=True)
    results = found()
    assert [row.page_id for row in results.pinned] == [pinned.pk]
    assert pinned.pk not in [row.page_id for row in results.people]
    assert results.count.number == 3
    assert found(geo="united-states").pinned == []
    assert [row.page_id for row in found(q="django").pinned] == [pinned.pk]


def test_pinned_and_featured_end_with_plus(ada):
    chosen = a_person("pin@example.com", plus_until=NOW + DAY, is_pinned=True, is_featured=True)
    from resumes.publishing.directory import search
    from resumes.publishing.viewers import Viewer

    assert search.promoted(Viewer(), now=NOW).featured == {chosen.pk: chosen.user_id}
    after = search.promoted(Viewer(), now=NOW + 2 * DAY)
    assert (after.featured, after.pinned) == ({}, ())
    end_plus(chosen)
    assert found().pinned == []
    assert ids() == {ada.pk, chosen.pk}


def test_without_plus_nobody_is_pinned(ada):
    a_person("pin@example.com", is_pinned=True, is_featured=True)
    assert found().pinned == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=1, max_size=2 * PAGE + 5))
def test_pages_hold_everybody_once_and_the_pinned_first(db, people):
    from django.db import transaction

    with transaction.atomic():
        made = [
            a_person(
                f"p{at}@example.com", now=NOW - days * DAY, plus_until=NOW + DAY if pinned else None, is_pinned=pinned
            )
            for at, (pinned, days) in enumerate(people)
        ]
        first = found()
        pages = [first, *(found(page=number, start=first.start) for number in range(2, first.pages + 1))]
        shown = [row.page_id for one in pages for row in [*one.pinned, *one.people]]
        assert sorted(shown) == sorted(page.pk for page in made)
        pinned = {page.pk for page, (is_pinned, _days) in zip(made, people, strict=True) if is_pinned}
        assert set(shown[: len(pinned)]) == pinned
        transaction.set_rollback(True)


# --- Plus in SQL -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["free", "running", "ending", "gift", "past_due", "unpaid"])
def test_who_has_plus_is_the_same_in_a_query_as_one_by_one(state):
    user = in_state(state, now=NOW)
    for days in range(-40, 80, 2):
        at = NOW + days * DAY
        assert (
            entitlements.plus_accounts(at).filter(user=user).exists()
            == entitlements.for_user(type(user).objects.get(pk=user.pk), at).is_plus
        ), at
