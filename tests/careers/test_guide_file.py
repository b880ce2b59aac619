import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from careers.document import GuideDocument
from careers.importing.guidefile import GuideFileError, dumps, loads
from careers.sections import SECTIONS
from tests.strategies import documents, line

ROOT = Path(__file__).parents[2]
quick = settings(deadline=None, max_examples=60)

# --- Any document at all ------------------------------------------------------------------------------------------------


@quick
@given(documents)
@example(GuideDocument(title="x", slug="x"))
@example(
    GuideDocument(
        title="x",
        slug="x",
        skill_map={"groups": [{"title": "g", "text": "Text\n- a\n\n- b\n\\- c", "skills": ["- d"]}]},
    )
)
@example(GuideDocument(title="x", slug="x", tiers=[{"title": "t", "text": "Years: 3"}]))
@example(GuideDocument(title="x", slug="x", growth={"rate": Decimal("-0.00")}))
@example(GuideDocument(title="x", slug="x", summary="---\n\nand\n---\nmore\n## Pros\n\\## Pros"))
def test_every_document_comes_back_from_its_file_and_gives_the_same_bytes_again(document):
    written = dumps(document)
    assert loads(written) == document
    assert dumps(loads(written)) == written
    assert loads(written.encode().decode()) == document


@quick
@given(documents)
def test_line_endings_and_a_byte_order_mark_do_not_matter(document):
    written = dumps(document)
    assert loads("\ufeff" + written.replace("\n", "\r\n")) == document


# --- Any text at all ----------------------------------------------------------------------------------------------------

SNIPPETS = (
    "---", "title: x", "pay:", "- country: US", "  low: 1.999", "growth: 8", "sources: [{}]", "demand: 999", "reviewed: 20-1",
    "## Pros", "## Skill map", "### A", "## Career tiers", "Years: 9-1", "## A day in the life", "Hours: 25:00-26:00", "- x", "text",
    'title: "\\UFFFFFFFF"', 'slug: "\\ud800"', "remote: &a [*a, *a]", "? [a]", "<<: *x", "a: " + "[" * 50, "demand: " + "9" * 5000,
)  # fmt: skip
fragments = st.lists(st.one_of(line, st.sampled_from(SNIPPETS)), max_size=14).map("\n".join)


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(
        st.text(max_size=80), fragments, fragments.map("---\n{}".format), fragments.map("---\ntitle: x\n---\n{}".format)
    )
)
@example("---\na: &x [1]\nb: *x\n---\n")
@example('---\n0: "\\U80000000\n---')
@example("---\n" + "[" * 5000 + "\n---\n")
@example("---\n? [a]\n: b\n---\n")
@example("")
def test_reading_any_text_gives_a_document_or_a_list_of_problems(text):
    try:
        document = loads(text)
    except GuideFileError as error:
        found = error.problems
    else:
        assert loads(dumps(document)) == document
        return
    assert found
    for problem in found:
        assert problem.line is None or 1 <= problem.line <= text.count("\n") + text.count("\r") + 1
        assert "pydantic" not in str(problem)
        assert "Value error" not in problem.message
        assert not problem.message.startswith("is not valid") or "YAML" in problem.message


# --- The format as documented -------------------------------------------------------------------------------------------


def test_the_documented_example_is_written_as_it_stands():
    example_file = (ROOT / "docs/guide-file.md").read_text("utf-8").split("```markdown\n")[1].split("```")[0]
    document = loads(example_file)
    assert dumps(document) == example_file
    assert document.remote == "no"
    assert document.pay[0].median == 41_000_00
    assert document.tiers[1].years_from == 10
    assert document.day[0].ends == dt.time(22)


def test_every_heading_of_the_format_is_documented():
    documented = (ROOT / "docs/guide-file.md").read_text("utf-8")
    assert [section.heading for section in SECTIONS if f"`{section.heading}`" not in documented] == []


def test_an_address_is_made_from_the_title_when_the_file_has_none():
    assert loads("---\ntitle: Data Engineer_II (Cloud)\n---\n").slug == "data-engineer-ii-cloud"
    assert loads("---\ntitle: Φύλακας\n---\n").slug.startswith("guide-")


def test_sections_may_stand_in_any_order():
    document = loads("---\ntitle: x\n---\n## Cons\n- b\n\n## PROS\n- a\n")
    assert (document.pros, document.cons) == (("a",), ("b",))


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("30000", "USD", 30_000_00), ("30000.5", "USD", 30_000_50), ("30000", "JPY", 30_000), ("30.125", "KWD", 30_125)],
)
def test_amounts_are_read_in_the_main_unit_of_their_currency(amount, currency, minor):
    document = loads(f"---\ntitle: x\npay:\n- country: US\n  currency: {currency}\n  low: {amount}\n---\n")
    assert document.pay[0].low == minor


def test_cents_are_written_only_when_there_are_any():
    document = GuideDocument(
        title="x", slug="x", pay=[{"country": "US", "currency": "USD", "low": 30_000_50, "high": 40_000_00}]
    )
    assert "  low: 30000.50\n  high: 40000\n" in dumps(document)


# --- Problems -----------------------------------------------------------------------------------------------------------


def problems(text: str) -> list[str]:
    with pytest.raises(GuideFileError) as refused:
        loads(text)
    return str(refused.value).split("\n")


def front(*lines: str) -> str:
    return "\n".join(["---", "title: x", *lines, "---", ""])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Just text", "line 1: front matter: must come first in the file, between two lines of ---"),
        ("---\ntitle: x\n", "line 1: front matter: must come first in the file, between two lines of ---"),
        ("---\nslug: x\n---\n", "title: is missing"),
        (front("titel: y"), "line 3: titel: isn't a key of a guide file. Did you mean “title”?"),
        (front("title: y"), "line 3: title: appears twice"),
        (front("slug: Big Slug"), "line 3: slug: must have only lower-case letters, digits and single hyphens"),
        (front("remote: maybe"), "line 3: remote: must be 'no', 'partly' or 'yes'"),
        (front("demand: high"), "line 3: demand: must be a whole number, not “high”"),
        (front("demand: 6"), "line 3: demand: must be 5 or less"),
        (front("demand: [1]"), "line 3: demand: must be a single value"),
        (front("growth:", "  rate: 8%"), "line 4: growth, rate: must be a plain number such as 41000 or 8.5, not “8%”"),
        (front("growth:", "  rate: 1.234"), "line 4: growth, rate: must have at most 2 decimals"),
        (front("growth:", "  period: 2024"), "line 3: growth, rate: is missing"),
        (front("growth: 8"), "line 3: growth: must be lines of “key: value”"),
        (
            front("growth:", "  rate: 8", "  basis: published", "  publisher: p"),
            "line 3: growth: a figure with the basis “published” needs: release, occupation_code, area, measure, url",
        ),
        (front("also_called: Other"), "line 3: also called: must be a list with one “- item” per line"),
        (front("pay:", "- country: USA", "  currency: USD"), "line 4: pay 1, country: must be a country code of two capital letters, such as US"),
        (front("pay:", "- country: US", "  currency: USD", "  low: 1.999"), "line 6: pay 1, low: USD has no unit that small"),
        (front("pay:", "- country: US", "  currency: USD", "- country: US", "  currency: EUR"), "line 3: pay: there are two pay bands for US"),
        (front("occupation:", "  code: 15-12"), "line 4: occupation, code: must be a SOC code such as 15-1252"),
        (front("reviewed: 5"), "line 3: reviewed: must be a date such as 2026-11-20, not “5”"),
        (front("reviewed: 2026-02-30"), "line 3: reviewed: must be a date such as 2026-11-20, not “2026-02-30”"),
        (front("sources:", "- title: t", "  url: ftp://x"), "line 5: sources 1, url: must be a web address that starts with http:// or https://"),
        (front("sources:", "- publisher: p"), "line 4: sources 1, title: is missing"),
        (front(f"stress: {'x' * 501}"), "line 3: stress: is longer than 500 characters"),
        (front("stress: a: b"), "line 3: front matter: isn't valid YAML: mapping values are not allowed here."),
        (front("related: [" + "a," * 40_000 + "]"), "line 3: front matter: has too many values"),
        (front("stress: [[[[]]]]"), "line 3: front matter: is nested too deeply"),
        (front("stress: &a b"), "line 3: front matter: can't use anchors or aliases (& and *)"),
        (front() + "## Pro\n- a", "line 4: ## Pro: isn't a section of a guide. Did you mean “Pros”?"),
        (front() + "## Pros\n- a\n## pros\n- b", "line 6: Pros: appears twice"),
        (front() + "## Pros\n- a\nb", "line 6: Pros: is a list, so every line must start with “- ”"),
        (front() + "## Path\n### Step\nx", "line 5: Path: can't have a ### heading here. If this is text, write \\### instead."),
        (front() + "# Title\n", "line 4: summary: can't have a # heading here. If this is text, write \\# instead."),
        (front() + "## Career tiers\nText", "line 5: Career tiers: has parts, so its text must come after a ### heading"),
        (front() + "## Career tiers\n### A\nYears: some", "line 6: Career tiers 1, Years: must be a range such as 0-2 or 10+"),
        (front() + "## Career tiers\n### A\nYears: 5-2", "line 5: Career tiers 1: the last year can't be before the first"),
        (front() + "## Career tiers\n### A\nYaers: 5-2", "line 6: Career tiers 1, Yaers: isn't a field of this part. Did you mean “Years”?"),
        (front() + "## Career tiers\n###\ntext", "line 5: Career tiers 1, title: is empty"),
        (front() + "## A day in the life\n### A\nHours: 9-12", "line 6: A day in the life 1, Hours: must be hours such as 09:00-12:00"),
        (front() + "## A day in the life\n### A\n\ntext", "line 7: A day in the life 1, tasks: is a list, so every line"),
        (front() + "## Pros\n" + "- x\n" * 101, "line 4: Pros: has more than 100 items"),
        (front() + "## Path\n" + "x" * 20_001, "line 4: Path: is longer than 20000 characters"),
    ],
)  # fmt: skip
def test_a_problem_names_its_line_and_its_place(text, problem):
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_all_problems_are_said_at_once_in_the_order_of_the_file():
    text = front("demand: 9", "remote: maybe", "reviewed: soon") + "## Nonsense\n\ntext\n\n## Pros\n\nno item\n"
    assert [problem.split(":")[0] for problem in problems(text)] == ["line 3", "line 4", "line 5", "line 7", "line 13"]


def test_a_small_file_cannot_grow_into_a_large_value():
    bomb = [
        "a: &a [x, x, x, x]",
        *(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    ]
    assert "anchors or aliases" in problems(front(*bomb))[0]


@pytest.mark.parametrize("path", sorted((ROOT / "careers/content").glob("*.md")), ids=lambda path: path.stem)
def test_every_guide_of_the_demo_content_reads_and_comes_back(path):
    text = path.read_text("utf-8")
    document = loads(text)
    assert document.slug == path.stem
    assert dumps(document) == text
