"""The checklist: what employers miss, or shouldn't get. Each point leads to its field."""

import datetime as dt

import pytest

from resumes.checklist import points_of, starts_with_verb
from resumes.document import ResumeDocument

TODAY = dt.date(2026, 11, 20)
GOOD = {
    "basics": {"name": "Ana Moreira", "label": "Operations lead", "email": "ana@example.com", "summary": "Calm logistics."},
    "work": [
        {
            "name": "Maré", "position": "Lead", "startDate": "2022-03",
            "highlights": ["Cut late deliveries from 9% to 3%", "Led a team of six", "Wrote the dispatch manual"],
        },
        {"name": "Feira", "position": "Analyst", "startDate": "2019", "endDate": "2022", "highlights": ["Built 2 reports"]},
    ],
    "skills": [{"name": "SQL"}],
}  # fmt: skip


def keys(**changes):
    return [point.key for point in points_of(ResumeDocument.from_json({**GOOD, **changes}), TODAY)]


def changed(number=0, **fields):
    work = [dict(one) for one in GOOD["work"]]
    work[number] |= fields
    return {"work": work}


def test_a_good_resume_has_nothing_to_improve():
    assert keys() == []


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"basics": GOOD["basics"] | {"email": ""}}, "contact"),
        ({"basics": GOOD["basics"] | {"name": ""}}, "name"),
        ({"basics": GOOD["basics"] | {"summary": "x" * 700}}, "long-summary"),
        ({"basics": GOOD["basics"] | {"image": "https://a.example/me.jpg"}}, "photo"),
        ({"basics": GOOD["basics"] | {"birthDate": "1990-01-01"}}, "birth"),
        ({"basics": GOOD["basics"] | {"summary": "Born on 1 May 1990 in Recife."}}, "birth"),
        ({"basics": GOOD["basics"] | {"summary": "Familienstand: ledig"}}, "marital"),
        ({"basics": GOOD["basics"] | {"summary": "Estado civil: casada"}}, "marital"),
        ({"skills": []}, "skills"),
        (changed(1, endDate="2018"), "order"),
        (changed(1, endDate="2020-01"), "gap"),
        (changed(0, endDate="2025-01"), "gap"),
        (changed(0, startDate=""), "no-start"),
        (changed(0, highlights=["Led the team", "Wrote the manual", "Built reports"]), "no-figure"),
        (changed(0, highlights=["The responsible person for the fleet of 20 trucks"]), "no-verb"),
        (changed(0, highlights=[]), "no-highlights"),
    ],
)
def test_each_weakness_is_found(changes, key):
    if changes.get("work") and changes["work"][0].get("startDate") == "":
        del changes["work"][0]["startDate"]
    if changes.get("basics", {}).get("email") == "":
        del changes["basics"]["email"]
    assert key in keys(**changes)


@pytest.mark.parametrize(
    "summary",
    [
        "I married design with engineering.",
        "Single-page applications in React.",
        "A born leader.",
        "Doubled sales in 30 years.",
    ],
)
def test_words_that_only_look_personal_are_no_matter(summary):
    assert not {"birth", "marital"} & set(keys(basics=GOOD["basics"] | {"summary": summary}))


def test_study_and_volunteering_fill_gaps():
    education = [{"institution": "UFPE", "startDate": "2020-02", "endDate": "2022"}]
    assert "gap" not in keys(education=education, **changed(1, endDate="2020-01"))


def test_a_point_leads_to_its_field():
    [point] = [
        one
        for one in points_of(ResumeDocument.from_json(GOOD | changed(1, endDate="2018")), TODAY)
        if one.key == "order"
    ]
    assert (point.section, point.number, point.field) == ("work", 1, "endDate")


@pytest.mark.parametrize(
    ("highlight", "expected"),
    [
        ("Led a team", True), ("Successfully migrated the site", True), ("Built", True), ("Orchestrated deploys", True),
        ("Responsible for sales", False), ("The team lead", False), ("My work on X", False), ("12 clients won", False),
    ],
)  # fmt: skip
def test_highlights_start_with_a_verb(highlight, expected):
    assert starts_with_verb(highlight) is expected


def test_only_english_highlights_are_checked_for_verbs():
    german = changed(0, highlights=["Verspätungen von 9 % auf 3 % gesenkt und die Planung der Touren neu aufgesetzt"])
    assert "no-verb" not in keys(**german)
