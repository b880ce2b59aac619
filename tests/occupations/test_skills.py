"""Skills that texts name. The labelled sentences are in `skills_labelled.txt` and `skills_held_out.txt`."""

import csv
import itertools
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occupations import names
from occupations.names import SKILLS
from occupations.skills import Kind, all_skills, find_skills, skill_of
from occupations.skills.vocabulary import Rule, vocabulary
from occupations.skills.words import key_of
from toolkit.sentences import sentences

PRECISION, RECALL = 0.95, 0.85
NAMES = sorted(name.name for name in all_skills())
PIECES = [
    *NAMES,
    "go",
    "excel",
    "in",
    "with",
    "experience",
    "developer",
    ",",
    "/",
    " and ",
    ".",
    "\n",
    "- ",
    "(",
    "C-level",
    "é",
    "\u200b",
    "Ⅳ",
    "'s",
]
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))  # fmt: skip


def labelled(part):
    """Yields sentences with the names of their skills. One that we don't know keeps its label, so that it counts as missed."""
    path = Path(__file__).parent / f"skills_{part}.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#") and "=>" in line:
            text, _, labels = line.rpartition(" =>")
            meant = [label.strip() for label in labels.split(";") if label.strip()]
            yield text, {known.name if (known := skill_of(label)) else f"unknown: {label}" for label in meant}


def found(text):
    return [mention.skill.name for mention in find_skills(text)]


@pytest.mark.parametrize("part", ["labelled", "held_out"])
def test_labelled_sentences(part, capsys):
    right = wrong = missed = 0
    for text, meant in labelled(part):
        said = set(found(text))
        right, wrong, missed = right + len(said & meant), wrong + len(said - meant), missed + len(meant - said)
    precision, recall = right / (right + wrong), right / (right + missed)
    with capsys.disabled():
        print(f"\nskills, {part}: precision {precision:.3f}, recall {recall:.3f} of {right + missed}")  # noqa: T201 - it's the answer
    assert precision >= PRECISION
    assert recall >= RECALL


def test_enough_sentences_are_labelled():
    assert len(list(labelled("held_out"))) >= 100
    assert len(list(labelled("held_out"))) + len(list(labelled("labelled"))) >= 300


@given(texts)
def test_mentions_are_in_order_and_say_where_they_are(text):
    mentions = find_skills(text)
    assert all(0 <= one.start < one.end <= len(text) for one in mentions)
    assert all(one.end <= other.start for one, other in itertools.pairwise(mentions))
    for one in mentions:
        assert one.sentence in sentences(text)
        assert one.sentence.start <= one.start
        assert one.end <= one.sentence.end
        assert skill_of(text[one.start : one.end]) == one.skill


@given(texts, st.sampled_from(["We look after people.", "Perks\n", "Ask us! "]))
def test_other_sentences_around_change_nothing(text, other):
    around = find_skills(f"{other}\n{text}\n{other}")
    assert [(one.skill, one.start - len(other) - 1) for one in around] == [
        (one.skill, one.start) for one in find_skills(text)
    ]


@given(
    st.sampled_from([name for name in vocabulary().names.values() if name.rule is Rule.ANY and not name.spelling]),
    st.booleans(),
)
def test_names_that_mean_one_thing_are_found_in_any_case(name, is_upper):
    label = name.skill.name if vocabulary().names[key_of(name.skill.name)].rule is Rule.ANY else None
    if label:
        assert found(f"You bring {label.upper() if is_upper else label.lower()} to us") == [name.skill.name]


def test_every_skill_is_found_as_a_label_by_each_of_its_names():
    with SKILLS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 800
    every = [
        (alias.lstrip("=?"), row["skill"])
        for row in rows
        for alias in (row["skill"], *row["aliases"].split("|"))
        if alias
    ]
    assert [(alias, skill) for alias, skill in every if skill_of(alias).name != skill] == []
    assert {row["kind"] for row in rows} == set(Kind)


def test_no_two_skills_share_a_meaning():
    keys = [skill.key for skill in {name.skill for name in vocabulary().names.values()}]
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


def test_names_that_search_groups_are_one_skill():
    groups = tomllib.loads(names.ALIASES.read_text(encoding="utf-8"))["same"]
    meant = [{found.name for name in group if (found := skill_of(name))} for group in groups]
    assert [found for found in meant if len(found) > 1] == []


def test_search_means_the_same_skill_by_an_alias():
    for alias, name in [
        ("k8s", "Kubernetes"),
        ("golang", "Go"),
        ("postgres", "PostgreSQL"),
        ("ms excel", "Excel"),
        ("reactjs", "React"),
    ]:
        assert skill_of(alias).name == name
        assert skill_of(alias).key in names.tokens(names.words(alias))


@pytest.mark.parametrize(
    ("label", "name"),
    [("Structured query language SQL", "SQL"), ("Microsoft Excel", "Excel"), ("HubSpot software", "HubSpot"), ("PHP 8", "PHP"), ("Python 3.12", "Python"), ("Tailwind (CSS)", "Tailwind CSS")],
)  # fmt: skip
def test_labels_of_others_are_understood(label, name):
    assert skill_of(label).name == name


@pytest.mark.parametrize("label", ["", " ", "Knots", "engineer", "x" * 500, "\u200b", "remote"])
def test_other_labels_name_nothing(label):
    assert skill_of(label) is None


SEGMENT = "You write Go, R and C code with React, and excel at Excel. Our Ruby Alvarez speaks French; go to teams, lean on SAP, Access and Oracle. "


def test_time_grows_with_the_length(capsys):
    def cost(text):
        best = 9.0
        for _try in range(3):
            started = time.process_time()
            find_skills.__wrapped__(text)
            best = min(best, time.process_time() - started)
        return best

    find_skills("Python")
    text = (SEGMENT * 60)[:6_000]
    with capsys.disabled():
        print(f"\nskills in 6 KB: {cost(text) * 1000:.1f} ms")  # noqa: T201 - it's the answer
    assert cost(text) < 0.06
    for hostile in (
        "Go, " * 1_500,
        "Go " * 2_000,
        "excel " * 1_000,
        "a" * 6_000,
        "-" * 6_000,
        "go-" * 2_000,
        SEGMENT.replace(".", ",") * 44,
    ):
        assert cost(hostile * 8) < 14 * max(cost(hostile), 0.001)
