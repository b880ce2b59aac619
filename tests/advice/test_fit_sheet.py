"""The fit sheet: what is asked beside what the résumé says, missing things first, and nothing counted that isn't shown."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advice.fit.circumstances import can_apply, hours, level
from advice.fit.demands import demands_of
from advice.fit.evidence import Evidence
from advice.fit.example import example
from advice.fit.preparation import questions_of_guide, questions_of_job, steps
from advice.fit.sheet import Verdict, fit_sheet
from advice.sources.source import Kind, Source
from jobs.models import Company, Job
from jobs.screening.eligibility import NO, YES, Answer
from jobs.visitor_location import Place
from resumes.document import ResumeDocument
from toolkit.rich_text import clean

TODAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
RESUME = {
    "work": [
        {
            "position": "Operations Lead", "name": "Maré", "startDate": "2022-03",
            "highlights": ["Built reports with PostgreSQL", "Led vendor management"],
        },
        {"position": "Analyst", "name": "Feira", "startDate": "2020-01", "endDate": "2022-02"},
    ],
    "education": [{"studyType": "BSc", "area": "Mathematics", "endDate": "2019"}],
    "skills": [{"name": "Tools", "keywords": ["Zapier"]}],
    "languages": [{"language": "Portuguese", "fluency": "native"}],
}  # fmt: skip


def sheet_of(*asks, resume=RESUME, **columns):
    items = "".join(f"<li>{ask}</li>" for ask in asks)
    job = Job(
        company=Company(name="Northwind"),
        title="Manager",
        description=clean(f"<h3>Requirements</h3><ul>{items}</ul>"),
        **columns,
    )
    return job, fit_sheet(demands_of(job, page="#"), Evidence(ResumeDocument.from_json(resume), "/r/5/", TODAY))


def verdicts(sheet):
    return {receipt.demand.name: str(receipt.verdict) for receipt in sheet.receipts}


def test_the_sheet_says_what_is_there_and_what_is_not():
    _job, sheet = sheet_of("You know SQL", "Experience with Kafka", "Fluent Portuguese", "Comfort with ambiguity")
    assert verdicts(sheet) == {"SQL": "had", "Apache Kafka": "missing", "Portuguese": "had"}
    assert sheet.headline == "You have 2 of the 3 things they ask for"
    assert sheet.consists_of == "2 clear, 1 not found"
    assert len(sheet.cells) == sheet.asked == 3
    assert [one.source.text for one in sheet.unread] == ["Comfort with ambiguity"]


def test_a_skill_counts_for_a_wider_one_and_says_so():
    _job, sheet = sheet_of("You know SQL")
    (receipt,) = sheet.receipts
    assert receipt.note == "PostgreSQL counts as SQL."
    assert [line.text for line in receipt.lines] == ["Built reports with PostgreSQL"]
    assert receipt.lines[0].url == "/r/5/work/?open=0#entry-0-highlights"


def test_a_narrower_skill_isnt_assumed():
    _job, sheet = sheet_of("You know PostgreSQL and Docker", resume={"skills": [{"keywords": ["SQL", "Kubernetes"]}]})
    assert verdicts(sheet) == {"PostgreSQL": "missing", "Docker": "missing"}


def test_years_come_from_dated_jobs():
    _job, sheet = sheet_of("3+ years of experience", "10 years in operations")
    assert verdicts(sheet) == {"3 years of experience": "had", "10 years of experience": "missing"}
    assert "Your dated jobs add up to 6 years and 11 months." in sheet.receipts[0].note
    _job, unsure = sheet_of(
        "4 years of experience", resume={"work": [{"position": "A", "startDate": "2018", "endDate": "2022"}]}
    )
    assert verdicts(unsure) == {"4 years of experience": "partly"}
    _job, undated = sheet_of("4 years of experience", resume={"work": [{"position": "A"}]})
    assert undated.receipts[0].note == "We found no job with dates in your résumé."


def test_degrees_by_level_and_field():
    for ask, verdict in (
        ("A bachelor's degree", "had"),
        ("Bachelor's degree in mathematics", "had"),
        ("Bachelor's degree in law", "partly"),
        ("Master's degree", "missing"),
        ("Master's degree or equivalent experience", "partly"),
    ):
        _job, sheet = sheet_of(ask)
        assert [str(receipt.verdict) for receipt in sheet.receipts] == [verdict], ask


def test_what_the_job_doesnt_ask_is_shown_apart():
    _job, sheet = sheet_of("You know SQL")
    assert {"Zapier", "Portuguese"} <= {one.skill.name for one in sheet.extra}
    assert "PostgreSQL" not in {one.skill.name for one in sheet.extra}  # it counts as SQL


def test_missing_skills_show_what_the_guide_says():
    guide = (Source(Kind.GUIDE, "tech_stack.0", "Guide · Tech stack", "Kafka for events", "/careers/x/#tech-stack"),)
    job, _sheet = sheet_of("Experience with Kafka")
    sheet = fit_sheet(demands_of(job, page="#"), Evidence(ResumeDocument(), "", TODAY), guide)
    assert sheet.missing[0].guide == guide[0]


def test_nothing_to_compare_is_no_score():
    _job, sheet = sheet_of("Comfort with ambiguity")
    assert sheet.headline == "We found nothing to compare in this job"
    assert sheet.cells == ()


@given(
    st.lists(
        st.sampled_from(
            ["You know SQL", "Kafka", "Fluent Polish", "5 years", "A degree in law", "Grace", "Zapier or Make"]
        ),
        max_size=7,
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_numbers_are_what_is_shown(asks):
    _job, sheet = sheet_of(*asks)
    assert len(sheet.missing) + len(sheet.had) == sheet.asked == len(sheet.cells)
    assert sheet.clear + len(sheet.partly) + len(sheet.missing) == sheet.asked
    assert all(receipt.lines or receipt.note for receipt in sheet.had)
    assert "%" not in sheet.headline + sheet.consists_of


# --- Beside skills --------------------------------------------------------------------------------------------------------


def test_place_hours_and_level():
    job, _sheet = sheet_of("SQL", regions=["brazil"], timezone_from=-300, timezone_to=-240, level="senior")
    recife = Place("BR", "America/Recife")
    assert can_apply(job, recife, Answer(YES, "It’s open."), page="#").text == "You can apply from Brazil. It’s open."
    assert can_apply(job, recife, Answer(NO, "It isn’t."), page="#").state == "no"
    assert can_apply(job, None, None, page="#").needs_place
    found = hours(job, recife, now=NOW, page="#")
    assert found.text == (
        "Yours, UTC−3, is 1 hour outside theirs, UTC−5 to UTC−4. Of a nine-to-five day, 7 hours overlap."
    )
    assert hours(job, Place("BR", "America/Manaus"), now=NOW, page="#").state == "yes"
    assert hours(Job(company=Company()), recife, now=NOW) is None
    evidence = Evidence(ResumeDocument.from_json(RESUME), "/r/5/", TODAY)
    assert level(job, evidence, page="#").text.startswith("They ask for: Senior. Your latest title says: Senior.")


# --- Before applying ------------------------------------------------------------------------------------------------------


def test_the_checklist_begins_with_what_is_missing():
    _job, sheet = sheet_of(
        "You know SQL", "Experience with Kafka", "Comfort with ambiguity", "Bachelor's degree in law"
    )
    assert [(step.text, step.is_done) for step in steps(sheet)] == [
        ("Add Apache Kafka if you have it", False),
        ("Make this clear: Bachelor's degree", False),
        ("Have an example ready for this", False),
        ("On your résumé: SQL", True),
    ]


def test_questions_quote_the_sentence_they_are_made_from():
    job, sheet = sheet_of("You know SQL", "Fluent Polish or German", "5 years in sales", "Comfort with ambiguity")
    questions = questions_of_job(job, sheet)
    assert [question.text for question in questions] == [
        "What's your best example of working with SQL, and what came of it?",
        "How do you use Polish or German at work, in writing and in calls?",
        "Which of your past jobs prepared you best for this one, and why?",
        "Can you give an example of this: “Comfort with ambiguity”?",
    ]
    assert all(question.source.text for question in questions)
    duties = Job(
        company=Company(), title="A", description=clean("<h3>What you’ll do</h3><ul><li>Answer tickets.</li></ul>")
    )
    assert [one.text for one in questions_of_job(duties, fit_sheet(demands_of(duties, page="#"), Evidence(ResumeDocument(), "", TODAY)), page="#")] == [
        "How would you go about this: “Answer tickets”?"
    ]  # fmt: skip
    guide = (Source(Kind.GUIDE, "mistakes.0", "Guide", "Trusting a clear evening.", "/careers/x/#mistakes"),)
    assert [one.text for one in questions_of_guide(guide)] == [
        "How do you avoid this mistake: “Trusting a clear evening”?"
    ]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Experience with HTTP, DNS and Datadog", "What's your best example of working with HTTP, DNS and Datadog, and what came of it?"),
        ("Technical support experience", "What's your best example of working with technical support, and what came of it?"),
        ("3+ years with Python or Go", "What's your best example of working with Python or Go, and what came of it?"),
        ("CPA, or ACCA", "What did you learn for CPA or ACCA, and how do you use it at work?"),
        ("Fluent German", "How do you use German at work, in writing and in calls?"),
        ("We need somebody who enjoys the subject.", "What makes you this person: “We need somebody who enjoys the subject”?"),
        ("Two years in sales", "Which of your past jobs prepared you best for this one, and why?"),
    ],
)  # fmt: skip
def test_a_sentence_gives_one_question_in_good_english(sentence, question):
    job, sheet = sheet_of(sentence)
    assert [one.text for one in questions_of_job(job, sheet)] == [question]


def test_a_long_job_gives_eight_questions_at_most():
    many = (
        "SQL",
        "Fluent German",
        "5 years in sales",
        "Kafka or Go",
        "CPA",
        "Django",
        *("Comfort with " + "x" * n for n in range(1, 5)),
    )
    job, sheet = sheet_of(*many)
    job.description += clean("<h3>What you’ll do</h3>" + "".join(f"<p>Answer {n} tickets.</p>" for n in range(6)))
    questions = questions_of_job(job, sheet, page="#")
    assert len(questions) == 8
    assert len({one.source for one in questions}) == 8


def test_what_one_sentence_asks_is_one_step():
    _job, sheet = sheet_of("Active Directory, Jira, Kafka and SQL", "Fluent Polish")
    assert [step.text for step in steps(sheet)] == [
        "Add Active Directory, Jira and Apache Kafka if you have them",
        "Add Polish if you have it",
        "On your résumé: SQL",
    ]


def test_what_else_the_resume_has_is_called_by_the_name_of_the_skill():
    data = {"work": [{"position": "Driver", "startDate": "2020-01", "highlights": ["Planned routes with Zapier"]}]}
    _job, sheet = sheet_of("You know SQL", resume=data)
    assert [one.name for one in sheet.extra] == ["Route planning", "Zapier"]


def test_the_example_has_each_verdict():
    shown = example()
    assert {receipt.verdict for receipt in shown.sheet.receipts} >= {Verdict.HAD, Verdict.MISSING}
    assert verdicts(shown.sheet)["SQL"] == "had"
    assert "PostgreSQL counts as SQL." in {receipt.note for receipt in shown.sheet.receipts}
    assert shown.sheet.unread
