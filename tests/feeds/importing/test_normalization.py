"""Items of feeds in our own vocabulary."""

import dataclasses
import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.importing import labels, normalization, timezones
from feeds.sources.base import FeedPay
from jobs.job_data import JobData
from jobs.models import Company, Source
from jobs.pay import PERIODS_A_YEAR, Pay
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, Workplace, WorkType
from jobs.vocabulary.regions import regions
from tests.feeds.importing.support import an_item
from toolkit.rich_text import RichText

SOURCE = Source(name="Remote Board", format="jobicy")


def read(**changes):
    return normalization.read_job(an_item(**changes), SOURCE)


def posting(**changes):
    return read(**changes).posting


# --- The whole item -------------------------------------------------------------------------------------------------


def test_an_item_becomes_a_posting():
    made = posting(
        title=" Senior  Data\tAnalyst ",
        company="Northwind & Sons - Careers",
        company_url="https://northwind.example/",
        place="Spain",
        workplace="hybrid",
        industries=("Data Science &amp; Analytics".replace("&amp;", "&"),),
        types=("Full-Time",),
        tags=("UTC-1 to UTC+3", "SQL", "SQL"),
        skills=("Python",),
        apply_url="https://northwind.example/apply",
        published_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        expires_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
    )
    assert made == JobData(
        title="Senior Data Analyst",
        company="Northwind & Sons",
        company_site="https://northwind.example/",
        description=RichText(an_item().description),
        industries=("data-science",),
        place="Spain",
        workplace="hybrid",
        tags=("UTC-1 to UTC+3", "SQL"),
        regions=("spain",),
        timezone=(-60, 180),
        types=("full-time",),
        level="senior",
        skills=("Python", "SQL"),
        apply_url="https://northwind.example/apply",
        source_url="https://northwind.example/jobs/1",
        published_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        expires_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
    )


def test_who_applies_by_mail_is_not_sent_to_the_page_of_the_posting():
    assert posting(apply_email="jobs@northwind.example").apply_url == ""
    assert posting().apply_url == "https://northwind.example/jobs/1"


def test_a_feed_of_an_employer_gives_postings_of_that_employer():
    own = Source(name="Northwind careers", format="lever", company=Company(name="Northwind Holding"))
    assert normalization.read_job(an_item(company="northwind-eu"), own).posting.company == "Northwind Holding"


def test_a_source_stands_in_for_an_employer_that_is_named_nowhere():
    own = Source(name="Northwind", format="lever")
    assert normalization.read_job(an_item(company=""), own).posting.company == "Northwind"


def test_a_board_never_becomes_the_employer():
    with pytest.raises(normalization.Unusable, match="^company: the feed names no employer"):
        read(company="")


def test_a_place_that_cannot_be_read_is_noted_and_stays_as_it_is_worded():
    reading = read(place="Atlantis")
    assert reading.posting.regions == ()
    assert reading.posting.place == "Atlantis"
    assert any("Atlantis" in note for note in reading.notes)


@pytest.mark.parametrize(("field", "value"), [("title", "   "), ("url", "https://x.example/" + "y" * 1000)])
def test_an_item_that_cannot_be_a_posting_says_why(field, value):
    with pytest.raises(normalization.Unusable, match=f"^{field}: |^apply_url: "):
        read(**{field: value})


WORDS = st.text(max_size=40)
AMOUNTS = st.none() | st.decimals(allow_nan=True, allow_infinity=True)
PAYS = st.builds(
    FeedPay,
    AMOUNTS,
    AMOUNTS,
    st.sampled_from(["USD", "JPY", "XYZ", "", "eur"]),
    st.sampled_from([*PERIODS_A_YEAR, "", "fortnight"]),
)


@settings(max_examples=150, deadline=None)
@given(
    st.fixed_dictionaries(
        {"title": WORDS, "company": WORDS, "place": WORDS, "workplace": WORDS, "level": WORDS, "description": WORDS,
         "industries": st.tuples(WORDS, WORDS), "types": st.tuples(WORDS), "tags": st.tuples(WORDS, WORDS),
         "skills": st.tuples(WORDS), "countries": st.tuples(WORDS), "pay": st.none() | PAYS}
    )
)  # fmt: skip
def test_whatever_an_item_says_its_posting_speaks_our_vocabulary(changes):
    try:
        made = posting(**changes)
    except normalization.Unusable as refused:
        if str(refused).startswith("company: "):
            assert not normalization.employer(changes["company"])
            return
        assert not changes["title"].strip() or not re.search(r"[^\s\x00-\x1f\x7f-\x9f]", changes["title"])
        return
    assert set(made.industries) <= set(INDUSTRIES)
    assert set(made.types) <= set(WorkType.values)
    assert set(made.regions) <= set(regions())
    assert made.level in Level.values
    assert made.workplace in Workplace.values
    assert made.timezone is None or made.timezone[0] <= made.timezone[1]
    assert len(made.skills) <= labels.MOST_SKILLS
    if made.pay:
        low, high = made.pay.low, made.pay.high
        assert (low, high) != (None, None)
        assert low is None or high is None or 0 < low <= high
        assert {type(end) for end in (low, high)} <= {int, type(None)}


# --- Pay ------------------------------------------------------------------------------------------------------------


def pay(low, high, currency="USD", period="year"):
    amounts = [Decimal(str(amount)) if amount is not None else None for amount in (low, high)]
    reading = read(pay=FeedPay(*amounts, currency, period))
    return reading.posting.pay, " ".join(reading.notes)


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        ((50000, 60000), Pay(5_000_000, 6_000_000, "USD", "year")),
        ((None, 60000), Pay(None, 6_000_000, "USD", "year")),
        ((50000, 0), Pay(5_000_000, None, "USD", "year")),
        (("31.25", "40.5", "EUR", "hour"), Pay(3125, 4050, "EUR", "hour")),
        ((400_000, 500_000, "JPY", "month"), Pay(400_000, 500_000, "JPY", "month")),
        ((30_000_000, 50_000_000, "VND", "month"), Pay(30_000_000, 50_000_000, "VND", "month")),
        ((0, 0), None),
    ],
)
def test_pay_is_kept_in_minor_units(stated, meant):
    assert pay(*stated) == (meant, "")


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ((60000, 50000), "lower end is above"),
        ((-5, 50000), "positive number"),
        (("50000.125", 60000), "no unit that small"),
        (("1000.5", None, "JPY", "month"), "no unit that small"),
        ((50000, 60000, "XYZ"), "currency is unknown"),
        ((50000, 60000, ""), "currency is unknown"),
        ((50000, 60000, "USD", "fortnight"), "period is unknown"),
        ((60, 80), "plausible"),
        ((60000, 80000, "USD", "hour"), "plausible"),
        (("1e30", None, "VND"), "plausible"),
        (("NaN", 5), "positive number"),
    ],
)
def test_pay_that_cannot_be_meant_is_left_out_with_a_note(stated, reason):
    kept, note = pay(*stated)
    assert kept is None
    assert reason in note


# --- Industries, types, levels --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "title", "meant"),
    [
        (("dev",), "", ("engineering",)),
        (("Quality assurance",), "", ("qa-testing",)),
        (("Marketing & Sales",), "", ("marketing", "seller")),
        (("Sales and Marketing",), "", ("seller", "marketing")),
        (("DevOps / Sysadmin",), "", ("engineering", "technical-support")),
        (("Video & Audio Production",), "", ("design-multimedia",)),
        (("Copywriting & Content", "SEO"), "Engineer", ("copywriting", "seo")),
        (("All others",), "Tax Accountant", ("accounting-finance",)),
        ((), "Senior Backend Engineer", ("engineering",)),
        ((), "Technical Support Engineer", ("technical-support",)),
        ((), "Product Manager, Growth", ("project-management",)),
        ((), "Product Designer", ("web-app-design",)),
        ((), "Executive Assistant to the CEO", ("admin-support",)),
        ((), "Account Executive", ("seller",)),
        ((), "Instructional Designer", ("education",)),
        ((), "Internal Auditor", ("accounting-finance",)),
        ((), "Data Entry Clerk", ("admin-support",)),
        ((), "Lighthouse Keeper", ()),
    ],
)
def test_industries(given, title, meant):
    assert labels.industries_of(given, title) == meant


def test_departments_of_an_employer_say_less_than_the_title():
    assert labels.industries_of(("Product",), "Backend Engineer", are_departments=True) == ("engineering",)
    assert labels.industries_of(("Product",), "Lighthouse Keeper", are_departments=True) == ("project-management",)
    board, employer = (Source(name="x", format=format) for format in ("rss", "ashby"))
    item = an_item(industries=("Marketing",), title="Data Analyst")
    assert normalization.read_job(item, board).posting.industries == ("marketing",)
    assert normalization.read_job(item, employer).posting.industries == ("data-science",)


def test_every_industry_has_words_and_every_line_of_words_an_industry():
    assert {slug for slug, _pattern in labels._industry_words()} == set(INDUSTRIES)


@pytest.mark.parametrize(
    ("given", "title", "meant"),
    [
        (("FullTime",), "", ("full-time",)),
        (("PART_TIME", "Contractor"), "", ("part-time", "contract")),
        (("full-time, freelance",), "", ("full-time", "freelance")),
        (("Internship",), "Contract Manager", ("internship",)),
        ((), "Contract Manager", ()),
        ((), "Full Stack Developer (Contract)", ("contract",)),
        ((), "Marketing Intern", ("internship",)),
        ((), "Internal Auditor", ()),
        ((), "Freelance Editor, part-time", ("part-time", "freelance")),
        (("Mon to Fri",), "Clerk", ()),
    ],
)
def test_types(given, title, meant):
    assert labels.types_of(given, title) == meant


@pytest.mark.parametrize(
    ("given", "title", "meant"),
    [
        ("Midweight", "Senior Clerk", "midweight"),
        ("Executive", "Clerk", "executive"),
        ("mid_senior_level", "Clerk", "senior"),
        ("Any", "Sr. Clerk", "senior"),
        ("", "Senior Director, Product", "director"),
        ("", "VP of Sales", "executive"),
        ("", "Head of People", "director"),
        ("", "Chief Marketing Officer", "executive"),
        ("", "Chief of Staff", "any"),
        ("", "Executive Assistant to the CEO", "any"),
        ("", "Assistant to the Vice President", "any"),
        ("", "Account Executive, Mid-Market", "any"),
        ("", "Staff Accountant", "any"),
        ("", "Staff Software Engineer", "senior"),
        ("", "Lead Generation Specialist", "any"),
        ("", "Team Lead", "senior"),
        ("", "Senior Living Advisor", "any"),
        ("", "Data Entry Clerk", "any"),
        ("", "Entry-Level Clerk", "entry"),
        ("", "Jr. Clerk", "entry"),
        ("", "Support Engineer II", "midweight"),
        ("", "International Buyer", "any"),
    ],
)
def test_levels(given, title, meant):
    assert labels.level_of(given, title) == meant


# --- Time zones -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("UTC-1 to UTC+3", (-60, 180)),
        ("UTC−1 – UTC+3", (-60, 180)),
        ("GMT +1 to +3", (60, 180)),
        ("UTC-05:00 - UTC+02:00", (-300, 120)),
        ("UTC+5:30", (330, 330)),
        ("CET ±2", (-60, 240)),
        ("UTC +/- 3 hours", (-180, 180)),
        ("±3h from CET", (-120, 300)),
        ("EST hours", (-300, -240)),
        ("US Eastern Time", (-300, -240)),
        ("EST to CET", (-300, 120)),
        ("CET to EST", (-300, 120)),
        ("Anywhere (UTC-3 to UTC+3)", (-180, 180)),
        ("CET", (60, 120)),
        ("Central", None),
        ("Eastern Europe", None),
        ("Mountain View, CA", None),
        ("UTC+25", None),
        ("best time to apply", None),
        ("Full-time", None),
        ("", None),
    ],
)
def test_working_windows(label, meant):
    assert timezones.window([label]) == meant


def test_the_first_label_that_states_a_window_counts():
    assert timezones.window(["Europe", "CET", "EST"]) == (60, 120)


# --- Skills ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("You write Python, SQL and C++.", ["Python", "SQL", "C++"]),
        ("React/Redux on Node.js", ["React", "Redux", "Node.js"]),
        ("You react quickly and never rust.", []),
        ("Rust's borrow checker", ["Rust"]),
        ("Go for it! R you ready? See C below.", []),
        ("You excel at Excel.", []),
        ("Advanced Excel and MS Word", ["Excel", "Word"]),
        ("Java, not JavaScript", ["Java", "JavaScript"]),
        ("JavaScript", ["JavaScript"]),
        ("Google Cloud Platform (GKE)", ["GCP", "GKE"]),
        ("CI/CD, A/B testing, .NET", ["CI/CD", "A/B testing", ".NET"]),
        ("guard rails", []),
        ("Ruby on Rails", ["Ruby on Rails"]),
        ("Amazon. Web Services", []),
        ("CAD 90,000 a year", []),
    ],
)
def test_skills_in_running_text(text, meant):
    assert list(labels.skills_of((), (), text)) == meant


def test_a_skill_given_as_one_counts_known_or_not_and_in_our_spelling():
    assert labels.skills_of(("golang", "Knots", "knots", "x" * 61), ("R", "Remote", "react"), "Python") == (
        "Go",
        "Knots",
        "R",
        "React",
        "Python",
    )


def test_digests_tell_every_field_apart():
    same = an_item()
    seen = {normalization.item_digest(same)}
    for field in dataclasses.fields(same):
        other = {"pay": FeedPay(Decimal(1), None, "USD", "hour")}.get(
            field.name, ("other",) if isinstance(getattr(same, field.name), tuple) else "other"
        )
        seen.add(normalization.item_digest(dataclasses.replace(same, **{field.name: other})))
    assert len(seen) == len(dataclasses.fields(same)) + 1
    assert normalization.item_digest(an_item()) == normalization.item_digest(same)
