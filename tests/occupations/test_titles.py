"""Which occupation a title names: how right that is on titles labelled by hand, and the kinds of titles it knows."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.jobs.invention import draft
from occupations.models import Occupation, OccupationTitle
from occupations.titles.matching import occupation_of, occupations_of
from occupations.titles.rebuilding import rebuild_titles

HERE = Path(__file__).parent
PRECISION = 0.95
LEVELS = ("Senior ", "Lead ", "Principal ", "Junior ", "Associate ")


def labelled(name):
    """(title, skills, right codes) of each line; no code where no single occupation is right."""
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            codes, title, *skills = line.split("\t")
            asked = tuple(skill.strip() for part in skills for skill in part.split(","))
            yield title, asked, set(codes.split("/")) - {"none"}


def demo_jobs():
    codes = {title: right for title, _skills, right in labelled("titles_demo")}
    now = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    for number in range(400):
        job = draft(number, seed=1, now=now).posting
        bare = job.title.split(", ")[0].removesuffix(" Intern")
        for level in LEVELS:
            bare = bare.removeprefix(level)
        yield job.title, job.skills, codes[bare]


def measured(items):
    """Matches all and returns (wrong ones in words, precision, coverage)."""
    items = list(items)
    codes = dict(Occupation.objects.values_list("pk", "code"))
    found = occupations_of([(title, skills) for title, skills, _right in items])
    sure = [
        (item, codes[match.occupation]) for item, match in zip(items, found, strict=True) if match and match.is_sure
    ]
    wrong = [f"{title} → {code}, not {sorted(right)}" for (title, _skills, right), code in sure if code not in right]
    return wrong, 1 - len(wrong) / len(sure), len(sure) / len(items)


@pytest.fixture
def titles(all_occupations):
    return all_occupations


SETS = {
    "labelled by hand": lambda: labelled("titles_labelled"),
    "held out": lambda: labelled("titles_held_out"),
    "400 demo jobs": demo_jobs,
}


@pytest.mark.parametrize("name", SETS)
def test_where_it_is_sure_it_is_right_at_least_19_times_in_20(titles, name, capsys):
    wrong, precision, coverage = measured(SETS[name]())
    with capsys.disabled():
        print(f"\n{name}: precision {precision:.3f}, coverage {coverage:.3f}", *wrong, sep="\n  ")  # noqa: T201 - it's the answer
    assert precision >= PRECISION
    assert coverage >= 0.6


def code_of(title, *skills):
    found = occupation_of(title, skills)
    return Occupation.objects.get(pk=found.occupation).code if found and found.is_sure else None


def test_a_level_a_place_and_a_contract_change_nothing(titles):
    for title in (
        "Accountant", "Senior Accountant", "Accountant II", "Sr. Accountant (Remote, EMEA)", "Accountant (m/w/d)",
        "Junior Accountant - Part Time", "Accountant, Real Estate", "Buchhalter (m/w/d)", "Comptable H/F", "Contadora",
    ):  # fmt: skip
        assert code_of(title) == "13-2011.00", title


def test_abbreviations_are_read(titles):
    assert code_of("CSR") == "43-4051.00"
    assert code_of("SDR") == "41-3091.00"
    assert code_of("ops manager") == code_of("Director, Operations") == "11-1021.00"


def test_a_title_of_several_occupations_is_not_sure(titles):
    for title in (
        "PM",
        "Consultant",
        "Account Manager",
        "Growth Hacker",
        "Engineer",
        "Remote Opportunity",
        "",
        "  ",
        "(m/w/d)",
        "-" * 300,
    ):
        assert code_of(title) is None, title


def test_who_leads_something_manages_it(titles):
    assert code_of("Head of Marketing") == code_of("VP Marketing") == code_of("Director, Marketing") == "11-2021.00"
    assert code_of("Head of DevOps") is None  # no DevOps engineer


def test_skills_decide_what_the_title_leaves_open(titles):
    assert code_of("Founding Engineer") is None
    assert code_of("Founding Engineer", "Microsoft Excel", "Microsoft Word") is None
    assert code_of("Founding Engineer", "TypeScript", "PostgreSQL") == "15-1252.00"


def test_a_title_costs_one_query_however_many_are_asked(titles):
    for asked in ([("Accountant", ())], [("Accountant", ()), ("Registered Nurse", ()), ("Founding Engineer", ("Go",))]):
        with CaptureQueriesContext(connection) as queries:
            occupations_of(asked)
        assert len(queries) == 1


def test_names_are_rebuilt_from_the_current_titles(occupations):
    nurses = occupations["29-1141.00"]
    before = set(OccupationTitle.objects.values_list("name", "kind", "occupation"))
    assert rebuild_titles() == len(before)
    assert set(OccupationTitle.objects.values_list("name", "kind", "occupation")) == before
    nurses.facts["onet"]["reported_titles"] = ["Nursing Hummingbird"]
    nurses.save()
    assert not occupation_of("Nursing Hummingbird")
    rebuild_titles()
    assert occupation_of("Nursing Hummingbird").occupation == nurses.pk
