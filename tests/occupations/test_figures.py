"""Forty figures, chosen at random, agree with the tables of their publishers, which this test reads with code of its own."""

import csv
import gzip
import random
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache

import pytest

from occupations.models import Occupation
from occupations.reading import SHIPPED

CHOSEN = 40
CODE = "O*NET-SOC Code"


@lru_cache
def table(name):
    with gzip.open(SHIPPED / name, "rt", encoding="utf-8", newline="") as file:
        if ".csv" in name:
            return list(csv.DictReader(file))
        head, *lines = [line.rstrip("\n").split("\t") for line in file]
        return [dict(zip(head, line, strict=True)) for line in lines]


def by(name, column):
    found = defaultdict(list)
    for row in table(name):
        found[row[column]].append(row)
    return found


@pytest.fixture(scope="module")
def sources():
    return {
        "wages": by("oews/national.csv.gz", "soc"),
        "projections": by("projections/occupations.tsv.gz", "soc_code"),
        "line": {row["soc2018_code"]: row["projection_code"] for row in table("projections/soc_codes.tsv.gz")},
        "skills": by("onet/skills.tsv.gz", CODE),
        "knowledge": by("onet/knowledge.tsv.gz", CODE),
        "styles": by("onet/work_styles.tsv.gz", CODE),
        "tasks": by("onet/task_statements.tsv.gz", CODE),
        "tools": by("onet/technology_skills.tsv.gz", CODE),
        "interests": by("onet/interests.tsv.gz", CODE),
        "zones": by("onet/job_zones.tsv.gz", CODE),
        "education": by("onet/education_training_experience.tsv.gz", CODE),
        "uk": by("ashe/annual_pay.tsv.gz", "soc2020_code"),
        "canada": by("job_bank/wages.tsv.gz", "noc2021_code"),
        "profiles": by("handbook/profiles.tsv.gz", "slug"),
        "profile_of": by("handbook/codes.tsv.gz", "soc_code"),
    }


def pay(facts, sources, rng):
    found = facts.pay_in("US")
    if found is None or found.source != "oews":
        return None
    name, column = rng.choice(
        [("mean", "mean_annual"), *((name, name) for name in ("p10", "p25", "median", "p75", "p90"))]
    )
    soc = facts.code[:7]
    own = soc.replace("-", "") in sources["wages"]
    (row,) = sources["wages"][(soc if own else sources["line"][soc]).replace("-", "")]
    assert found.wider == (not own or not facts.code.endswith(".00"))
    return f"{name} of pay", getattr(found, name), int(row[column]) * 100


def projection(facts, sources, rng):
    if facts.outlook is None:
        return None
    name, column = rng.choice(
        [
            ("employment", "employment_2024_thousands"), ("projected", "employment_2034_thousands"),
            ("change", "change_2024_34_thousands"), ("openings", "openings_per_year_thousands"),
            ("exits", "labor_force_exits_per_year_thousands"), ("transfers", "occupational_transfers_per_year_thousands"),
        ]
    )  # fmt: skip
    (row,) = sources["projections"][sources["line"][facts.code[:7]]]
    return name, getattr(facts.outlook, name), int(Decimal(row[column]) * 1000)


def growth(facts, sources, rng):
    if facts.outlook is None:
        return None
    (row,) = sources["projections"][sources["line"][facts.code[:7]]]
    assert facts.outlook.education == row["entry_education"]
    return "growth", facts.outlook.growth, Decimal(row["change_2024_34_percent"])


def _rated(facts, rows, shown, rng):
    if not rows:
        return None
    row = rng.choice(rows)
    found = next((one for one in shown if one.id == row["Element ID"]), None)
    if row["Importance Recommend Suppress"] == "Y":
        return row["Element Name"], found, None
    level = None if "Y" in (row["Level Recommend Suppress"], row["Level Not Relevant"]) else Decimal(row["Level"])
    return row["Element Name"], (found.importance, found.level), (Decimal(row["Importance"]), level)


def skill(facts, sources, rng):
    return _rated(facts, sources["skills"][facts.code], facts.onet.skills, rng)


def knowledge(facts, sources, rng):
    return _rated(facts, sources["knowledge"][facts.code], facts.onet.knowledge, rng)


def work_style(facts, sources, rng):
    if not (rows := sources["styles"][facts.code]):
        return None
    row = rng.choice(rows)
    found = {style.id: style.importance for style in facts.onet.work_styles}
    return row["Element Name"], found[row["Element ID"]], Decimal(row["Data Value"])


def tasks(facts, sources, rng):
    rows = sources["tasks"][facts.code]
    core = {"Core": True, "Supplemental": False, "": None}
    return (
        "tasks",
        {(task.text, task.core) for task in facts.onet.tasks},
        {(row["Task"], core[row["Task Type"]]) for row in rows},
    )


def tools(facts, sources, rng):
    rows = sources["tools"][facts.code]
    return (
        "tools in demand",
        {tool.name for tool in facts.onet.tools if tool.in_demand},
        {row["Example"] for row in rows if row["In Demand"] == "Y"},
    )


def interests(facts, sources, rng):
    rows = [row for row in sources["interests"][facts.code] if row["Scale ID"] == "OI"]
    return (
        "interests",
        [interest.score for interest in facts.onet.interests],
        [Decimal(row["Data Value"]) for row in rows],
    )


def zone(facts, sources, rng):
    rows = sources["zones"][facts.code]
    return "job zone", facts.onet.job_zone, int(rows[0]["Job Zone"]) if rows else None


def education(facts, sources, rng):
    rows = [
        row for row in sources["education"][facts.code] if row["Scale ID"] == "RL" and row["Recommend Suppress"] != "Y"
    ]
    return (
        "education",
        [share.percent for share in facts.education.shares] if facts.education else [],
        [Decimal(row["Data Value"]) for row in rows],
    )


def uk_pay(facts, sources, rng):
    found = facts.pay_in("GB")
    if found is None:
        return None
    (row,) = sources["uk"][found.code]
    assert (found.title, found.period) == (row["title"], "year")
    name = rng.choice(("p10", "p25", "median", "p75", "p90", "mean"))
    cell = row[f"full_time_{name}_gbp"]
    return f"{name} of UK pay", getattr(found, name), int(cell) * 100 if cell.isdigit() else None


def canada_pay(facts, sources, rng):
    found = facts.pay_in("CA")
    if found is None:
        return None
    (row,) = sources["canada"][found.code]
    assert (found.title, found.period) == (row["title"], row["wage_unit"])
    name = rng.choice(("low", "median", "high"))
    return f"{name} pay in Canada", getattr(found, name), int(Decimal(row[f"{name}_cad"]) * 100)


def handbook(facts, sources, rng):
    if facts.handbook is None:
        return None
    (row,) = sources["profile_of"][facts.handbook.code]
    (profile,) = sources["profiles"][row["ooh_slug"]]
    return (
        "profile",
        (facts.handbook.title, facts.handbook.profile, facts.handbook.text),
        (row["title"], profile["title"], profile["what_they_do"]),
    )


KINDS = (
    uk_pay,
    canada_pay,
    handbook,
    pay,
    projection,
    growth,
    skill,
    knowledge,
    work_style,
    tasks,
    tools,
    interests,
    zone,
    education,
)


@pytest.mark.parametrize("seed", [20261130, None], ids=["fixed", "fresh"])
def test_figures_chosen_at_random_agree_with_the_source_tables(all_occupations, sources, seed):
    seed = random.SystemRandom().randrange(10**9) if seed is None else seed
    rng = random.Random(seed)  # noqa: S311 - a choice of figures
    codes = list(Occupation.objects.order_by("code").values_list("code", flat=True))
    compared = 0
    while compared < CHOSEN:
        facts = Occupation.objects.get(code=rng.choice(codes)).document
        chosen = rng.choice(KINDS)(facts, sources, rng)
        if chosen is None:
            continue
        what, shown, published = chosen
        assert shown == published, f"{facts.code} {what} (seed {seed})"
        compared += 1
