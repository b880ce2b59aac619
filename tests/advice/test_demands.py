"""What a job asks: skills, languages, certificates, years and degrees, each with its sentence; must-haves told from the rest."""

import datetime as dt
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advice.fit.degrees import Degree, asked_degree, counts_as_field, held_degree
from advice.fit.demands import demands_of, years_in
from advice.fit.experience import experience_of
from advice.fit.implied import INCLUDED
from advice.fit.needs import need_of
from jobs.models import Company, Job
from occupations.skills import skill_of
from resumes.document import Work
from toolkit.rich_text import clean

TODAY = dt.date(2026, 11, 24)


def a_text(description, **columns):
    return Job(
        company=Company(name="Northwind"),
        title=columns.pop("title", "Manager"),
        description=clean(description),
        **columns,
    )


def asked_in(description, **columns):
    return [
        (demand.name, demand.need, demand.source.text)
        for demand in demands_of(a_text(description, **columns), page="#").asked
    ]


def test_each_demand_names_its_sentence_and_whether_it_may_be_missing():
    description = (
        "<h3>What you’ll do</h3><ul><li>Build dashboards in Looker</li></ul>"
        "<h3>Requirements</h3><ul><li>5+ years with Python</li><li>Kafka is a plus</li><li>Fluent English</li></ul>"
        "<h3>Nice to have</h3><ul><li>Portuguese or Spanish</li><li>PMP certification</li></ul>"
    )
    assert asked_in(description) == [
        ("5 years of experience", "must", "5+ years with Python"),
        ("Python", "must", "5+ years with Python"),
        ("English", "must", "Fluent English"),
        ("Apache Kafka", "nice", "Kafka is a plus"),
        ("Portuguese or Spanish", "nice", "Portuguese or Spanish"),
        ("PMP", "nice", "PMP certification"),
    ]
    named = demands_of(a_text(description), page="#").named
    assert [(one.skill.name, one.source.text) for one in named] == [("Looker", "Build dashboards in Looker")]


def test_a_must_decides_over_a_wish_and_a_label_adds_what_the_text_leaves_out():
    description = "<h3>Requirements</h3><ul><li>SQL is a plus</li><li>You must know SQL</li></ul>"
    asked = demands_of(a_text(description, skills=["SQL", "Excel"]), page="#").asked
    assert [(one.name, one.need) for one in asked] == [("SQL", "must"), ("Excel", None)]
    assert [source.text for source in asked[0].sources] == ["You must know SQL", "SQL is a plus", "SQL, Excel"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Python, Django and PostgreSQL", ["Python", "Django", "PostgreSQL"]),
        ("Experience with Python or Go", ["Python or Go"]),
        ("Experience with Python, Ruby or Go", ["Python, Ruby or Go"]),
        ("CRM software such as HubSpot or Salesforce", ["CRM, HubSpot or Salesforce"]),
        ("Knowledge of Figma. Good humor.", ["Figma"]),
        ("Fluent SQL and at least one of Python or Go", ["SQL", "Python or Go"]),
        ("Knowledge of GAAP, IFRS or a national standard", ["GAAP or IFRS"]),
    ],
)
def test_of_a_choice_one_is_enough(sentence, names):
    assert [name for name, _need, _text in asked_in(f"<h3>Requirements</h3><ul><li>{sentence}</li></ul>")] == names


def test_a_product_of_the_company_is_no_skill():
    named = demands_of(a_text("<p>Law firms like the Northwind Jira. We plan in Jira.</p>"), page="#").named
    assert [one.source.text for one in named] == ["We plan in Jira."]


def test_a_certificate_in_a_skill_is_not_the_skill():
    found = demands_of(
        a_text("<h3>Requirements</h3><ul><li>A certificate in project management is welcome</li></ul>"), page="#"
    )
    assert found.asked == ()
    assert [(one.need, one.source.text) for one in found.unread] == [
        ("nice", "A certificate in project management is welcome")
    ]


def test_something_similar_will_do_where_the_job_says_so():
    asks = ("Zendesk or another ticket system", "Zendesk and Excel", "BambooHR or a similar system")
    found = [demands_of(a_text(f"<h3>Requirements</h3><p>Experience with {ask}</p>"), page="#").asked for ask in asks]
    assert [[one.or_similar for one in demands] for demands in found] == [[True], [False, False], [True]]


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("3+ years of Python", 3),
        ("At least five years in sales", 5),
        ("3-5 years of experience", 3),
        ("7 to 10 years in a similar role", 7),
        ("Three years or more in operations", 3),
        ("You are 18 years or older", 0),
        ("Graduated within the last 2 years", 0),
        ("We grew in the past 3 years", 0),
        ("Founded 20 years ago", 0),
        ("A career of 500 years", 0),
        ("You get $5 years later", 0),
        ("Some years of experience", 0),
    ],
)
def test_years_of_experience(sentence, years):
    assert years_in(sentence) == years


@pytest.mark.parametrize(
    ("sentence", "degree", "or_experience"),
    [
        ("Bachelor's degree in finance or equivalent experience", Degree.BACHELOR, True),
        ("BSc or MSc in computer science", Degree.BACHELOR, False),
        ("Master’s degree in statistics", Degree.MASTER, False),
        ("An MBA", Degree.MASTER, False),
        ("PhD in biology", Degree.DOCTOR, False),
        ("High school diploma or equivalent", Degree.SCHOOL, True),
        ("Degree in linguistics", Degree.BACHELOR, False),
        ("A high degree of autonomy", None, False),
        ("You master the basics", None, False),
        ("Experience with A/B testing", None, False),
    ],
)
def test_degrees_that_are_asked(sentence, degree, or_experience):
    found = asked_degree(sentence)
    assert (found and found.degree, bool(found and found.or_experience)) == (degree, or_experience)


@pytest.mark.parametrize(
    ("study_type", "degree"),
    [
        ("BSc", Degree.BACHELOR), ("B.A.", Degree.BACHELOR), ("Bachelor of Science", Degree.BACHELOR), ("Licenciatura", Degree.BACHELOR),
        ("MSc", Degree.MASTER), ("Master of Arts", Degree.MASTER), ("MBA", Degree.MASTER), ("PhD", Degree.DOCTOR),
        ("Abitur", Degree.SCHOOL), ("Bootcamp", None), ("", None),
    ],
)  # fmt: skip
def test_degrees_that_a_resume_has(study_type, degree):
    assert held_degree(study_type) == degree


def test_a_field_counts_if_its_words_are_those_asked():
    assert counts_as_field("Business Administration", "Bachelor's degree in business or equivalent")
    assert counts_as_field("Anything", "A bachelor's degree")
    assert not counts_as_field("Computer Engineering", "Degree in computer science, or similar")
    assert not counts_as_field("", "Degree in law")


# --- Years of work --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jobs", "least", "most"),
    [
        ([("2020-01", "2020-12")], 12, 12),
        ([("2020-01", "2020-12"), ("2020-06", "2021-06")], 18, 18),
        ([("2020-01", "2020-12"), ("2020-01", "2020-12")], 12, 12),
        ([("2026-09", "")], 3, 3),
        ([("2026-09", "2030-01")], 3, 3),
        ([("2027-01", "")], 0, 0),
        ([("2018", "2020")], 14, 36),
        ([("", "2020")], 0, 0),
        ([("2020-05", "2019-01")], 0, 0),
    ],
)
def test_overlapping_jobs_count_once_and_the_future_not_at_all(jobs, least, most):
    given = [{"start_date": start, "end_date": end} for start, end in jobs]
    work = [Work(**{name: value for name, value in one.items() if value}) for one in given]
    found = experience_of(work, today=TODAY)
    assert (found.least, found.most) == (least, most)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(1990, 2030), st.integers(1, 12), st.integers(0, 100)), max_size=6))
def test_years_of_work_never_exceed_the_time_that_went_by(spans):
    work = [
        Work(start_date=f"{year}-{month:02}", end_date=f"{year + length // 12}-{month:02}")
        for year, month, length in spans
    ]
    found = experience_of(work, today=TODAY)
    first = min((year * 12 + month - 1 for year, month, _ in spans), default=0)
    assert 0 <= found.least <= found.most <= max(0, 2026 * 12 + 10 - first + 1 if spans else 0)
    assert experience_of(work + work, today=TODAY).most == found.most


def test_all_names_of_wider_skills_are_in_the_vocabulary():
    names = {name for wider, narrower in INCLUDED.items() for name in (wider, *narrower)}
    assert {name for name in names if skill_of(name) is None} == set()


# --- Hostile text ---------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "you",
        "must",
        "years",
        "5+",
        "Python",
        "or",
        ",",
        "such as",
        "degree in",
        "Requirements",
        ":",
        "a plus",
        "not required",
        "\u202e",
        "(",
        "n't",
    ]
)


@given(st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=6).map(" ".join))
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_any_sentence_is_read(sentence, heading):
    need_of(sentence, (heading,))
    for demand in demands_of(a_text(f"<h3>{heading}</h3><p>{sentence}</p>", skills=[sentence[:60]]), page="#").asked:
        assert demand.source.text
        assert demand.name


def test_a_huge_description_takes_little_time():
    description = (
        "<h3>Requirements</h3>"
        + "<p>"
        + "you must not be required to need a degree in Python or such as " * 3_000
        + "</p>"
    )
    began = time.perf_counter()
    demands_of(a_text(description), page="#")
    assert time.perf_counter() - began < 5
