import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from careers.document import Tier
from careers.importing import plaintext
from careers.importing.files import NotAGuide, read_guide, read_guide_at
from careers.importing.plaintext.draft import Draft
from careers.importing.plaintext.lines import Line
from toolkit import markdown
from toolkit.text import one_line

FIXTURES = Path(__file__).parent / "fixtures"
COMPLETE = (FIXTURES / "complete.txt").read_text("utf-8")
TITLE = "Tide Gauge Technician Career Path Guide"
quick = settings(deadline=None, max_examples=80)


def read(*lines: str):
    """The reading of a guide that holds ``lines`` below its title."""
    return plaintext.read("\n".join([TITLE, *lines]))


def unplaced(reading) -> list[tuple[int, str]]:
    return [(line.line, line.text) for line in reading.report.unplaced]


# --- No line is lost ----------------------------------------------------------------------------------------------------

HEADING = re.compile(
    r"market demand|annual salary(| \(us, usd\))|core functions.*|key responsibilities|work setting|tech stack|education level|"
    r"skills and qualifications|tech skills|soft abilities|path to .+|required education|career path tiers|global outlook|"
    r"job market today|role challenges|growth paths|industry trends|a day in the life|work-life balance( & stress)?|skill map|"
    r"pros|cons|pros & cons.*|common mistakes( of beginners)?|contextual advice|examples and case studies|portfolio tips|"
    r"job outlook( & related roles)?|related roles|frequently asked questions|sources( & references)?",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"(median|experience|focus|key takeaway|stress level|balance rating|growth rate|status|source): *|"
    r"growth rate|median salary|remote-friendly|low|high|moderate|(entry|mid|senior)-level",
    re.IGNORECASE,
)
FIGURE = re.compile(r"[\d$€%,.—−+ ]+")


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text.casefold()))


def said(value: object) -> str:
    """Every word and figure of a document, as the plain-text layout writes them."""
    if isinstance(value, Tier):
        return f"{value.title} {value.years_from} {value.years_to} year years {said(value.text)}"
    if isinstance(value, BaseModel):
        return " ".join(
            said(getattr(value, name)) for name in type(value).model_fields if name not in ("slug", "note", "basis")
        )
    if isinstance(value, tuple):
        return " ".join(map(said, value))
    if isinstance(value, dt.time):
        return f"{value.hour % 12 or 12}:{value:%M %p}"
    if isinstance(value, int):
        return f"{value // 100:,} {value % 100:02} {value % 100 // 10}" if value > 100 else str(value)
    return str(value or "")


def lost(text: str, reading) -> list[str]:
    """The words of ``text`` that the reading holds nowhere; a heading or label is the place of what stands below it."""
    aside = {number for part in reading.report.set_aside for number in range(part.first, part.last + 1)}
    have = words(said(reading.document)) + sum((words(line.text) for line in reading.report.unplaced), Counter())
    need: Counter[str] = Counter()
    for number, raw in enumerate(text.split("\n"), 1):
        line = re.sub(r"^[^\w$€−]+", "", one_line(raw))  # without its bullet or emoji
        if number in aside or not line or HEADING.fullmatch(line):
            continue
        rest = LABEL.sub("", line, count=1) if LABEL.match(line) and (LABEL.fullmatch(line) or ":" in line) else line
        if FIGURE.fullmatch(rest):
            need |= words(rest)  # a figure stands in the file more than once
        else:
            need += words(rest.removesuffix("Career Path Guide"))
    return sorted((need - have).elements())


@pytest.mark.parametrize("name", ["complete", "damaged", "shuffled"])
def test_a_whole_guide_has_a_place_for_every_line(name):
    reading = read_guide_at(FIXTURES / f"{name}.txt")
    assert unplaced(reading) == []
    assert reading.report.sections_empty == ("Related Roles", "Sources & References")
    assert reading.report.sections_missing == ()
    assert reading.report.warnings == ()
    text = COMPLETE if name == "damaged" else (FIXTURES / f"{name}.txt").read_text("utf-8")
    assert lost(text, reading) == []


@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(COMPLETE)))
@example(len(TITLE))
@example(COMPLETE.index("High\n") + 4)
def test_a_guide_cut_off_anywhere_loses_no_line(at):
    text = COMPLETE[:at]
    try:
        reading = plaintext.read(text)
    except NotAGuide:
        assert at < len(TITLE)
    else:
        assert lost(text, reading) == []


@quick
@given(st.integers(0, len((FIXTURES / "damaged.txt").read_bytes())))
def test_a_damaged_file_cut_off_at_any_byte_is_read_or_refused(at):
    try:
        read_guide((FIXTURES / "damaged.txt").read_bytes()[:at], name="cut.txt")
    except NotAGuide:
        assert at < len(TITLE)


LINES = [line for line in COMPLETE.split("\n") if line.strip()]
STRANGE = [
    "x" * 600,
    "y " * 11_000,
    "Notes:",
    "Experience: soon",
    "• ",
    "$12",
    "?",
    "# 1. *a* _b_ <c> &amp;",
    "1) one",
    "---",
    "Focus:",
]


@quick
@given(st.lists(st.sampled_from(LINES + STRANGE), max_size=60))
def test_lines_in_any_order_are_all_accounted_for(lines):
    text = "\n".join([TITLE, *(line for line in lines if line != TITLE)])
    assert lost(text, plaintext.read(text)) == []


@quick
@given(st.text(max_size=60), st.integers(0, len(LINES)))
def test_foreign_text_between_the_lines_never_breaks_the_reading(foreign, at):
    plaintext.read("\n".join([TITLE, *LINES[:at], foreign, *LINES[at:]]))


# --- What a guide says --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guide():
    return plaintext.read(COMPLETE).document


def test_damage_dashes_other_orders_and_missing_blank_lines_change_nothing(guide):
    for name, repaired in (("damaged", 11), ("shuffled", 0)):
        reading = read_guide_at(FIXTURES / f"{name}.txt")
        assert reading.document == guide
        assert reading.report.characters_repaired == repaired
    for changed in (
        COMPLETE.replace("\n", "\r\n"),
        COMPLETE.replace("  • ", "* "),
        COMPLETE.replace("  • ", "•"),
        COMPLETE.replace("\n", "\n\n\n"),
        "\ufeff" + COMPLETE,
    ):
        assert read_guide(changed.encode(), name="changed.txt").document == guide
    assert read_guide(COMPLETE.encode("utf-16"), name="utf16.txt").document == guide


def test_the_title_names_the_role_and_gives_the_address(guide):
    assert (guide.title, guide.slug, guide.field, guide.occupation) == (
        "Tide Gauge Technician",
        "tide-gauge-technician",
        "",
        None,
    )


@pytest.mark.parametrize(
    "line", ["Élève — Career Path Guide", "🐝 R&D Lead (Night Shift) Career Path Guide:", "Φύλακας career path guide"]
)
def test_a_title_may_have_any_letters_and_signs(line):
    title = plaintext.read(line).document.title
    assert title in ("Élève", "R&D Lead (Night Shift)", "Φύλακας")
    assert title in line


def test_pay_is_an_editorial_band_of_the_country_in_its_heading(guide):
    (band,) = guide.pay
    assert (band.country, band.currency, band.basis, band.note) == ("US", "USD", "editorial", "")
    assert band.known == [
        ("low", 41_000_00), ("entry", 47_000_00), ("median", 61_500_00), ("senior", 79_000_00), ("high", 88_250_50),
    ]  # fmt: skip
    assert guide.pay_text.startswith("Pay rises most")


def test_growth_is_editorial_and_names_the_source_the_document_names(guide):
    assert (guide.growth.rate, guide.growth.basis) == (Decimal(-2), "editorial")
    assert guide.growth.note == "Source named by the document: Harbor Office of Nowhere"
    assert (guide.outlook_status, guide.outlook_source) == ("Slowly shrinking", "Harbor Office of Nowhere")


def test_ratings_demand_and_remote_are_taken_out_of_the_prose(guide):
    assert (guide.stress, guide.balance, guide.demand, guide.remote) == ("Low, with wild nights", "Good", 3, "yes")
    assert guide.balance_text.startswith("The tide table")
    assert guide.demand_text.startswith("Ports")


def test_parts_keep_their_titles_labels_and_lists(guide):
    assert [(tier.title, tier.years_from, tier.years_to) for tier in guide.tiers] == [
        ("Trainee Technician / Station Hand", 0, 2),
        ("Tide Gauge Technician", 2, 7),
        ("Network Lead", 8, None),
    ]
    midday = guide.day[1]
    assert (midday.label, midday.starts, midday.ends, midday.focus) == (
        "Midday",
        dt.time(11),
        dt.time(13),
        "Bench work",
    )
    assert midday.tasks == ("Strip a failed pressure sensor", "Order O-rings")
    assert guide.skill_map.intro.startswith("Three shelves")
    assert [(group.title, len(group.skills)) for group in guide.skill_map.groups] == [
        ("Hands and Tools", 3), ("Measurement", 2), ("Signals & Software", 2),
    ]  # fmt: skip
    assert [study.takeaway for study in guide.case_studies] == [
        "A gauge measures the ground as much as the water.",
        "Look before you calibrate.",
    ]
    assert [question.title for question in guide.questions][2] == "Is the maths hard?"


def test_site_furniture_is_set_aside_with_its_lines():
    report = plaintext.read(COMPLETE).report
    assert [(part.first, part.last) for part in report.set_aside] == [(244, 244), (246, 267)]
    assert "Beacon+ Subscription" in report.set_aside[1].what


def test_a_subscription_in_the_title_of_a_case_study_is_no_furniture():
    reading = read("Case Studies", "The Lapsed Subscription", "It was renewed by hand.", "Key Takeaway: Ask.")
    assert reading.document.case_studies[0].title == "The Lapsed Subscription"
    assert reading.report.set_aside == ()


def test_a_group_of_skills_may_be_called_like_a_section():
    reading = read("Skill Map", "Tech Skills", "What you need first.", "• Splicing", "Tech Skills", "• Soldering")
    assert [group.title for group in reading.document.skill_map.groups] == ["Tech Skills"]
    assert reading.document.tech_skills == ("Soldering",)


def test_the_title_of_a_source_may_read_like_a_heading_with_another_role():
    reading = read("Sources & References", "Path to Better Data", "Harbor yearbook, https://harbor.example/year.")
    assert [(source.title, source.url) for source in reading.document.sources] == [
        ("Path to Better Data", ""),
        ("Harbor yearbook", "https://harbor.example/year"),
    ]


def test_a_list_without_bullets_has_an_item_a_line():
    assert read("Tech Stack", "QGIS", "Python").document.tech_stack == ("QGIS", "Python")


def test_lists_in_prose_stay_lists():
    assert (
        read("Path to Tide Gauge Technician", "First:", "• one", "• two", "Then rest.").document.path
        == "First:\n\n- one\n- two\n\nThen rest."
    )


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=40))
@example("# 1. *a* _b_ [c](d) <e> &amp; ~~f~~ `g` \\h snake_case __i__")
@example("1. one")
@example("- - -")
@example("+ plus > more")
def test_prose_shows_just_the_characters_of_the_plain_text(text):
    text = one_line(text)
    made = Draft().prose([Line(1, text), Line(2, text, bullet=True)]) if text else ""
    assert markdown.plain(markdown.render(made)) == " ".join([text, text]).strip()


# --- What does not fit is said -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "left", "reason"),
    [
        (["8%", "Text."], (2, "8%"), "a figure without a label"),
        (["growth rate"], (2, "growth rate"), "a label without a figure"),
        (["$9", "growth rate"], (2, "$9"), "no figure for the label “growth rate”"),
        (["$9", "median salary"], (2, "$9"), "no pay block names its country"),
        (["7%", "growth rate", "Job Outlook", "Growth Rate: 8%"], (2, "7%"), "growth rate doesn't match 8%"),
        (["$9", "median salary", "Annual Salary (US, USD)", "Median: $8"], (2, "$9"), "median salary doesn't match $8"),
        (["Annual Salary (US, USD)", "Median: $8", "Mid-Level", "$9"], (5, "$9"), "median pay doesn't match $8"),
        (["Annual Salary", "Median: $8"], (3, "Median: $8"), "the heading doesn't name a country and a currency"),
        (["Annual Salary (Nowhere, USD)", "Median: $8"], (3, "Median: $8"), "doesn't name a country"),
        (["Annual Salary (US, USD)", "Median: €8"], (3, "Median: €8"), "no amount of USD"),
        (["Annual Salary (JP, JPY)", "Median: 8.50"], (3, "Median: 8.50"), "no amount of JPY"),
        (["Annual Salary (US, USD)", "Median: good"], (3, "Median: good"), "not an amount of money"),
        (["Annual Salary (US, USD)", "Entry-Level", "Text here."], (3, "Entry-Level"), "a label without a figure"),
        (["Annual Salary (US, USD)", "$5"], (3, "$5"), "a figure without a label"),
        (["Annual Salary (US, USD)", "Median: 8", "Annual Salary (US, EUR)", "Median: 7"], (5, "Median: 7"), "pay in US is already given in USD above"),
        (["Market Demand", "Low", "High", "Booming"], (5, "Booming"), "no demand level"),
        (["Market Demand", "Low"], (3, "Low"), "no demand level"),
        (["Job Outlook", "Growth Rate: fast"], (3, "Growth Rate: fast"), "no percentage"),
        (["Job Outlook", "Growth Rate: 3%", "Growth Rate: 4%"], (4, "Growth Rate: 4%"), "doesn't match 3%"),
        (["Work-Life Balance", "Stress Level:"], (3, "Stress Level:"), "a label without a value"),
        (["Work-Life Balance", "Stress Level: Low", "Stress Level: High"], (4, "Stress Level: High"), "there's already a value above: Low"),
        (["Career Path Tiers", "Junior", "Experience: a while"], (4, "Experience: a while"), "not a range of years"),
        (["Career Path Tiers", "Some text above."], (3, "Some text above."), "above the first tier"),
        (["Frequently Asked Questions", "An answer."], (3, "An answer."), "above the first question"),
        (["Skill Map", "• Splicing"], (3, "Splicing"), "above the first group of skills"),
        (["Tech Stack", "These are used:", "• QGIS"], (3, "These are used:"), "not an item of the list around it"),
        (["Tech Stack", "• " + "x" * 501], (3, "x" * 501), "longer than 500 characters"),
        (["Pros & Cons for Tide Gauge Technician", "Some text."], (3, "Some text."), "only groups other sections"),
    ],
)  # fmt: skip
def test_a_line_without_a_place_is_listed_with_its_number_and_the_reason(lines, left, reason):
    reading = read(*lines)
    assert unplaced(reading) == [left]
    assert reason in reading.report.unplaced[0].reason


def test_what_is_too_long_for_its_section_is_listed_line_by_line():
    reading = read("Work Setting", *["word " * 1000] * 5, "Tech Stack", *["• tool"] * 102)
    assert [line for line, _ in unplaced(reading)] == [6, 7, 109, 110]


def test_the_top_median_serves_a_pay_block_that_was_cut_before_its_own():
    reading = read("$9", "median salary", "Annual Salary (UK, GBP)", "£5—£12")
    assert (reading.document.pay[0].median, unplaced(reading)) == (None, [(2, "$9")])
    (band,) = read("£9", "median salary", "Annual Salary (UK, GBP)", "£5—£12").document.pay
    assert (band.country, band.low, band.median, band.high) == ("GB", 500, 900, 1200)


def test_a_growth_rate_without_an_outlook_block_names_no_source():
    growth = read("8%", "growth rate").document.growth
    assert (growth.rate, growth.basis, growth.note) == (8, "editorial", "")


def test_pay_out_of_order_is_a_warning_that_names_the_steps():
    report = read("Annual Salary (US, USD)", "Entry-Level", "$9", "Mid-Level", "$8").report
    assert report.warnings == ("Pay in US is out of order: entry is above median.",)


def test_a_heading_that_stands_twice_adds_to_its_section_and_is_said():
    reading = read("Pros", "• a", "Cons", "• b", "Pros", "• c")
    assert reading.document.pros == ("a", "c")
    assert "line 6" in reading.report.warnings[0]


def test_missing_and_empty_sections_are_named():
    report = read("A summary.", "Pros", "• a", "Cons").report
    assert report.sections_read == ("Summary", "Pros")
    assert report.sections_empty == ("Cons",)
    assert {"Annual Salary", "Sources & References"} <= set(report.sections_missing)
    assert len(report.sections_missing) == 27


def test_without_a_title_line_the_role_is_taken_from_a_heading():
    reading = plaintext.read("Path to Beekeeper\nBuy a veil.")
    assert reading.document.title == "Beekeeper"
    assert "no title line" in reading.report.warnings[0]


def test_the_report_says_the_same_as_text_and_as_json():
    report = read("8%", "Pros").report
    assert report.as_json()["unplaced"] == [{"line": 2, "text": "8%", "reason": "a figure without a label"}]
    assert report.as_json()["sections_empty"] == ("Pros",)
    assert "line 2: 8%" in report.as_text()
