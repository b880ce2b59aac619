"""What ranks jobs for a member: titles first, then skills by how rare they are, then level; the newest of equals."""

import datetime as dt

import pytest
from django.db import connection

from jobs.fit import profiles
from jobs.fit.ranking import fitting_jobs
from jobs.fit.reasons import Reasons, Relation
from jobs.models import FitProfile, Job, Listing
from jobs.search import lexemes, results
from jobs.search.criteria import Criteria
from jobs.search.query import Personal
from tests.factories import NOW, a_job, a_user

pytestmark = pytest.mark.django_db
HOURS = dt.timedelta(hours=1)


def profile_of(*titles, skills=(), level="midweight"):
    pairs = tuple((lexemes.skill_key(name), name) for name in skills)
    work = profiles.Work(tuple((title, None) for title in titles), pairs, level, 6)
    user = a_user(email=f"member-{FitProfile.objects.count()}@example.com")
    return profiles.keep_profile(user=user, work=work, resume_id=1, resume_name="Mine", is_chosen=False, now=NOW)


def job(title="Keeper", *, company="", hours=1, level="midweight", **fields):
    return a_job(
        title=title,
        company=company or f"Company {Job.objects.count()}",
        level=level,
        published_at=NOW - hours * HOURS,
        expires_at=NOW + 30 * 24 * HOURS,
        **{"skills": (), **fields},
    )


def ranked(profile, **options):
    return [one.pk for one in fitting_jobs(profiles.compared(profile), now=NOW, **options).jobs]


def test_the_same_title_comes_before_shared_skills_and_jobs_of_other_work_are_left_out():
    other = job("Nurse", skills=("Triage",))
    skilled = job("Reporting Specialist", skills=("SQL", "Excel"))
    same = job("Data Analyst", hours=300)
    assert ranked(profile_of("Data Analyst", skills=("SQL", "Excel"))) == [same.pk, skilled.pk]
    assert other.pk not in ranked(profile_of("Data Analyst", skills=("SQL",)))


def test_a_title_of_one_word_beside_its_level_finds_jobs_that_share_no_skill():
    same = job("Operations Lead", level="senior")
    assert ranked(profile_of("Operations Lead", "Operations Analyst", skills=("SQL",))) == [same.pk]


def test_a_rare_skill_counts_more_than_a_common_one():
    for number in range(40):
        job("Gardener", company=f"Garden {number}", skills=("Excel",))
    common = job("Keeper", skills=("Excel", "Whistling"))
    rare = job("Keeper", skills=("Terraform", "Whistling"), hours=50)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE jobs_listing")
    assert ranked(profile_of("Keeper", skills=("Excel", "Terraform")))[:2] == [rare.pk, common.pk]


def test_names_of_a_skill_that_mean_the_same_are_one_skill():
    found = job("Keeper", skills=("Amazon Web Services", "Postgres"))
    profile = profile_of("Keeper", skills=("AWS", "PostgreSQL"))
    assert Reasons(profile).of(found).had == ("Amazon Web Services", "Postgres")


def test_the_own_level_comes_first_and_the_newest_of_equals():
    older, senior, newer = job(hours=9), job(level="executive", hours=1), job(hours=2)
    assert ranked(profile_of("Keeper")) == [newer.pk, older.pk, senior.pk]


def test_jobs_closed_to_the_member_hidden_or_muted_are_left_out():
    closed = job(regions=("united-states",))
    hidden, muted, word = job(), job(company="Birch"), job("Night Keeper")
    left = job(regions=("spain",))
    personal = Personal("spain", ("birch",), ("night",), (hidden.pk,))
    found = ranked(profile_of("Keeper"), personal=personal)
    assert found == [left.pk]
    assert {closed.pk, hidden.pk, muted.pk, word.pk} <= set(ranked(profile_of("Keeper")))


def test_closed_and_expired_jobs_are_left_out():
    job(hours=1)
    Job.objects.update(expires_at=NOW)
    Listing.objects.update(expires_at=NOW)
    assert ranked(profile_of("Keeper")) == []


def test_pages_follow_each_other_without_gap_or_repetition_though_all_are_equal():
    made = {job(hours=1).pk for _ in range(45)}
    profile = profile_of("Keeper")
    pages = [ranked(profile, page=number) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [pk for page in pages for pk in page] == sorted(made, reverse=True)
    assert ranked(profile, page=2) == pages[1]


def test_what_jobs_ask_for_beyond_the_profile_is_counted_exactly():
    for number in range(7):
        job(skills=("Excel", "SQL") if number < 5 else ("Excel", "SAP"))
    compared = profiles.compared(profile_of("Keeper", skills=("Excel",)))
    assert fitting_jobs(compared, now=NOW).wanted == [("SQL", 5), ("SAP", 2)]


def test_a_page_takes_two_statements(django_assert_num_queries):
    job()
    compared = profiles.compared(profile_of("Keeper"))
    with django_assert_num_queries(2):
        fitting_jobs(compared, now=NOW)


def test_a_profile_without_titles_and_skills_ranks_nothing():
    job()
    assert ranked(profile_of()) == []


# --- Why ----------------------------------------------------------------------------------------------------------------


def test_a_row_knows_its_title_its_skills_and_its_step():
    profile = profile_of("Operations Manager", "Dispatcher", skills=("Excel", "Budgeting"))
    fit = Reasons(profile).of(job("Operations Manager", level="senior", skills=("Excel", "SQL", "SAP")))
    assert (fit.relation, fit.title, fit.step) == (Relation.SAME, "Operations Manager", 1)
    assert (fit.had, fit.missing, fit.score) == (("Excel",), ("SQL", "SAP"), "1 of 3")
    assert fit.sentence == "Same work as “Operations Manager” in your résumé, at a higher level."
    assert fit.gaps == "SQL, SAP"


@pytest.mark.parametrize(
    ("title", "other", "relation"),
    [
        ("Frontend Developer", "Senior Frontend Engineer", "same"),
        ("Software Engineer", "Software Tester", "near"),
        ("Customer Support Specialist", "IT Support Specialist", "near"),
        ("Operations Manager", "Logistics Operations Lead", "near"),
        ("Operations Manager", "Product Manager", "none"),
        ("Accountant", "Senior Accountant", "same"),
        ("Nurse", "Copywriter", "none"),
    ],
)
def test_how_titles_are_related(title, other, relation):
    assert Reasons(profile_of(title)).of(job(other)).relation == relation


def test_work_of_the_same_kind_comes_before_work_that_is_near():
    profile = profile_of("Software Engineer", "Accountant")
    fit = Reasons(profile).of(job("Senior Accountant"))
    assert (fit.relation, fit.title) == (Relation.SAME, "Accountant")


# --- As the order of a search -------------------------------------------------------------------------------------------


def by_fit(criteria, profile, **options):
    rows, rest, start = [], [], None
    while True:
        page = results.search(criteria, start=start, profile=profile, now=NOW, **options)
        for number in range(1, page.pages + 1):
            one = results.search(criteria, page=number, start=start, profile=profile, now=NOW, **options)
            rows += [found.pk for found in one.jobs]
            rest += [found.pk for found in one.rest]
        if page.older is None:
            return rows, rest
        start = page.older


def test_a_search_by_fit_shows_what_fits_first_and_then_the_rest_that_matches_newest_first():
    fits = [job("Keeper", skills=("Excel",), hours=9), job("Keeper", hours=5)]
    others = [job("Nurse", hours=3), job("Nurse", hours=4)]
    profile = profiles.compared(profile_of("Keeper", skills=("Excel",)))
    found = by_fit(Criteria(sort="fit"), profile)
    assert found == ([one.pk for one in fits], [one.pk for one in others])
    assert by_fit(Criteria(q="nurse", sort="fit"), profile) == ([], [one.pk for one in others])
    assert by_fit(Criteria(level=("senior",), sort="fit"), profile) == ([], [])


def test_a_long_search_by_fit_has_every_job_once(small_cap):
    made = {job("Keeper" if number % 2 else "Nurse", hours=number % 7 + 1).pk for number in range(110)}
    profile = profiles.compared(profile_of("Keeper"))
    rows, rest = by_fit(Criteria(sort="fit"), profile)
    assert len(rows) == 55
    assert len(rows + rest) == len(made)
    assert set(rows + rest) == made
    hidden = tuple(rows[:3] + rest[:3])
    fewer = by_fit(Criteria(sort="fit"), profile, personal=Personal(skip=hidden))
    assert fewer == (rows[3:], rest[3:])


def test_counts_are_those_of_any_order():
    for number in range(4):
        job("Keeper" if number else "Nurse")
    profile = profiles.compared(profile_of("Keeper"))
    found = results.search(Criteria(sort="fit"), profile=profile, now=NOW)
    plain = results.search(Criteria(), now=NOW)
    assert found.count == plain.count
    assert found.facets == plain.facets


def test_a_search_by_fit_without_anything_to_compare_with_is_one_by_best_match():
    older, newer = job("Nurse", hours=3), job("Nurse", hours=2)
    for criteria in (Criteria(sort="fit"), Criteria(q="nurse", sort="fit")):
        found = results.search(criteria, now=NOW)
        assert [one.pk for one in found.jobs] == [newer.pk, older.pk]
        assert (found.rest, found.mentions, found.criteria.sort) == ([], [], "best")
